// The revocation of tokens of Service Users that are not used, if the policy says so.
import type { Account } from './account.ts';
import { revokeToken } from './account-tokens.ts';
import type { Policy } from './policy.ts';
import { DAY_MS, isActive, type Token } from './token.ts';

export type UnusedPolicy = Pick<Policy, 'revoke_unused_after_days' | 'revoke_unused_from'>;

/** A token of a Service User that is going to be revoked. */
interface Revocation {
  /** In milliseconds since the epoch. */
  readonly due: number;
  /** When the token was last used, created, rotated or restored. */
  readonly since: number;
}

/** When the policy revokes the token, unless it is used before; undefined when it does not. */
export function unusedRevocation(
  { user }: Pick<Account, 'user'>,
  token: Token,
  policy: UnusedPolicy,
  now: Date,
): Revocation | undefined {
  const { revoke_unused_after_days: days, revoke_unused_from: from } = policy;
  if (days === null || user.user_type !== 'Service' || user.deleted_at !== null || !isActive(token, now)) {
    return undefined;
  }
  const { created, last_used, rotated_at, restored_at } = token;
  const since = Math.max(...[created, last_used, rotated_at, restored_at].map((time) => Date.parse(time ?? created)));
  return { since, due: Math.max(since + days * DAY_MS, from === null ? 0 : Date.parse(from)) };
}

/** The tokens of the account that are to be revoked now. */
export function unusedTokens(account: Account, policy: UnusedPolicy, now: Date): Token[] {
  return account.tokens.filter((token) => isDue(account, token, policy, now));
}

/**
 * Revokes the token if it is still unused in this state of the account: it may have been used, revoked, rotated or deleted
 * since the account was listed.
 */
export function revokeUnusedToken(account: Account, tokenId: number, policy: UnusedPolicy, now: Date): Account {
  const token = account.tokens.find(({ id }) => id === tokenId);
  if (token === undefined || !isDue(account, token, policy, now)) return account;
  return revokeToken(account, tokenId, now);
}

function isDue(account: Account, token: Token, policy: UnusedPolicy, now: Date): boolean {
  const revocation = unusedRevocation(account, token, policy, now);
  return revocation !== undefined && revocation.due <= now.getTime();
}
