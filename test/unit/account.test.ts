// Rules of the state transitions of an account and its tokens.
import { describe, expect, it } from 'vitest';
import { deactivate, reactivate, revokeCredentials, updateUser } from '../../shared/domain/account.ts';
import {
  addToken,
  deleteExpiredTokens,
  deleteToken,
  restoreToken,
  revokeToken,
} from '../../shared/domain/account-tokens.ts';
import { DEFAULT_POLICY, type Policy } from '../../shared/domain/policy.ts';
import type { Token } from '../../shared/domain/token.ts';
import { anAccount, aToken, EARLIER, LATER, NOW, PERMISSIVE_POLICY } from '../support/account-fixtures.ts';
import { domainError } from '../support/problem.ts';

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

describe('R6: deactivation of an account', () => {
  it('is rejected while the account has active tokens, and the error lists them', () => {
    const account = anAccount({}, [
      aToken({ id: 1, name: 'one', last_used: EARLIER }),
      aToken({ id: 2, revoked_at: EARLIER }),
    ]);
    const active = [{ id: 1, name: 'one', expiration: null, last_used: EARLIER }];
    expect(() => deactivate(account, NOW)).toThrow(
      expect.objectContaining({ code: 'active_tokens', members: { active_tokens: active } }),
    );
  });

  it('is not blocked by an expired or a revoked token', () => {
    const account = anAccount({}, [aToken({ expiration: NOW.toISOString() }), aToken({ id: 8, revoked_at: EARLIER })]);
    expect(deactivate(account, NOW).user.deleted_at).toBe(NOW.toISOString());
  });

  it("is not blocked by a person's personal tokens, which it revokes (R9)", () => {
    const person = anAccount({ user_type: 'Human' }, [aToken({ id: 1 }), aToken({ id: 2, revoked_at: EARLIER })]);
    const { user, tokens } = reactivate(deactivate(person, NOW), DEFAULT_POLICY, NOW);
    expect(user.deleted_at).toBeNull();
    expect(tokens.map(({ revoked_at }) => revoked_at)).toEqual([NOW.toISOString(), EARLIER]);
    const earlier = anAccount({ user_type: 'Human', ...deactivated }, [aToken()]);
    expect(reactivate(earlier, DEFAULT_POLICY, NOW).tokens[0]?.revoked_at).toBe(NOW.toISOString());
  });

  it('changes nothing when the account is already deactivated', () => {
    const account = anAccount(deactivated);
    expect(deactivate(account, NOW)).toBe(account);
  });
});

describe('R7: a deactivated account', () => {
  it('rejects a new token', () => {
    expect(() => addToken(anAccount(deactivated), request, NOW)).toThrow(domainError('user_deactivated'));
  });

  it('rejects the restoration of a token', () => {
    const account = anAccount(deactivated, [aToken({ revoked_at: EARLIER })]);
    expect(() => restoreToken(account, 7, PERMISSIVE_POLICY, NOW)).toThrow(domainError('user_deactivated'));
  });

  it('gets no token back on reactivation', () => {
    const account = reactivate(anAccount(deactivated, [aToken({ revoked_at: EARLIER })]), DEFAULT_POLICY, NOW);
    expect(account.user.deleted_at).toBeNull();
    expect(account.tokens[0]?.revoked_at).toBe(EARLIER);
  });
});

describe('tokens of an account', () => {
  it('expire after the requested number of days', () => {
    const { tokens } = addToken(anAccount(), request, NOW);
    expect(tokens[0]?.expiration).toBe('2026-07-01T12:00:00.000Z');
  });

  it('have unique names within the account', () => {
    expect(() => addToken(anAccount({}, [aToken()]), { ...request, name: 'production' }, NOW)).toThrow(
      domainError('token_name_taken'),
    );
  });

  it(`are limited to ${DEFAULT_POLICY.max_tokens_per_account}, not counting expired ones`, () => {
    const many = Array.from({ length: DEFAULT_POLICY.max_tokens_per_account }, (_, index) =>
      aToken({ id: index + 100, name: `t${index}` }),
    );
    expect(() => addToken(anAccount({}, many), request, NOW)).toThrow(domainError('token_limit_reached'));
    const [first = aToken(), ...others] = many;
    expect(addToken(anAccount({}, [{ ...first, expiration: EARLIER }, ...others]), request, NOW).tokens).toHaveLength(
      DEFAULT_POLICY.max_tokens_per_account + 1,
    );
  });

  it('are deleted on creation of a new one from the twelfth on: only the oldest expired ones', () => {
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

  it('can be revoked, restored, and revoked again', () => {
    const revoked = revokeToken(anAccount({}, [aToken({ expiration: LATER })]), 7, NOW);
    expect(revoked.tokens[0]?.revoked_at).toBe(NOW.toISOString());
    expect(restoreToken(revoked, 7, PERMISSIVE_POLICY, NOW).tokens[0]?.revoked_at).toBeNull();
  });

  it('keep the time of their first revocation', () => {
    const account = anAccount({}, [aToken({ revoked_at: EARLIER })]);
    expect(revokeToken(account, 7, NOW)).toBe(account);
  });

  it('cannot be restored after their expiration', () => {
    const account = anAccount({}, [aToken({ revoked_at: EARLIER, expiration: EARLIER })]);
    expect(() => restoreToken(account, 7, PERMISSIVE_POLICY, NOW)).toThrow(domainError('token_expired'));
  });

  it('can be deleted only when they are not active', () => {
    expect(() => deleteToken(anAccount({}, [aToken()]), 7, NOW)).toThrow(domainError('token_active'));
    expect(deleteToken(anAccount({}, [aToken({ revoked_at: EARLIER })]), 7, NOW).tokens).toEqual([]);
  });

  it('are all revoked together, except those that are not active', () => {
    const account = anAccount({}, [
      aToken({ id: 1 }),
      aToken({ id: 2, revoked_at: EARLIER }),
      aToken({ id: 3, expiration: EARLIER }),
      aToken({ id: 4 }),
    ]);
    expect(revokeCredentials(account, NOW).tokens.map((token) => token.revoked_at)).toEqual([
      NOW.toISOString(),
      EARLIER,
      null,
      NOW.toISOString(),
    ]);
  });
});

describe('R4, R5: an update', () => {
  it('keeps the user_id on a rename, and always includes the team Public', () => {
    const { user } = updateUser(anAccount(), { name: 'Other', team_ids: [7] }, DEFAULT_POLICY, NOW);
    expect(user).toMatchObject({ user_id: 'airflow@service', name: 'Other', team_ids: [1, 7] });
  });
});

describe('the token policy', () => {
  const revoked = (token: Partial<Token>) => anAccount({}, [aToken({ revoked_at: EARLIER, ...token })]);

  it('applies to the restoration of a token, and the error names the token', () => {
    const named = expect.objectContaining({ members: { tokens: [{ id: 7, name: 'production' }] } });
    const restore = (token: Partial<Token>) => () => restoreToken(revoked(token), 7, DEFAULT_POLICY, NOW);
    expect(restore({})).toThrow(domainError('never_expiring_not_allowed'));
    expect(restore({})).toThrow(named);
    expect(restore({ expiration: '2027-06-02T12:00:00.000Z' })).toThrow(domainError('lifetime_not_allowed'));
    expect(restore({ expiration: LATER })().tokens[0]?.revoked_at).toBeNull();
  });

  it('applies to a change of the role, for active tokens', () => {
    const policy = { ...DEFAULT_POLICY, never_expiring_roles: ['Member'] } as const;
    const promote = (token: Partial<Token>) => () =>
      updateUser(anAccount({}, [aToken(token)]), { role: 'Admin' }, policy, NOW);
    expect(promote({})).toThrow(domainError('never_expiring_not_allowed'));
    expect(promote({ revoked_at: EARLIER })().user.role).toBe('Admin');
    expect(promote({ expiration: LATER })().user.role).toBe('Admin');
    expect(updateUser(anAccount({}, [aToken()]), { role: 'Member' }, DEFAULT_POLICY, NOW).user.role).toBe('Member');
  });

  it('gives a token without a requested lifetime the default one, within the maximum', () => {
    const lifetime = (policy: Policy) => {
      const { expires_in_days: _, ...unspecified } = request;
      return addToken(anAccount(), { ...unspecified, policy }, NOW).tokens[0]?.lifetime_days;
    };
    expect(lifetime(DEFAULT_POLICY)).toBe(90);
    expect(lifetime({ ...DEFAULT_POLICY, max_lifetime_days: 30 })).toBe(30);
  });

  it('lets no role have tokens that never expire until an Admin allows it', () => {
    expect(() => addToken(anAccount(), { ...request, expires_in_days: null }, NOW)).toThrow(
      domainError('never_expiring_not_allowed'),
    );
  });
});
