// What time alone brings: tokens that will expire, that have, and that nobody uses.
import type { Account } from './account.ts';
import { type AccountEvent, type EventType, eventToken, eventUser } from './events.ts';
import { DAY_MS, isActive, statusOf, type Token } from './token.ts';

const EXPIRING_DAYS = [30, 7, 1];

interface Notice {
  readonly type: EventType;
  /** When it came due, in milliseconds since the epoch. */
  readonly due: number;
  readonly expires_in_days?: number;
}

/**
 * The events about the account's tokens that came due after `since`, up to `until`; none for a deactivated account. Told
 * again for the same time they have the same id.
 *
 * @param unusedAfterDays - A token is reported each time that it was not used for so long.
 */
export function noticesBetween(account: Account, unusedAfterDays: number, since: Date, until: Date): AccountEvent[] {
  const { user, version, tokens } = account;
  if (user.deleted_at !== null) return [];
  return tokens.flatMap((token) =>
    [...expiryNotices(token, until), ...unusedNotices(token, unusedAfterDays, until)]
      .filter(({ due }) => due > since.getTime() && due <= until.getTime())
      .map(({ due, ...notice }) => ({
        ...notice,
        id: `${token.id}-${notice.type}-${due}`,
        at: new Date(due).toISOString(),
        sequence: version,
        actor: null,
        request_id: null,
        user: eventUser(user),
        token: eventToken(token, user, until),
      })),
  );
}

/** A token is not said to expire in thirty days when it was made for thirty days. */
function expiryNotices(token: Token, now: Date): Notice[] {
  if (token.expiration === null) return [];
  const expires = Date.parse(token.expiration);
  if (statusOf(token, now) === 'Expired') return [{ type: 'token.expired', due: expires }];
  if (!isActive(token, now)) return [];
  const issued = Date.parse(token.rotated_at ?? token.created);
  return EXPIRING_DAYS.map((days) => ({
    type: 'token.expiring' as const,
    due: expires - days * DAY_MS,
    expires_in_days: days,
  })).filter(({ due }) => due > issued);
}

/** The last time that the days without use were full. */
function unusedNotices(token: Token, unusedAfterDays: number, now: Date): Notice[] {
  if (!isActive(token, now)) return [];
  const used = Date.parse(token.last_used ?? token.created);
  const span = unusedAfterDays * DAY_MS;
  const times = Math.floor((now.getTime() - used) / span);
  return times > 0 ? [{ type: 'token.unused', due: used + times * span }] : [];
}
