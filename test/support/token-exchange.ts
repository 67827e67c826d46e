// Exchanges of workload tokens for sessions, by POST /api/oauth/token.
import { expect, inject } from 'vitest';
import type { ApiResponse } from './api-response.ts';
import { signIdToken } from './id-tokens.ts';
import type { Workspace } from './workspace.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
export const AUDIENCE = 'https://service-users.example.com';
export const SUBJECT = 'repo:acme/etl:environment:production';

/** The response to every token that is not accepted. */
export const invalidGrant = {
  status: 400,
  type: 'application/json',
  body: { error: 'invalid_grant', code: 'invalid_grant', status: 400, error_description: expect.any(String) },
};

export type Form = Readonly<Record<string, string>>;

/** Sends a form to the token endpoint. */
export const post = ({ anonymous }: Workspace, form: Form | string, headers = {}): Promise<ApiResponse> =>
  anonymous.send('POST', '/api/oauth/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });

export const formOf = (subject_token: string, client_id?: string | number): Form => ({
  grant_type: GRANT_TYPE,
  subject_token_type: JWT,
  subject_token,
  ...(client_id !== undefined && { client_id: String(client_id) }),
});

export const exchange = (workspace: Workspace, token: string, clientId?: string | number) =>
  post(workspace, formOf(token, clientId));

/** A token of a workload, signed by the local issuer. */
export const workloadToken = (claims: Record<string, unknown> = {}, forgery = {}) =>
  signIdToken('', {
    claims: { aud: AUDIENCE, sub: SUBJECT, email: undefined, email_verified: undefined, ...claims },
    ...forgery,
  });

/** A Service User with a federation policy for the local issuer. */
export async function pipeline(workspace: Workspace, changes: object = {}) {
  const { user, client } = await workspace.serviceUser();
  const path = `/api/users/${user.id}/federation-policies`;
  const { body: policy } = await workspace.admin.post(path, {
    name: 'production',
    issuer: inject('issuer').url,
    audience: AUDIENCE,
    subject: SUBJECT,
    ...changes,
  });
  return { user, client, policy, path: `${path}/${policy.id}` };
}
