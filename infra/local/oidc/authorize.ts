// The authorization endpoint of the local OIDC issuer: the authorization code flow with PKCE, and the login page.
// OpenID Connect Core 1.0, section 3.1.2; RFC 7636; RFC 9207.
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { GatewayResponse } from '../gateway/response.ts';
import { type BrowserSession, withSession } from './browser-session.ts';
import { type Page, redirect, showPage } from './pages.ts';
import type { Grant } from './tokens.ts';

const CODE_LIFETIME_MS = 60_000;

interface IssuedCode {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly expires: number;
}

/** The codes that are issued and not yet redeemed. */
export class AuthorizationCodes {
  private readonly codes = new Map<string, IssuedCode>();

  create(issued: Omit<IssuedCode, 'expires'>): string {
    const now = Date.now();
    for (const [code, { expires }] of this.codes) if (expires < now) this.codes.delete(code);
    const code = randomBytes(32).toString('base64url');
    this.codes.set(code, { ...issued, expires: now + CODE_LIFETIME_MS });
    return code;
  }

  /** A code can be redeemed once. @returns undefined if the code is invalid, or the request differs from the first one */
  redeem(form: URLSearchParams, clientId: string | null): Grant | undefined {
    const code = form.get('code') ?? '';
    const issued = this.codes.get(code);
    this.codes.delete(code);
    const isValid =
      issued !== undefined &&
      issued.expires >= Date.now() &&
      issued.grant.clientId === clientId &&
      issued.redirectUri === form.get('redirect_uri') &&
      issued.codeChallenge === challengeOf(form.get('code_verifier'));
    return isValid ? issued.grant : undefined;
  }
}

function challengeOf(verifier: string | null): string | null {
  return verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
}

/** Returns the e-mail address in lower case; undefined if it is invalid. */
export function parseEmail(text: string | null): string | undefined {
  return z.email().safeParse(text?.trim().toLowerCase()).data;
}

interface AuthorizeOptions {
  readonly issuer: string;
  readonly codes: AuthorizationCodes;
  /** The e-mail address that the page proposes. */
  readonly adminEmail: string;
  /** The session of the browser, if it has one. */
  readonly session?: BrowserSession | undefined;
}

/**
 * Redirects to the client with a code for the e-mail in `login_hint`, or for the person of the session. Without either,
 * shows the page that asks for the e-mail.
 */
export function authorize(request: URLSearchParams, options: AuthorizeOptions): GatewayResponse {
  const { issuer, codes, adminEmail } = options;
  const [clientId, redirectUri, hint] = ['client_id', 'redirect_uri', 'login_hint'].map((name) => request.get(name));
  if (!clientId) return failed('The parameter client_id is missing.');
  if (!redirectUri || !isRedirectUri(redirectUri)) return failed('The parameter redirect_uri must be an absolute URL.');
  const reply = (parameters: Record<string, string>) =>
    redirect(redirectUri, { ...parameters, iss: issuer, state: request.get('state') });
  const problem = problemOf(request);
  if (problem) return reply({ error: problem[0], error_description: problem[1] });
  const session = sessionFor(request, options.session);
  if (session === undefined) {
    if (request.get('prompt') === 'none') return reply({ error: 'login_required' });
    return showPage(loginPage(request, adminEmail, hint ?? null));
  }
  const grant: Grant = {
    ...session,
    clientId,
    scope: request.get('scope') ?? '',
    nonce: request.get('nonce') ?? undefined,
  };
  const code = codes.create({ grant, redirectUri, codeChallenge: request.get('code_challenge') });
  return withSession(reply({ code }), session);
}

/** A login with the e-mail in `login_hint` starts a session. `prompt=login` and `select_account` ask again. */
function sessionFor(request: URLSearchParams, current: BrowserSession | undefined): BrowserSession | undefined {
  const hint = request.get('login_hint');
  const email = parseEmail(hint);
  if (email !== undefined) return { email, authTime: Math.floor(Date.now() / 1000) };
  const asks = ['login', 'select_account'].includes(request.get('prompt') ?? '');
  return hint === null && !asks ? current : undefined;
}

/** A URL without a fragment. */
function isRedirectUri(text: string): boolean {
  return isRedirectTarget(text) && URL.parse(text)?.hash === '';
}

/** A URL that is no script or document by itself, also of a native application. */
export function isRedirectTarget(text: string): boolean {
  return URL.canParse(text) && !/^\s*(?:javascript|data):/i.test(text);
}

function problemOf(request: URLSearchParams): [error: string, description: string] | undefined {
  if (request.get('response_type') !== 'code') return ['unsupported_response_type', 'The response_type must be code.'];
  if (!['query', null].includes(request.get('response_mode')))
    return ['invalid_request', 'The response_mode must be query.'];
  if (!request.get('scope')?.split(' ').includes('openid')) return ['invalid_scope', 'The scope must contain openid.'];
  const [method, challenge] = [request.get('code_challenge_method'), request.get('code_challenge')];
  if (method !== (challenge === null ? null : 'S256'))
    return ['invalid_request', 'The code_challenge_method must be S256.'];
  if (challenge !== null && !/^[\w-]{43}$/.test(challenge))
    return ['invalid_request', 'The code_challenge must be the SHA-256 of the code_verifier in base64url.'];
  return undefined;
}

const failed = (text: string) => showPage({ title: 'The login request is invalid', text, status: 400 });

/** The form repeats the request with the e-mail address in `login_hint`. */
function loginPage(request: URLSearchParams, adminEmail: string, rejected: string | null): Page {
  const parameters = [...request].filter(([name]) => name !== 'login_hint' && name !== 'prompt');
  return {
    title: 'Log in to Service Users',
    text: rejected
      ? `${rejected} is not an e-mail address. Enter another one.`
      : `This issuer of the local system needs no password. The first Admin is ${adminEmail}.`,
    form: { hidden: parameters, email: { name: 'login_hint', value: adminEmail } },
  };
}
