// Finds out who holds a bearer credential. No cache and no index: what was acknowledged counts (R10).
import { hashToken, locateToken, sameHash } from '../auth/bearer-token.ts';
import type { Principal } from '../domain/principal.ts';
import { isActive, secretFingerprint, type Token, workingPreviousSecret } from '../domain/token.ts';
import { log } from '../telemetry/log.ts';
import { count } from '../telemetry/metrics.ts';
import type { Effects } from './ports/effects.ts';
import type { CredentialRecord, Credentials, UsedSecret } from './ports/queries.ts';
import { recordUse } from './record-use.ts';

/** Stands in for the hash of a token that is not there, so that every refusal does the same work. */
const DUMMY_HASH = hashToken('no token');

/** What it takes to verify a token of ours. */
export interface AuthenticationPorts extends Pick<Effects, 'now'> {
  readonly credentials: Credentials;
}

/** A token whose plaintext was shown, and its account. */
export interface KnownToken extends UsedSecret {
  readonly account: CredentialRecord;
  /** Of the secret that was shown. */
  readonly generation: number;
}

type OnRetiredSecret = (accountId: number, tokenId: number) => Promise<void>;

interface PresentedToken {
  readonly account: CredentialRecord;
  readonly token: Token;
  /** Its newest secret, the one before while its overlap lasts, or one that is gone. */
  readonly secret: 'newest' | 'retiring' | 'retired';
}

/** One strongly consistent read; undefined when the plaintext is the secret of no token, after the same work. */
async function findToken(ports: AuthenticationPorts, plaintext: string): Promise<PresentedToken | undefined> {
  const locator = locateToken(plaintext);
  if (locator === undefined) return undefined;
  const account = await ports.credentials.find(locator);
  const token = account?.token;
  const hash = hashToken(plaintext);
  const isNewest = sameHash(hash, token?.hash ?? DUMMY_HASH);
  const isPrevious = sameHash(hash, token?.previous?.hash ?? DUMMY_HASH);
  if (account === undefined || token === undefined) return undefined;
  if (isNewest) return { account, token, secret: 'newest' };
  if (isPrevious && workingPreviousSecret(token, ports.now())) return { account, token, secret: 'retiring' };
  return isPrevious || token.retired.includes(secretFingerprint(hash))
    ? { account, token, secret: 'retired' }
    : undefined;
}

/**
 * The token that a plaintext is the secret of, whatever state it is in: its newest secret, or the one before while its
 * overlap lasts.
 */
export async function findTokenBySecret(
  ports: AuthenticationPorts,
  plaintext: string,
): Promise<KnownToken | undefined> {
  return recognised(await findToken(ports, plaintext));
}

function recognised(shown: PresentedToken | undefined): KnownToken | undefined {
  if (shown === undefined || shown.secret === 'retired') return undefined;
  const { account, token, secret } = shown;
  const { generation } = (secret === 'retiring' && token.previous) || token;
  return { account, token, retiring: secret === 'retiring', generation };
}

/** The same, if it may be used now: the account is active, the token not revoked, expired or compromised (R7, R9, R10). */
export async function verifyToken(ports: AuthenticationPorts, plaintext: string): Promise<KnownToken | undefined> {
  return ifUsable(ports, await findTokenBySecret(ports, plaintext));
}

function ifUsable(ports: AuthenticationPorts, known: KnownToken | undefined): KnownToken | undefined {
  return known && known.account.user.deleted_at === null && isActive(known.token, ports.now()) ? known : undefined;
}

/**
 * The principal behind a token of ours; undefined when refused.
 *
 * @param onRetiredSecret - Told of a secret that was refused because its overlap has ended, the first time.
 */
export async function authenticateToken(
  ports: AuthenticationPorts,
  plaintext: string,
  onRetiredSecret?: OnRetiredSecret,
): Promise<Principal | undefined> {
  const shown = await findToken(ports, plaintext);
  if (shown?.secret === 'retired') await reportRetiredSecretUse(shown, onRetiredSecret);
  const verified = ifUsable(ports, recognised(shown));
  if (verified === undefined) return undefined;
  const { account, token, generation } = verified;
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
    token_generation: generation,
  };
}

/** Counted each time. That it cannot be noted changes nothing for who is refused. */
async function reportRetiredSecretUse(
  { account: { user }, token }: PresentedToken,
  onRetiredSecret: OnRetiredSecret | undefined,
): Promise<void> {
  count('RetiredSecretsUsed', { user_id: user.user_id, token_id: token.id });
  if (token.previous?.retired_use !== null) return;
  await onRetiredSecret?.(user.id, token.id).catch((cause: Error) =>
    log('WARN', 'a retired secret was not noted', { token_id: token.id, cause: cause.name }),
  );
}
