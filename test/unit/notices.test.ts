// Notices about tokens that expire or are not used.
import { describe, expect, it } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import { noticesBetween } from '../../shared/domain/notices.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { anAccount, aToken, NOW } from '../support/account-fixtures.ts';

const DAY = 24 * 60 * 60 * 1000;
const daysFromNow = (days: number) => new Date(NOW.getTime() + days * DAY).toISOString();
const noticesOf = (account: Account, from: number, to: number) =>
  noticesBetween(account, DEFAULT_POLICY, new Date(daysFromNow(from)), new Date(daysFromNow(to))).map(
    ({ type, at }) => [type, at],
  );
const withToken = (changes: Parameters<typeof aToken>[0]) =>
  anAccount({}, [aToken({ created: daysFromNow(-1), ...changes })]);

describe('notices', () => {
  it('are due 30, 7 and 1 days before the expiration, and at the expiration', () => {
    const account = withToken({ expiration: daysFromNow(60), last_used: daysFromNow(30) });
    const days = [30, 53, 59, 60];
    const types = ['token.expiring', 'token.expiring', 'token.expiring', 'token.expired'];
    const each = days.flatMap((day) => noticesOf(account, day - 1 / 24, day));
    expect(each).toEqual(days.map((day, index) => [types[index], daysFromNow(day)]));
  });

  it('belong to one interval, which includes its end and excludes its start', () => {
    const account = withToken({ expiration: daysFromNow(60), last_used: daysFromNow(0) });
    expect(noticesOf(account, 29, 30)).toHaveLength(1);
    expect(noticesOf(account, 30, 31)).toEqual([]);
  });

  it('are not due in 30 days for a token that was just created or rotated with a lifetime of 30 days', () => {
    expect(noticesOf(withToken({ created: daysFromNow(0), expiration: daysFromNow(30) }), -1, 0)).toEqual([]);
    expect(noticesOf(withToken({ rotated_at: daysFromNow(0), expiration: daysFromNow(30) }), -1, 0)).toEqual([]);
    expect(noticesOf(withToken({ expiration: daysFromNow(30) }), -1, 0)).toHaveLength(1);
  });

  it('contain the number of days until the expiration', () => {
    const account = withToken({ expiration: daysFromNow(7) });
    expect(noticesBetween(account, DEFAULT_POLICY, new Date(daysFromNow(-1)), NOW)).toMatchObject([
      { expires_in_days: 7 },
    ]);
  });

  it('do not exist for tokens that no longer work, or for a deactivated account', () => {
    for (const end of [{ revoked_at: daysFromNow(-1) }, { compromised_at: daysFromNow(-1) }]) {
      expect(
        noticesOf(withToken({ expiration: daysFromNow(30), last_used: daysFromNow(-90), ...end }), -1, 31),
      ).toEqual([]);
    }
    const tokens = [aToken({ expiration: daysFromNow(30) })];
    expect(noticesOf(anAccount({ deleted_at: daysFromNow(-1), user_type: 'Human' }, tokens), -1, 0)).toEqual([]);
  });

  it('are due each time a token was unused for the number of days in the policy', () => {
    const idle = withToken({ last_used: daysFromNow(-180) });
    expect(noticesOf(idle, -1, 0)).toEqual([['token.unused', daysFromNow(0)]]);
    expect(noticesOf(idle, -90.1, -90)).toEqual([['token.unused', daysFromNow(-90)]]);
    expect(noticesOf(idle, -1 / 2, -1 / 4)).toEqual([]);
    expect(noticesOf(withToken({ created: daysFromNow(-90) }), -1, 0)).toEqual([['token.unused', daysFromNow(0)]]);
  });

  it('have the same id each time they are published', () => {
    const account = withToken({ expiration: daysFromNow(30), last_used: daysFromNow(-90) });
    const ids = (from: number, to: number) =>
      noticesBetween(account, DEFAULT_POLICY, new Date(daysFromNow(from)), new Date(daysFromNow(to))).map(
        ({ id }) => id,
      );
    expect(ids(-1, 0)).toEqual(ids(-2, 1 / 24));
    expect(new Set(ids(-1, 0)).size).toBe(2);
  });
});
