import { describe, expect, it } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import { noticesBetween } from '../../shared/domain/notices.ts';
import { anAccount, aToken, NOW } from '../support/accounts.ts';

const DAY = 24 * 60 * 60 * 1000;
const daysFromNow = (days: number) => new Date(NOW.getTime() + days * DAY).toISOString();
const told = (account: Account, from: number, to: number) =>
  noticesBetween(account, 90, new Date(daysFromNow(from)), new Date(daysFromNow(to))).map(({ type, at }) => [type, at]);
const withToken = (changes: Parameters<typeof aToken>[0]) =>
  anAccount({}, [aToken({ created: daysFromNow(-1), ...changes })]);

describe('notices', () => {
  it('tell 30, 7 and 1 days before, and at the expiration', () => {
    const account = withToken({ expiration: daysFromNow(60), last_used: daysFromNow(30) });
    const days = [30, 53, 59, 60];
    const types = ['token.expiring', 'token.expiring', 'token.expiring', 'token.expired'];
    const each = days.flatMap((day) => told(account, day - 1 / 24, day));
    expect(each).toEqual(days.map((day, index) => [types[index], daysFromNow(day)]));
  });

  it('are told in one span alone: the end is in it, the start is not', () => {
    const account = withToken({ expiration: daysFromNow(60), last_used: daysFromNow(0) });
    expect(told(account, 29, 30)).toHaveLength(1);
    expect(told(account, 30, 31)).toEqual([]);
  });

  it('do not tell a token made or rotated for thirty days that it expires in thirty', () => {
    expect(told(withToken({ created: daysFromNow(0), expiration: daysFromNow(30) }), -1, 0)).toEqual([]);
    expect(told(withToken({ rotated_at: daysFromNow(0), expiration: daysFromNow(30) }), -1, 0)).toEqual([]);
    expect(told(withToken({ expiration: daysFromNow(30) }), -1, 0)).toHaveLength(1);
  });

  it('say the days left of the notice that came due', () => {
    const account = withToken({ expiration: daysFromNow(7) });
    expect(noticesBetween(account, 90, new Date(daysFromNow(-1)), NOW)).toMatchObject([{ expires_in_days: 7 }]);
  });

  it('are not about what no longer works, nor about a deactivated account', () => {
    for (const end of [{ revoked_at: daysFromNow(-1) }, { compromised_at: daysFromNow(-1) }]) {
      expect(told(withToken({ expiration: daysFromNow(30), last_used: daysFromNow(-90), ...end }), -1, 31)).toEqual([]);
    }
    const tokens = [aToken({ expiration: daysFromNow(30) })];
    expect(told(anAccount({ deleted_at: daysFromNow(-1), user_type: 'Human' }, tokens), -1, 0)).toEqual([]);
  });

  it('tell of disuse each time that the days of the policy are full, since the last use or the making', () => {
    const idle = withToken({ last_used: daysFromNow(-180) });
    expect(told(idle, -1, 0)).toEqual([['token.unused', daysFromNow(0)]]);
    expect(told(idle, -90.1, -90)).toEqual([['token.unused', daysFromNow(-90)]]);
    expect(told(idle, -1 / 2, -1 / 4)).toEqual([]);
    expect(told(withToken({ created: daysFromNow(-90) }), -1, 0)).toEqual([['token.unused', daysFromNow(0)]]);
  });

  it('have the same id however often they are told', () => {
    const account = withToken({ expiration: daysFromNow(30), last_used: daysFromNow(-90) });
    const ids = (from: number, to: number) =>
      noticesBetween(account, 90, new Date(daysFromNow(from)), new Date(daysFromNow(to))).map(({ id }) => id);
    expect(ids(-1, 0)).toEqual(ids(-2, 1 / 24));
    expect(new Set(ids(-1, 0)).size).toBe(2);
  });
});
