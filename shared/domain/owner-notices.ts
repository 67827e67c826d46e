// The daily notices of an owner: one event with everything that becomes due about the tokens of their Service Users on a day
// (UTC), for a subscriber that sends one mail.
import type { Account } from './account.ts';
import { type AccountEvent, type Owner, toOwner } from './events.ts';
import { DAY_MS } from './token.ts';
import { toUserSummary } from './user.ts';

/** EventBridge accepts events of up to 256 kB. */
const MAX_NOTICES = 100;

/** What an owner is informed of. */
export type OwnerNotice = NonNullable<AccountEvent['notices']>[number];

/** The end of the day in UTC. */
export function endOfDay(time: Date): Date {
  return new Date((Math.floor(time.getTime() / DAY_MS) + 1) * DAY_MS);
}

/**
 * The event for one owner and day. A repetition has the same id.
 *
 * @param day - The end of the day.
 */
export function ownerNoticesEvent(owner: Account, notices: readonly OwnerNotice[], day: Date): AccountEvent {
  const date = new Date(day.getTime() - 1).toISOString().slice(0, 10);
  const listed = notices
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, MAX_NOTICES)
    .map(
      ({ type, at, user, token, expires_in_days, revoked_in_days }): OwnerNotice => ({
        type,
        at,
        user,
        ...(token && { token }),
        ...(expires_in_days !== undefined && { expires_in_days }),
        ...(revoked_in_days !== undefined && { revoked_in_days }),
      }),
    );
  return {
    type: 'owner.notices',
    id: `${owner.user.id}-${date}`,
    at: `${date}T00:00:00.000Z`,
    sequence: owner.version,
    actor: null,
    request_id: null,
    user: toUserSummary(owner.user),
    owner: toOwner(owner.user),
    date,
    notices_total: notices.length,
    notices: listed,
  };
}

/** The active owners of each account, by the id of the account. */
export function activeOwners(accounts: readonly Account[], people: readonly Account[]): Map<number, Account[]> {
  const byUserId = new Map(people.filter(({ user }) => user.deleted_at === null).map((one) => [one.user.user_id, one]));
  return new Map(
    accounts.map(({ user, ownership }) => [user.id, ownership.owners.flatMap((owner) => byUserId.get(owner) ?? [])]),
  );
}

export function toOwners(owners: readonly Account[] = []): Owner[] {
  return owners.map(({ user }) => toOwner(user));
}
