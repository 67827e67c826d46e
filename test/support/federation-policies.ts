// Federation policies as the tests create them.
import { generateKeyPairSync } from 'node:crypto';
import type { Workspace } from './workspace.ts';

export const GITHUB = {
  name: 'deploy',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://service-users.example.com',
  subject: 'repo:acme/etl:environment:production',
  claims: { repository_id: '456', repository_owner_id: '123' },
};
export const DEFAULTS = { session_minutes: 15, scopes: null, allowed_cidrs: [], enabled: true, jwks: null };
export const NEVER_USED = { last_used: null, last_subject: null, last_refused: null };

const { kty, n, e } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
export const RSA_KEY = { kid: 'rsa', kty, n, e, alg: 'RS256', use: 'sig' };
export const EC_KEY = {
  kid: 'ec',
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
};
export const OKP_KEY = { kid: 'okp', ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) };

/** A new Service User, and the path of its policies. */
export async function policiesOf({ serviceUser }: Workspace, changes = {}) {
  const { user, client } = await serviceUser(changes);
  return { user, client, path: `/api/users/${user.id}/federation-policies` };
}

export const lastEntries = async ({ admin }: Workspace, target: string, size = 1) =>
  (await admin.get(`/api/audit-log?target=${target}&size=${size}`)).body.items;
