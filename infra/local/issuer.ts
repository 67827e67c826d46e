// An OIDC issuer for the local system. It issues an ID token for any e-mail address without a password, and tokens with any
// claims for workloads.
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JWK } from 'jose';
import type { GatewayResponse } from './gateway/response.ts';
import { serve } from './gateway/server.ts';
import { AuthorizationCodes, authorize, isRedirectTarget } from './oidc/authorize.ts';
import { readSession, withoutSession } from './oidc/browser-session.ts';
import { redirect, showPage } from './oidc/pages.ts';
import { issueTokens, json } from './oidc/token-endpoint.ts';
import { claimsOf, newKeyPair, readKeyPair, Tokens } from './oidc/tokens.ts';
import { issueWorkloadToken } from './oidc/workload-token.ts';
import { RunnerError } from './runner-error.ts';

export { AUDIENCE } from './oidc/tokens.ts';

export interface LocalIssuer {
  readonly url: string;
  /** Its signing key pair. The private key is no secret, because the issuer signs any ID token. */
  readonly signingKey: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface IssuerOptions {
  /** @default 0: any free port */
  readonly port?: number;
  /** The e-mail address that the login page proposes. @default admin@example.com */
  readonly adminEmail?: string;
  /** Keeps the key pair between starts, and with it the validity of its tokens. @default a new key pair */
  readonly keyFile?: string;
}

/** @throws RunnerError when the port cannot be used */
export async function startIssuer(options: IssuerOptions = {}): Promise<LocalIssuer> {
  const { port = 0, adminEmail = 'admin@example.com', keyFile } = options;
  const signingKey = keyFile ? await readKeyPair(keyFile) : await newKeyPair();
  // The URL of the issuer has the port, which is known only when the server listens.
  let handle: (incoming: IncomingMessage) => Promise<GatewayResponse> = async () => json(503, {});
  const server = await serve((incoming) => handle(incoming), port);
  const url = `http://localhost:${new URL(server.url).port}`;
  handle = issuerHandler(url, signingKey, adminEmail);
  return { url, signingKey: { ...signingKey }, stop: server.stop };
}

function issuerHandler(issuer: string, signingKey: JWK, adminEmail: string) {
  const tokens = new Tokens(issuer, signingKey);
  const codes = new AuthorizationCodes();
  const parametersOf = async (incoming: IncomingMessage) => {
    const { searchParams = new URLSearchParams() } = URL.parse(incoming.url ?? '', issuer) ?? {};
    return incoming.method === 'POST' ? new URLSearchParams(await text(incoming)) : searchParams;
  };
  const logIn = async (incoming: IncomingMessage) =>
    authorize(await parametersOf(incoming), {
      issuer,
      codes,
      adminEmail,
      session: readSession(incoming.headers.cookie),
    });
  const endpoints: Record<string, (incoming: IncomingMessage) => Promise<GatewayResponse> | GatewayResponse> = {
    'GET /.well-known/openid-configuration': () => json(200, discoveryDocument(issuer)),
    'GET /jwks': () => json(200, { keys: [tokens.publicKey] }),
    'GET /authorize': logIn,
    'POST /authorize': logIn,
    'POST /token': async (incoming) =>
      issueTokens({ form: await parametersOf(incoming), authorization: incoming.headers.authorization }, codes, tokens),
    'POST /workload-token': async (incoming) => issueWorkloadToken(await text(incoming), tokens),
    'GET /userinfo': (incoming) => userInfo(incoming, tokens),
    'POST /userinfo': (incoming) => userInfo(incoming, tokens),
    'GET /endsession': async (incoming) => endSession(await parametersOf(incoming)),
    'POST /endsession': async (incoming) => endSession(await parametersOf(incoming)),
  };
  return async (incoming: IncomingMessage): Promise<GatewayResponse> => {
    const path = URL.parse(incoming.url ?? '', issuer)?.pathname;
    const cors = corsHeaders(incoming);
    if (incoming.method === 'OPTIONS') return { status: 204, headers: cors, body: '' };
    const respond = endpoints[`${incoming.method} ${path}`];
    const response = respond ? await respond(incoming) : json(404, { error: 'not_found' });
    return { ...response, headers: [...response.headers, ...cors] };
  };
}

/** OpenID Connect Discovery 1.0, section 3 */
function discoveryDocument(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/endsession`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'password'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email', 'profile', 'offline_access'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'at_hash', 'email', 'email_verified'],
    prompt_values_supported: ['none', 'login', 'select_account'],
    authorization_response_iss_parameter_supported: true,
  };
}

async function userInfo({ headers }: IncomingMessage, tokens: Tokens): Promise<GatewayResponse> {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const grant = await tokens.verify('access', token);
  if (grant) return json(200, claimsOf(grant.email));
  return json(401, { error: 'invalid_token' }, [['www-authenticate', 'Bearer error="invalid_token"']]);
}

/** Ends the session of the browser (OpenID Connect RP-Initiated Logout 1.0). */
function endSession(request: URLSearchParams): GatewayResponse {
  const target = request.get('post_logout_redirect_uri');
  const response =
    target && isRedirectTarget(target)
      ? redirect(target, { state: request.get('state') })
      : showPage({ title: 'You are logged out', text: 'You can close this page.' });
  return withoutSession(response);
}

/** Only pages of this machine may read tokens, because the issuer gives one for any person without a password. */
function corsHeaders({ headers }: IncomingMessage): [name: string, value: string][] {
  const { origin, 'access-control-request-headers': requested } = headers;
  if (!origin || !/^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(origin)) return [['vary', 'origin']];
  return [
    ['vary', 'origin'],
    ['access-control-allow-origin', origin],
    ['access-control-allow-methods', 'GET,POST'],
    ['access-control-allow-headers', requested ?? 'authorization,content-type'],
    ['access-control-max-age', '600'],
  ];
}

/** Requests an ID token for the e-mail address with the password grant (RFC 6749, section 4.3). */
export async function idTokenFor(email: string, issuerUrl: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', username: email, scope: 'openid email' });
  const response = await fetch(`${issuerUrl}/token`, { method: 'POST', body });
  const { id_token } = (await response.json()) as { id_token?: string };
  if (id_token === undefined) throw new RunnerError(`the OIDC issuer at ${issuerUrl} returned no ID token`);
  return id_token;
}
