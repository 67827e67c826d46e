// Rotation and compromise of tokens.
import { describe, expect, it } from 'vitest';
import { compromiseToken, restoreToken, revokeToken, rotateToken } from '../../shared/domain/account-tokens.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { type Token, workingPreviousSecret } from '../../shared/domain/token.ts';
import { anAccount, aToken, EARLIER, LATER, NOW } from '../support/account-fixtures.ts';
import { domainError } from '../support/problem.ts';

const rotation = {
  hash: 'new',
  hint: '...',
  keeps: 'newest',
  overlap_hours: 24,
  expires_in_days: undefined,
  policy: DEFAULT_POLICY,
} as const;
const TOMORROW = '2026-06-02T12:00:00.000Z';

describe('a rotation', () => {
  it('keeps the id, name, last use and expiration, and the previous secret for the overlap', () => {
    const token = aToken({ last_used: EARLIER, expiration: LATER });
    const [rotated] = rotateToken(anAccount({}, [token]), 7, rotation, NOW).tokens;
    const previous = { hash: token.hash, generation: 1, expires: TOMORROW, last_used: EARLIER, retired_use: null };
    expect(rotated).toEqual({
      ...token,
      hash: 'new',
      hint: '...',
      generation: 2,
      rotated_at: NOW.toISOString(),
      previous,
    });
  });

  it('ends the previous secret immediately when the overlap is zero', () => {
    const [rotated = aToken()] = rotateToken(
      anAccount({}, [aToken()]),
      7,
      { ...rotation, overlap_hours: 0 },
      NOW,
    ).tokens;
    expect(workingPreviousSecret(rotated, NOW)).toBeNull();
  });

  it('has a default overlap of one day, or less if the policy requires it', () => {
    const ends = (max_overlap_hours: number) => {
      const asked = { ...rotation, overlap_hours: undefined, policy: { ...DEFAULT_POLICY, max_overlap_hours } };
      return rotateToken(anAccount({}, [aToken()]), 7, asked, NOW).tokens[0]?.previous?.expires;
    };
    expect([ends(168), ends(24), ends(1)]).toEqual([TOMORROW, TOMORROW, '2026-06-01T13:00:00.000Z']);
  });

  it('ends the overlap no later than the token expires', () => {
    const soon = '2026-06-02T00:00:00.000Z';
    const ends = (token: Partial<Token>, expires_in_days?: number | null) =>
      rotateToken(anAccount({}, [aToken(token)]), 7, { ...rotation, overlap_hours: 48, expires_in_days }, NOW).tokens[0]
        ?.previous?.expires;
    expect(ends({ expiration: soon })).toBe(soon);
    expect(ends({ expiration: LATER }, 1)).toBe(TOMORROW);
    expect(ends({ expiration: soon }, 30)).toBe('2026-06-03T12:00:00.000Z');
    expect(ends({ expiration: soon }, null)).toBe('2026-06-03T12:00:00.000Z');
  });

  it('keeps the previous secret when it is repeated with that one, and replaces the newest secret', () => {
    let account = anAccount({}, [aToken({ hash: 'old' })]);
    for (const hash of ['lost', 'lost again', 'arrived'])
      account = rotateToken(account, 7, { ...rotation, hash, keeps: 1 }, NOW);
    expect(account.tokens[0]).toMatchObject({
      hash: 'arrived',
      generation: 4,
      previous: { hash: 'old', generation: 1 },
    });
  });

  it('keeps the fingerprints of the last five retired secrets', () => {
    let account = anAccount({}, [aToken({ hash: '0'.repeat(43) })]);
    const rotate = (hash: string, keeps: number) => {
      account = rotateToken(account, 7, { ...rotation, hash: hash.repeat(43), keeps }, NOW);
      return account.tokens[0]?.retired.map((mark) => mark.slice(0, 1)).join('');
    };
    expect(rotate('1', 1)).toBe('');
    expect(rotate('2', 1)).toBe('1');
    expect(rotate('3', 3)).toBe('01');
    expect(rotate('4', 4)).toBe('201');
    for (const [hash, keeps] of [
      ['5', 5],
      ['6', 6],
    ] as const)
      rotate(hash, keeps);
    expect(rotate('7', 7)).toBe('54320');
    expect(account.tokens[0]?.retired.map((mark) => mark.length)).toEqual(Array(5).fill(16));
  });

  it('keeps the newest secret when it is made with that one, and ends the overlap of the previous secret', () => {
    const account = rotateToken(anAccount({}, [aToken({ hash: 'old' })]), 7, { ...rotation, keeps: 1 }, NOW);
    const [token] = rotateToken(account, 7, { ...rotation, hash: 'newest', keeps: 2 }, NOW).tokens;
    expect(token).toMatchObject({ hash: 'newest', previous: { hash: 'new', generation: 2 } });
  });

  it('is rejected when the overlap of the presented secret ended in the meantime', () => {
    const account = rotateToken(anAccount({}, [aToken()]), 7, { ...rotation, overlap_hours: 0 }, NOW);
    expect(() => rotateToken(account, 7, { ...rotation, keeps: 1 }, NOW)).toThrow(domainError('secret_replaced'));
  });

  it('is rejected when the presented secret was replaced in the meantime', () => {
    const account = rotateToken(rotateToken(anAccount({}, [aToken()]), 7, rotation, NOW), 7, rotation, NOW);
    expect(() => rotateToken(account, 7, { ...rotation, keeps: 1 }, NOW)).toThrow(domainError('secret_replaced'));
  });

  it.each([
    ['revoked', { revoked_at: EARLIER }, {}, 'token_revoked'],
    ['expired', { expiration: EARLIER }, {}, 'token_expired'],
    ['compromised', { compromised_at: EARLIER }, {}, 'token_compromised'],
    ['of a deactivated account', {}, { deleted_at: EARLIER }, 'user_deactivated'],
  ])('is rejected for a token that is %s', (_, token, user, code) => {
    expect(() => rotateToken(anAccount(user, [aToken(token)]), 7, rotation, NOW)).toThrow(domainError(code));
  });
});

describe('a compromised token', () => {
  it('stays as it is when it is revoked or compromised again', () => {
    const account = compromiseToken(anAccount({}, [aToken()]), 7, 1, NOW);
    expect(revokeToken(account, 7, NOW)).toBe(account);
    expect(compromiseToken(account, 7, 1, NOW)).toBe(account);
  });

  it('is ignored when it was deleted in the meantime', () => {
    const account = anAccount({}, []);
    expect(compromiseToken(account, 7, 1, NOW)).toBe(account);
  });

  it('cannot be restored', () => {
    const account = compromiseToken(anAccount({}, [aToken({ revoked_at: EARLIER })]), 7, 1, NOW);
    expect(() => restoreToken(account, 7, NOW)).toThrow(domainError('token_compromised'));
  });

  it('is one whose leaked secret still works, not one that was rotated or deleted in the meantime', () => {
    const account = rotateToken(anAccount({}, [aToken()]), 7, { ...rotation, overlap_hours: 0 }, NOW);
    expect(compromiseToken(account, 7, 1, NOW)).toBe(account);
    expect(compromiseToken(anAccount(), 7, 1, NOW)).toEqual(anAccount());
    const overlapping = rotateToken(anAccount({}, [aToken()]), 7, rotation, NOW);
    expect(compromiseToken(overlapping, 7, 1, NOW).tokens[0]).toMatchObject({ compromised_at: NOW.toISOString() });
  });
});
