import { describe, expect, it } from 'vitest';
import { deactivate, reactivate, updateUser } from '../../shared/domain/account.ts';
import {
  addToken,
  deleteExpiredTokens,
  deleteToken,
  restoreToken,
  revokeAllTokens,
  revokeToken,
} from '../../shared/domain/account-tokens.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import type { Token } from '../../shared/domain/token.ts';
import { anAccount, aToken, EARLIER, LATER, NOW } from '../support/accounts.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const request = {
  id: 8,
  name: 'new',
  hash: 'h',
  hint: '...',
  expires_in_days: 30,
  created_by: 'admin@example.com',
  policy: DEFAULT_POLICY,
};
const deactivated = { deleted_at: EARLIER };

describe('R6: an account with an active token is not deactivated', () => {
  it('names the tokens in the way', () => {
    const account = anAccount({}, [
      aToken({ id: 1, name: 'one', last_used: EARLIER }),
      aToken({ id: 2, revoked_at: EARLIER }),
    ]);
    const inTheWay = [{ id: 1, name: 'one', expiration: null, last_used: EARLIER }];
    expect(() => deactivate(account, NOW)).toThrow(
      expect.objectContaining({ code: 'active_tokens', members: { active_tokens: inTheWay } }),
    );
  });

  it('is not held up by an expired or a revoked token', () => {
    const account = anAccount({}, [aToken({ expiration: NOW.toISOString() }), aToken({ id: 8, revoked_at: EARLIER })]);
    expect(deactivate(account, NOW).user.deleted_at).toBe(NOW.toISOString());
  });

  it("is not held up by a person's personal tokens: they die with the account (R9)", () => {
    expect(deactivate(anAccount({ user_type: 'Human' }, [aToken()]), NOW).user.deleted_at).toBe(NOW.toISOString());
  });

  it('changes nothing when the account is deactivated already', () => {
    const account = anAccount(deactivated);
    expect(deactivate(account, NOW)).toBe(account);
  });
});

describe('R7: a deactivated account gets no token', () => {
  it('refuses a new one', () => {
    expect(() => addToken(anAccount(deactivated), request, NOW)).toThrow(refusal('user_deactivated'));
  });

  it('refuses to restore one', () => {
    const account = anAccount(deactivated, [aToken({ revoked_at: EARLIER })]);
    expect(() => restoreToken(account, 7, NOW)).toThrow(refusal('user_deactivated'));
  });

  it('restores no token on reactivation', () => {
    const account = reactivate(anAccount(deactivated, [aToken({ revoked_at: EARLIER })]));
    expect(account.user.deleted_at).toBeNull();
    expect(account.tokens[0]?.revoked_at).toBe(EARLIER);
  });
});

describe('tokens of an account', () => {
  it('expire after the days asked for', () => {
    const { tokens } = addToken(anAccount(), request, NOW);
    expect(tokens[0]?.expiration).toBe('2026-07-01T12:00:00.000Z');
  });

  it('have a name each', () => {
    expect(() => addToken(anAccount({}, [aToken()]), { ...request, name: 'production' }, NOW)).toThrow(
      refusal('token_name_taken'),
    );
  });

  it(`are ${DEFAULT_POLICY.max_tokens_per_account} at the most, expired ones not counted`, () => {
    const many = Array.from({ length: DEFAULT_POLICY.max_tokens_per_account }, (_, index) =>
      aToken({ id: index + 100, name: `t${index}` }),
    );
    expect(() => addToken(anAccount({}, many), request, NOW)).toThrow(refusal('token_limit_reached'));
    const [first = aToken(), ...others] = many;
    expect(addToken(anAccount({}, [{ ...first, expiration: EARLIER }, ...others]), request, NOW).tokens).toHaveLength(
      DEFAULT_POLICY.max_tokens_per_account + 1,
    );
  });

  it('make room for a new one when there are a dozen: the oldest of the expired go, and no other', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => aToken({ id: index + 1 }));
    const expiring =
      (...expired: number[]) =>
      (token: Token) =>
        expired.includes(token.id) ? { ...token, expiration: EARLIER } : token;
    const left = (tokens: Token[]) => deleteExpiredTokens(anAccount({}, tokens), NOW).tokens.map(({ id }) => id);
    const ids = (tokens: Token[]) => tokens.map(({ id }) => id);

    expect(left(many(11).map(expiring(1, 2, 3)))).toEqual(ids(many(11)));
    expect(left(many(12).map(expiring(2, 3)))).toEqual(ids(many(12)).filter((id) => id !== 2));
    expect(left(many(14).map(expiring(9, 4, 13, 14)))).toEqual(ids(many(14)).filter((id) => ![4, 9, 13].includes(id)));
    expect(left(many(50).map(expiring(50)))).toEqual(ids(many(49)));
    const revoked = many(20).map((token) => ({ ...token, revoked_at: EARLIER }));
    expect(left(revoked)).toEqual(ids(revoked));
  });

  it('are revoked, restored, and revoked again', () => {
    const revoked = revokeToken(anAccount({}, [aToken({ expiration: LATER })]), 7, NOW);
    expect(revoked.tokens[0]?.revoked_at).toBe(NOW.toISOString());
    expect(restoreToken(revoked, 7, NOW).tokens[0]?.revoked_at).toBeNull();
  });

  it('keep the time of their first revocation', () => {
    const account = anAccount({}, [aToken({ revoked_at: EARLIER })]);
    expect(revokeToken(account, 7, NOW)).toBe(account);
  });

  it('are not restored once expired', () => {
    const account = anAccount({}, [aToken({ revoked_at: EARLIER, expiration: EARLIER })]);
    expect(() => restoreToken(account, 7, NOW)).toThrow(refusal('token_expired'));
  });

  it('are deleted only when not active', () => {
    expect(() => deleteToken(anAccount({}, [aToken()]), 7, NOW)).toThrow(refusal('token_active'));
    expect(deleteToken(anAccount({}, [aToken({ revoked_at: EARLIER })]), 7, NOW).tokens).toEqual([]);
  });

  it('are all revoked at once, those that are active', () => {
    const account = anAccount({}, [
      aToken({ id: 1 }),
      aToken({ id: 2, revoked_at: EARLIER }),
      aToken({ id: 3, expiration: EARLIER }),
      aToken({ id: 4 }),
    ]);
    expect(revokeAllTokens(account, NOW).tokens.map((token) => token.revoked_at)).toEqual([
      NOW.toISOString(),
      EARLIER,
      null,
      NOW.toISOString(),
    ]);
  });
});

describe('R4, R5: an update', () => {
  it('keeps the user_id on a rename, and Public whatever the teams', () => {
    const { user } = updateUser(anAccount(), { name: 'Other', team_ids: [7] });
    expect(user).toMatchObject({ user_id: 'airflow@service', name: 'Other', team_ids: [1, 7] });
  });
});
