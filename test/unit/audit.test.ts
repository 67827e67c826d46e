// The content of audit entries.
import { describe, expect, it } from 'vitest';
import { accountChanges, auditEntryId } from '../../shared/domain/audit.ts';
import { anAccount, aToken, EARLIER, NOW } from '../support/account-fixtures.ts';

describe('the changes in an audit entry', () => {
  it('contain each field that changed, and no other', () => {
    const before = anAccount({ role: 'Member' });
    const after = anAccount({ role: 'Admin', last_login: EARLIER });
    expect(accountChanges(before, after)).toEqual({ role: { from: 'Member', to: 'Admin' } });
  });

  it('start from null for a new account', () => {
    expect(accountChanges(undefined, anAccount())).toMatchObject({
      name: { from: null, to: 'Airflow' },
      team_ids: { from: null, to: [1] },
    });
  });

  it('contain a token that was created, changed or deleted, and never its hash', () => {
    const shown = {
      name: 'production',
      hint: 'svc_...abcd',
      expiration: null,
      lifetime_days: null,
      scopes: null,
      allowed_cidrs: null,
      refused_address: null,
      revoked_at: null,
      restored_at: null,
      compromised_at: null,
      generation: 1,
      previous_secret_expires: null,
      retired_secret_used: null,
    };
    const [without, withToken, revoked] = [
      anAccount(),
      anAccount({}, [aToken()]),
      anAccount({}, [aToken({ revoked_at: EARLIER })]),
    ];
    expect(accountChanges(without, withToken)).toEqual({ 'tokens.7': { from: null, to: shown } });
    expect(accountChanges(withToken, revoked)).toEqual({ 'tokens.7.revoked_at': { from: null, to: EARLIER } });
    expect(accountChanges(revoked, without)).toEqual({
      'tokens.7': { from: { ...shown, revoked_at: EARLIER }, to: null },
    });
  });

  it('are empty for a use of a token', () => {
    expect(accountChanges(anAccount({}, [aToken()]), anAccount({}, [aToken({ last_used: EARLIER })]))).toEqual({});
  });
});

describe('the id of an audit entry', () => {
  it('increases with time, and is always a safe integer', () => {
    const [now, next] = [auditEntryId(NOW, 0.999), auditEntryId(new Date(NOW.getTime() + 1), 0)];
    expect(next).toBeGreaterThan(now);
    expect(auditEntryId(new Date('2090-01-01'), 0.999)).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
});
