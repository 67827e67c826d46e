// The token endpoint of the local OIDC issuer (RFC 6749, section 3.2). It knows every client and accepts every secret.
import type { GatewayResponse } from '../gateway/response.ts';
import { type AuthorizationCodes, parseEmail } from './authorize.ts';
import { AUDIENCE, type Grant, type Tokens } from './tokens.ts';

export interface TokenRequest {
  readonly form: URLSearchParams;
  /** The header `Authorization`. */
  readonly authorization: string | undefined;
}

type Rejection = readonly [error: string, description: string];

/** The grant of a request by its `grant_type`. */
export async function issueTokens(
  { form, authorization }: TokenRequest,
  codes: AuthorizationCodes,
  tokens: Tokens,
): Promise<GatewayResponse> {
  const clientId = form.get('client_id') ?? basicUser(authorization);
  const granted = await grantOf(form, clientId, codes, tokens);
  if ('email' in granted) return json(200, await tokens.issue(granted));
  const [error, error_description] = granted;
  return json(400, { error, error_description });
}

async function grantOf(
  form: URLSearchParams,
  clientId: string | null,
  codes: AuthorizationCodes,
  tokens: Tokens,
): Promise<Grant | Rejection> {
  const type = form.get('grant_type');
  switch (type) {
    case 'password': {
      const email = parseEmail(form.get('username'));
      if (email === undefined) return ['invalid_grant', 'The username must be an e-mail address.'];
      const scope = form.get('scope') ?? 'openid email';
      return { email, clientId: AUDIENCE, scope, authTime: Math.floor(Date.now() / 1000) };
    }
    case 'authorization_code':
      return (
        codes.redeem(form, clientId) ?? [
          'invalid_grant',
          'The code is invalid, expired or used, or client_id, redirect_uri or code_verifier differ from the login request.',
        ]
      );
    case 'refresh_token': {
      const grant = await tokens.verify('refresh', form.get('refresh_token') ?? '');
      const isValid = grant && (clientId === null || clientId === grant.clientId);
      return isValid ? grant : ['invalid_grant', 'The refresh token is invalid, expired or of another client.'];
    }
    default:
      return [
        'unsupported_grant_type',
        'The grant_type must be password, authorization_code or refresh_token, in a body of the type application/x-www-form-urlencoded.',
      ];
  }
}

/** The client id in `client_secret_basic`, which is encoded as a form (RFC 6749, section 2.3.1). */
function basicUser(authorization: string | undefined): string | null {
  const [, encoded] = /^basic +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const [user = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  return new URLSearchParams(`user=${user}`).get('user');
}

export function json(
  status: number,
  body: unknown,
  headers: readonly (readonly [name: string, value: string])[] = [],
): GatewayResponse {
  return {
    status,
    headers: [['content-type', 'application/json'], ['cache-control', 'no-store'], ...headers],
    body: JSON.stringify(body),
  };
}
