// Makes a person's first personal token as if they had signed in: there is no way to sign in yet.
import type { System } from '../../infra/local/system.ts';
import type { Answer } from './http-client.ts';

const ROUTE = 'POST /api/user-tokens';

/** @returns the token as it was answered, with its plaintext */
export async function mintPersonalToken(system: System, person: Answer['body']): Promise<Answer['body']> {
  const { id, user_id, user_type, role, teams } = person;
  const answer = await system.invoke(ROUTE, {
    headers: { 'content-type': 'application/json' },
    requestContext: {
      authorizer: { lambda: { id, user_id, user_type, role, teams, authenticated_by: 'oidc', token_id: null } },
      http: { sourceIp: '127.0.0.1' },
      requestId: 'signed-in',
    },
    body: JSON.stringify({ name: 'signed in', expires_in_days: null }),
    isBase64Encoded: false,
  });
  const { statusCode, body } = answer as { statusCode: number; body: string };
  if (statusCode !== 201) throw new Error(`no personal token was made: ${body}`);
  return JSON.parse(body);
}
