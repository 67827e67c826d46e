// Finds out who holds a bearer credential. No cache and no index: what was acknowledged counts (R10).
import { hashToken, locateToken, sameHash } from '../auth/bearer-token.ts';
import type { Principal } from '../domain/principal.ts';
import { isActive, retiringSecret } from '../domain/token.ts';
import type { CredentialRecord, Credentials, Effects, UsedSecret } from './ports.ts';
import { recordUse } from './record-use.ts';

/** Stands in for the hash of a token that is not there, so that every refusal does the same work. */
const NO_HASH = hashToken('no token');

/** What it takes to verify a token of ours. */
export interface AuthenticationPorts extends Pick<Effects, 'now'> {
  readonly credentials: Credentials;
}

/** A token whose plaintext was shown, and its account. */
export interface KnownToken extends UsedSecret {
  readonly account: CredentialRecord;
}

/**
 * The token that a plaintext is the secret of, whatever state it is in: its newest secret, or the one before while its
 * overlap lasts. One strongly consistent read; undefined when there is none, after the same work.
 */
export async function recogniseToken(ports: AuthenticationPorts, plaintext: string): Promise<KnownToken | undefined> {
  const locator = locateToken(plaintext);
  if (locator === undefined) return undefined;
  const account = await ports.credentials.find(locator);
  const now = ports.now();
  const token = account?.token;
  const retiring = token ? retiringSecret(token, now) : null;
  const hash = hashToken(plaintext);
  const isNewest = sameHash(hash, token?.hash ?? NO_HASH);
  const isRetiring = sameHash(hash, retiring?.hash ?? NO_HASH);
  if (account === undefined || token === undefined || !(isNewest || isRetiring)) return undefined;
  return { account, token, retiring: !isNewest };
}

/** The same, if it may be used now: the account is active, the token not revoked, expired or compromised (R7, R9, R10). */
export async function verifyToken(ports: AuthenticationPorts, plaintext: string): Promise<KnownToken | undefined> {
  const known = await recogniseToken(ports, plaintext);
  const usable = known && known.account.user.deleted_at === null && isActive(known.token, ports.now());
  return usable ? known : undefined;
}

/** The principal behind a token of ours; undefined when refused. */
export async function authenticateToken(ports: AuthenticationPorts, plaintext: string): Promise<Principal | undefined> {
  const verified = await verifyToken(ports, plaintext);
  if (verified === undefined) return undefined;
  const { account, token, retiring } = verified;
  await recordUse(ports, account, verified);
  const { id, user_id, user_type, role, team_ids } = account.user;
  return {
    id,
    user_id,
    user_type,
    role,
    team_ids,
    authenticated_by: user_type === 'Service' ? 'service_token' : 'personal_token',
    token_id: token.id,
    token_generation: retiring ? (token.previous?.generation ?? null) : token.generation,
  };
}
