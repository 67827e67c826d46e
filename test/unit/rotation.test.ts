import { describe, expect, it } from 'vitest';
import { compromiseToken, restoreToken, rotateToken } from '../../shared/domain/account.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { retiringSecret } from '../../shared/domain/token.ts';
import { anAccount, aToken, EARLIER, LATER, NOW } from '../support/accounts.ts';

const rotation = {
  hash: 'new',
  hint: '...',
  keeps: 'newer',
  overlap_hours: 24,
  expires_in_days: undefined,
  policy: DEFAULT_POLICY,
} as const;
const refusal = (code: string) => expect.objectContaining({ code });
const TOMORROW = '2026-06-02T12:00:00.000Z';

describe('a rotation', () => {
  it('keeps the id, name, last use and expiration, and the old secret for the overlap', () => {
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

  it('ends the old secret at once without an overlap', () => {
    const [rotated = aToken()] = rotateToken(
      anAccount({}, [aToken()]),
      7,
      { ...rotation, overlap_hours: 0 },
      NOW,
    ).tokens;
    expect(retiringSecret(rotated, NOW)).toBeNull();
  });

  it('that is repeated with the old secret keeps that one, and replaces the one that nobody got', () => {
    let account = anAccount({}, [aToken({ hash: 'old' })]);
    for (const hash of ['lost', 'lost again', 'arrived'])
      account = rotateToken(account, 7, { ...rotation, hash, keeps: 1 }, NOW);
    expect(account.tokens[0]).toMatchObject({
      hash: 'arrived',
      generation: 4,
      previous: { hash: 'old', generation: 1 },
    });
  });

  it('is refused for a secret that was replaced meanwhile', () => {
    const account = rotateToken(rotateToken(anAccount({}, [aToken()]), 7, rotation, NOW), 7, rotation, NOW);
    expect(() => rotateToken(account, 7, { ...rotation, keeps: 1 }, NOW)).toThrow(refusal('secret_replaced'));
  });

  it.each([
    ['revoked', { revoked_at: EARLIER }, {}, 'token_revoked'],
    ['expired', { expiration: EARLIER }, {}, 'token_expired'],
    ['compromised', { compromised_at: EARLIER }, {}, 'token_compromised'],
    ['of a deactivated account', {}, { deleted_at: EARLIER }, 'user_deactivated'],
  ])('is refused for a token that is %s', (_, token, user, code) => {
    expect(() => rotateToken(anAccount(user, [aToken(token)]), 7, rotation, NOW)).toThrow(refusal(code));
  });
});

describe('a compromised token', () => {
  it('is never restored', () => {
    const account = compromiseToken(anAccount({}, [aToken({ revoked_at: EARLIER })]), 7, 1, NOW);
    expect(() => restoreToken(account, 7, NOW)).toThrow(refusal('token_compromised'));
  });

  it('is one whose secret still works: not one rotated or deleted since the secret was recognised', () => {
    const account = rotateToken(anAccount({}, [aToken()]), 7, { ...rotation, overlap_hours: 0 }, NOW);
    expect(compromiseToken(account, 7, 1, NOW)).toBe(account);
    expect(compromiseToken(anAccount(), 7, 1, NOW)).toEqual(anAccount());
    const overlapping = rotateToken(anAccount({}, [aToken()]), 7, rotation, NOW);
    expect(compromiseToken(overlapping, 7, 1, NOW).tokens[0]).toMatchObject({ compromised_at: NOW.toISOString() });
  });
});
