// The events that only time causes: a token is about to expire, has expired, or has not been used for long.
import type { Account } from './account.ts';
import { type AccountEvent, type EventType, eventToken } from './events.ts';
import type { Policy } from './policy.ts';
import { DAY_MS, isActive, statusOf, type Token } from './token.ts';
import { type UnusedPolicy, unusedRevocation } from './unused-revocation.ts';
import { toUserSummary } from './user.ts';

/** `token.expiring` is published this many days before the expiration, `token.unused_revocation` before the revocation. */
const ANNOUNCED_DAYS = [30, 7, 1];

interface Notice {
  readonly type: EventType;
  /** In milliseconds since the epoch. */
  readonly due: number;
  readonly expires_in_days?: number;
  readonly revoked_in_days?: number;
}

export type NoticePolicy = UnusedPolicy & Pick<Policy, 'unused_after_days'>;

/**
 * The events about the account's tokens that are due after `since`, up to `until`; none for a deactivated account. A
 * second call for the same period returns the same ids.
 *
 * @param policy - When tokens without use are reported and revoked.
 */
export function noticesBetween(account: Account, policy: NoticePolicy, since: Date, until: Date): AccountEvent[] {
  const { user, version, tokens } = account;
  if (user.deleted_at !== null) return [];
  return tokens.flatMap((token) =>
    [
      ...expiryNotices(token, until),
      ...unusedNotices(token, policy.unused_after_days, until),
      ...revocationNotices(account, token, policy, until),
    ]
      .filter(({ due }) => due > since.getTime() && due <= until.getTime())
      .map(({ due, ...notice }) => ({
        ...notice,
        id: `${token.id}-${notice.type}-${due}`,
        at: new Date(due).toISOString(),
        sequence: version,
        actor: null,
        request_id: null,
        user: toUserSummary(user),
        token: eventToken(token, user, until),
      })),
  );
}

/** A notice that would be due before the secret was issued is left out: a token of 30 days does not expire in 30 days. */
function expiryNotices(token: Token, now: Date): Notice[] {
  if (token.expiration === null) return [];
  const expires = Date.parse(token.expiration);
  if (statusOf(token, now) === 'Expired') return [{ type: 'token.expired', due: expires }];
  if (!isActive(token, now)) return [];
  const issued = Date.parse(token.rotated_at ?? token.created);
  return ANNOUNCED_DAYS.map((days) => ({
    type: 'token.expiring' as const,
    due: expires - days * DAY_MS,
    expires_in_days: days,
  })).filter(({ due }) => due > issued);
}

/** Due each time another full period without use has passed. */
function unusedNotices(token: Token, unusedAfterDays: number, now: Date): Notice[] {
  if (!isActive(token, now)) return [];
  const used = Date.parse(token.last_used ?? token.created);
  const period = unusedAfterDays * DAY_MS;
  const periods = Math.floor((now.getTime() - used) / period);
  return periods > 0 ? [{ type: 'token.unused', due: used + periods * period }] : [];
}

/** A notice that would be due before the last use is left out. */
function revocationNotices(account: Account, token: Token, policy: NoticePolicy, now: Date): Notice[] {
  const revocation = unusedRevocation(account, token, policy, now);
  if (revocation === undefined) return [];
  const { due: revoked, since } = revocation;
  return ANNOUNCED_DAYS.map((days) => ({
    type: 'token.unused_revocation' as const,
    due: revoked - days * DAY_MS,
    revoked_in_days: days,
  })).filter(({ due }) => due > since);
}
