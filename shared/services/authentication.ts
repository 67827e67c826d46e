// Finds out who holds a bearer credential. No cache and no index: what was acknowledged counts (R10).
import { hashToken, locateToken, sameHash } from '../auth/bearer-token.ts';
import type { Principal } from '../domain/principal.ts';
import { isActive, type Token } from '../domain/token.ts';
import type { CredentialRecord, Credentials, Effects } from './ports.ts';
import { recordUse } from './record-use.ts';

/** Stands in for the hash of a token that is not there, so that every refusal does the same work. */
const NO_HASH = hashToken('no token');

/** What it takes to verify a token of ours. */
export interface AuthenticationPorts extends Pick<Effects, 'now'> {
  readonly credentials: Credentials;
}

/** The principal behind a token of ours, in one strongly consistent read; undefined when refused, for whatever reason. */
export async function authenticateToken(
  ports: AuthenticationPorts,
  bearerToken: string,
): Promise<Principal | undefined> {
  const locator = locateToken(bearerToken);
  if (locator === undefined) return undefined;
  const record = await ports.credentials.find(locator);
  const now = ports.now();
  const genuine = sameHash(hashToken(bearerToken), record?.token?.hash ?? NO_HASH);
  if (record?.token === undefined || !genuine || !isUsable(record, record.token, now)) return undefined;

  await recordUse(ports, record, record.token);
  const { id, user_id, user_type, role, teams } = record.user;
  const authenticated_by = user_type === 'Service' ? 'service_token' : 'personal_token';
  return { id, user_id, user_type, role, teams, authenticated_by, token_id: record.token.id };
}

/** R7, R9, R10: the account must be active, and the token neither revoked nor expired. */
function isUsable(record: CredentialRecord, token: Token, now: Date): boolean {
  return record.user.deleted_at === null && isActive(token, now);
}
