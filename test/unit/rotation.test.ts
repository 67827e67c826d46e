// Rotation and compromise of tokens.
import { describe, expect, it } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import {
  compromiseToken,
  type Rotation,
  restoreToken,
  revokeToken,
  rotateToken,
  selfRotationDelay,
} from '../../shared/domain/account-tokens.ts';
import { DEFAULT_POLICY, type Policy } from '../../shared/domain/policy.ts';
import { type Token, workingPreviousSecret } from '../../shared/domain/token.ts';
import { anAccount, aToken, EARLIER, LATER, NOW, PERMISSIVE_POLICY } from '../support/account-fixtures.ts';
import { domainError } from '../support/problem.ts';

/** By an Admin or the owner. */
const rotation: Rotation = {
  hash: 'new',
  hint: '...',
  bySecret: null,
  overlap_hours: 24,
  expires_in_days: undefined,
  policy: PERMISSIVE_POLICY,
};
const TOMORROW = '2026-06-02T12:00:00.000Z';
const IN_TWO_DAYS = new Date('2026-06-03T12:00:00.000Z');

/** A token that was granted 30 days. */
const granted = (changes: Partial<Token> = {}) => aToken({ lifetime_days: 30, expiration: LATER, ...changes });

function rotate(account: Account, changes: Partial<Rotation> = {}, now = NOW): Account {
  return rotateToken(account, 7, { ...rotation, ...changes }, now);
}

function onlyToken({ tokens: [token] }: Account): Token {
  if (token === undefined) throw new Error('the account has no token');
  return token;
}

describe('a rotation', () => {
  it('keeps the id, name, last use and expiration, and the previous secret for the overlap', () => {
    const token = granted({ last_used: EARLIER });
    expect(onlyToken(rotate(anAccount({}, [token])))).toEqual({
      ...token,
      hash: 'new',
      hint: '...',
      generation: 2,
      rotated_at: NOW.toISOString(),
      previous: {
        hash: token.hash,
        generation: 1,
        expires: TOMORROW,
        last_used: EARLIER,
        made_newest: false,
        retired_use: null,
      },
    });
  });

  it('ends the previous secret immediately when the overlap is zero', () => {
    expect(workingPreviousSecret(onlyToken(rotate(anAccount({}, [aToken()]), { overlap_hours: 0 })), NOW)).toBeNull();
  });

  it('has a default overlap of one day, or less if the policy requires it', () => {
    const ends = (max_overlap_hours: number) => {
      const requested = { overlap_hours: undefined, policy: { ...PERMISSIVE_POLICY, max_overlap_hours } };
      return onlyToken(rotate(anAccount({}, [aToken()]), requested)).previous?.expires;
    };
    expect([ends(168), ends(24), ends(1)]).toEqual([TOMORROW, TOMORROW, '2026-06-01T13:00:00.000Z']);
  });

  it('ends the overlap no later than the token expires', () => {
    const soon = '2026-06-02T00:00:00.000Z';
    const ends = (token: Partial<Token>, expires_in_days?: number | null) =>
      onlyToken(rotate(anAccount({}, [aToken(token)]), { overlap_hours: 48, expires_in_days })).previous?.expires;
    expect(ends({ expiration: soon })).toBe(soon);
    expect(ends({ expiration: LATER }, 1)).toBe(TOMORROW);
    expect(ends({ expiration: soon }, 30)).toBe('2026-06-03T12:00:00.000Z');
    expect(ends({ expiration: soon }, null)).toBe('2026-06-03T12:00:00.000Z');
  });

  it('keeps the fingerprints of the last five retired secrets, and how they were retired', () => {
    let account = anAccount({}, [aToken({ hash: '0'.repeat(43) })]);
    const retiredAfter = (hash: string, bySecret: number | null) => {
      account = rotate(account, { hash: hash.repeat(43), bySecret });
      return onlyToken(account)
        .retired.map((fingerprint) => fingerprint.slice(0, 1))
        .join('');
    };
    expect(retiredAfter('1', 1)).toBe('');
    expect(retiredAfter('2', 1)).toBe('1');
    expect(retiredAfter('3', 3)).toBe('01');
    expect(retiredAfter('4', null)).toBe('201');
    retiredAfter('5', null);
    retiredAfter('6', null);
    expect(retiredAfter('7', 7)).toBe('54320');
    expect(onlyToken(account).retired.map((one) => one.slice(16))).toEqual(['', '', '', '+', '+']);
  });

  it.each([
    ['revoked', { revoked_at: EARLIER }, {}, 'token_revoked'],
    ['expired', { expiration: EARLIER }, {}, 'token_expired'],
    ['compromised', { compromised_at: EARLIER }, {}, 'token_compromised'],
    ['of a deactivated account', {}, { deleted_at: EARLIER }, 'user_deactivated'],
  ])('is rejected for a token that is %s', (_, token, user, code) => {
    expect(() => rotate(anAccount(user, [aToken(token)]))).toThrow(domainError(code));
  });
});

describe('a compromised token', () => {
  const compromise = (account: Account, hash: string) => compromiseToken(account, 7, hash, NOW);

  it('stays as it is when it is revoked or compromised again', () => {
    const account = compromise(anAccount({}, [aToken({ hash: 'first' })]), 'first');
    expect(revokeToken(account, 7, NOW)).toBe(account);
    expect(compromise(account, 'first')).toBe(account);
  });

  it('is ignored when it was deleted in the meantime', () => {
    const account = anAccount({}, []);
    expect(compromise(account, 'first')).toBe(account);
  });

  it('cannot be restored', () => {
    const account = compromise(anAccount({}, [aToken({ hash: 'first', revoked_at: EARLIER })]), 'first');
    expect(() => restoreToken(account, 7, PERMISSIVE_POLICY, NOW)).toThrow(domainError('token_compromised'));
  });

  it('is one whose leaked secret works, or has made the newest one', () => {
    const compromised = { compromised_at: NOW.toISOString() };
    const secret = (letter: string) => letter.repeat(43);
    const first = anAccount({}, [aToken({ hash: secret('a') })]);
    const bySelf = (account: Account, letter: string) =>
      rotate(account, { hash: secret(letter), bySecret: onlyToken(account).generation, overlap_hours: 0 });
    const byAdmin = (account: Account, letter: string) =>
      rotate(account, { hash: secret(letter), bySecret: null, overlap_hours: 0 });

    expect(onlyToken(compromise(rotate(first), secret('a')))).toMatchObject(compromised);
    const self = bySelf(bySelf(bySelf(first, 'b'), 'c'), 'd');
    for (const letter of 'abcd') expect(onlyToken(compromise(self, secret(letter)))).toMatchObject(compromised);
    expect(compromise(self, secret('e'))).toBe(self);
    const granted = byAdmin(self, 'e');
    for (const letter of 'abcd') expect(compromise(granted, secret(letter))).toBe(granted);
    const afterGrant = bySelf(granted, 'f');
    for (const letter of 'abcd') expect(compromise(afterGrant, secret(letter))).toBe(afterGrant);
    expect(onlyToken(compromise(afterGrant, secret('e')))).toMatchObject(compromised);
  });

  it('is not one whose leaked secret was replaced by a repeat of the rotation', () => {
    const lost = rotate(anAccount({}, [aToken({ hash: 'a'.repeat(43) })]), { hash: 'b'.repeat(43), bySecret: 1 });
    const repeated = rotate(lost, { hash: 'c'.repeat(43), bySecret: 1 });
    expect(compromise(repeated, 'b'.repeat(43))).toBe(repeated);
    const rotated = rotate(repeated, { hash: 'd'.repeat(43), bySecret: 3 });
    expect(compromise(rotated, 'b'.repeat(43))).toBe(rotated);
    expect(onlyToken(compromise(rotated, 'a'.repeat(43))).compromised_at).toBe(NOW.toISOString());
  });
});

describe('R13: a self-rotation whose response was lost', () => {
  const first = rotate(anAccount({}, [granted({ hash: 'old' })]), { hash: 'lost', bySecret: 1, overlap_hours: 1 });

  it('is repeated by the previous secret, which replaces only the newest secret', () => {
    const later = new Date('2026-06-01T12:30:00.000Z');
    const repeated = onlyToken(
      rotate(first, { hash: 'arrived', bySecret: 1, overlap_hours: 168, expires_in_days: 1 }, later),
    );
    const { hash, generation, previous, expiration } = repeated;
    expect({ hash, generation, previous, expiration }).toEqual({
      hash: 'arrived',
      generation: 3,
      previous: onlyToken(first).previous,
      expiration: onlyToken(first).expiration,
    });
  });

  it('is repeated under the policy of the moment', () => {
    const repeat = (policy: Partial<Policy>, changes: Partial<Rotation> = {}) =>
      onlyToken(rotate(first, { bySecret: 1, policy: { ...PERMISSIVE_POLICY, ...policy }, ...changes }));
    expect(repeat({ max_lifetime_days: 5 }).expiration).toBe('2026-06-06T12:00:00.000Z');
    expect(() => repeat({ max_overlap_hours: 1 })).toThrow(domainError('overlap_not_allowed'));
    expect(() => repeat({}, { expires_in_days: null })).toThrow(domainError('lifetime_not_allowed'));
    expect(() => repeat({}, { expires_in_days: 31 })).toThrow(domainError('lifetime_not_allowed'));
  });

  it('can be repeated several times, until the overlap ends', () => {
    const repeated = rotate(rotate(first, { bySecret: 1 }), { bySecret: 1 });
    expect(onlyToken(repeated).generation).toBe(4);
    expect(() => rotate(repeated, { bySecret: 1 }, IN_TWO_DAYS)).toThrow(domainError('secret_superseded'));
  });
});

describe('R13: a previous secret', () => {
  const superseded = domainError('secret_superseded');
  const selfRotated = rotate(anAccount({}, [granted()]), { bySecret: 1 });

  it('rotates nothing after the newest secret was used', () => {
    const [token = granted()] = selfRotated.tokens;
    const confirmed = { ...selfRotated, tokens: [{ ...token, confirmed_at: NOW.toISOString() }] };
    expect(() => rotate(confirmed, { bySecret: 1 })).toThrow(superseded);
  });

  it('rotates nothing after a rotation by an Admin', () => {
    expect(() => rotate(rotate(anAccount({}, [granted()])), { bySecret: 1 })).toThrow(superseded);
    expect(() => rotate(rotate(selfRotated), { bySecret: 1 })).toThrow(superseded);
    expect(() => rotate(rotate(selfRotated), { bySecret: 2 })).toThrow(superseded);
  });

  it('rotates nothing after its overlap, or after another rotation', () => {
    expect(() =>
      rotate(rotate(anAccount({}, [granted()]), { bySecret: 1, overlap_hours: 0 }), { bySecret: 1 }),
    ).toThrow(superseded);
    expect(() => rotate(rotate(selfRotated, { bySecret: 2 }), { bySecret: 1 })).toThrow(superseded);
  });
});

describe('many self-rotations', () => {
  const busy = domainError('busy');
  const afterMs = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
  const newest = (account: Account) => onlyToken(account).generation;
  /** Five secrets are retired, and one is the previous secret. */
  const many = (bySecret: (account: Account) => number) => {
    let account = anAccount({}, [granted()]);
    for (let made = 0; made < 6; made += 1) account = rotate(account, { bySecret: bySecret(account) });
    return account;
  };

  it.each([
    ['rotations by the newest secret', newest],
    ['repeats of one rotation', () => 1],
  ])('are followed by a pause after six %s', (_kind, bySecret) => {
    const account = many(bySecret);
    const previous = onlyToken(account).previous?.generation ?? 0;
    for (const generation of [newest(account), previous]) {
      const rotateAfter = (milliseconds: number) => rotate(account, { bySecret: generation }, afterMs(milliseconds));
      expect(() => rotateAfter(299)).toThrow(busy);
      expect(newest(rotateAfter(300))).toBe(8);
      expect(selfRotationDelay(onlyToken(account), generation, afterMs(100))).toBe(200);
      expect(selfRotationDelay(onlyToken(account), generation, afterMs(300))).toBe(0);
    }
    // A secret that can rotate nothing does not wait for it.
    expect(selfRotationDelay(onlyToken(account), 99, NOW)).toBe(0);
  });

  it('never delay an Admin or the owner, whose rotation ends the pause', () => {
    const byAdmin = rotate(many(newest));
    const [first, second] = [newest(byAdmin), newest(byAdmin) + 1];
    expect(newest(rotate(rotate(byAdmin, { bySecret: first }), { bySecret: second }))).toBe(10);
  });
});

describe('R13: the lifetime of a token', () => {
  const lifetimeAfter = (token: Partial<Token>, changes: Partial<Rotation>) => {
    const { expiration, lifetime_days } = onlyToken(rotate(anAccount({}, [granted(token)]), changes, NOW));
    return [expiration, lifetime_days];
  };

  it('is extended by a self-rotation to what was granted, counted from now', () => {
    expect(lifetimeAfter({ expiration: TOMORROW }, { bySecret: 1 })).toEqual([LATER, 30]);
    expect(lifetimeAfter({}, { bySecret: 1, expires_in_days: 1 })).toEqual([TOMORROW, 30]);
  });

  it('is not extended by a self-rotation beyond what was granted', () => {
    const extend = (expires_in_days: number | null) => () => lifetimeAfter({}, { bySecret: 1, expires_in_days });
    expect(extend(31)).toThrow(domainError('lifetime_not_allowed'));
    expect(extend(null)).toThrow(domainError('lifetime_not_allowed'));
  });

  it('is cut by a self-rotation to what the policy allows now', () => {
    const strict = { ...DEFAULT_POLICY, max_lifetime_days: 1 };
    expect(lifetimeAfter({}, { bySecret: 1, policy: strict })).toEqual([TOMORROW, 30]);
    const neverExpiring = { expiration: null, lifetime_days: null };
    expect(lifetimeAfter(neverExpiring, { bySecret: 1, policy: strict })).toEqual([TOMORROW, null]);
    expect(lifetimeAfter(neverExpiring, { bySecret: 1 })).toEqual([null, null]);
  });

  it('is granted anew by an Admin or the owner, within the policy', () => {
    expect(lifetimeAfter({}, { expires_in_days: 1 })).toEqual([TOMORROW, 1]);
    expect(lifetimeAfter({}, { expires_in_days: null })).toEqual([null, null]);
    expect(() => lifetimeAfter({}, { expires_in_days: null, policy: DEFAULT_POLICY })).toThrow(
      domainError('never_expiring_not_allowed'),
    );
    expect(() => lifetimeAfter({ expiration: null }, { policy: DEFAULT_POLICY })).toThrow(
      domainError('never_expiring_not_allowed'),
    );
  });
});

it('R13: a never-expiring token that the policy has capped does not become never-expiring by itself again', () => {
  const capped = rotate(anAccount({}, [granted({ lifetime_days: null, expiration: null })]), {
    bySecret: 1,
    policy: { ...PERMISSIVE_POLICY, never_expiring_roles: [] },
  });
  expect(onlyToken(capped).expiration).not.toBeNull();
  expect(onlyToken(rotate(capped, { bySecret: 2 })).expiration).not.toBeNull();
  expect(() => rotate(capped, { bySecret: 2, expires_in_days: null })).toThrow(domainError('lifetime_not_allowed'));
  expect(onlyToken(rotate(capped, { bySecret: null, expires_in_days: null })).expiration).toBeNull();
});
