// Replaying the audit entries of a resource gives its state.
import { describe, expect, it } from 'vitest';
import { replay } from '../../infra/operator/audit-replay.ts';
import { type Account, deactivate, linkSubject, reactivate, updateUser } from '../../shared/domain/account.ts';
import {
  addFederationPolicy,
  deleteFederationPolicy,
  updateFederationPolicy,
} from '../../shared/domain/account-federation.ts';
import { addToken, deleteToken, restoreToken, revokeToken, rotateToken } from '../../shared/domain/account-tokens.ts';
import { type AuditEntry, accountChanges } from '../../shared/domain/audit.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { anAccount, anEntry, LATER, NOW } from '../support/account-fixtures.ts';

const newToken = (id: number) => ({
  id,
  name: `token ${id}`,
  hash: 'h',
  hint: 'svc_...abcd',
  expires_in_days: 30,
  created_by: 'admin@example.com',
  policy: DEFAULT_POLICY,
});
const rotation = {
  hash: 'i',
  hint: 'svc_...efgh',
  bySecret: null,
  overlap_hours: 1,
  expires_in_days: 60,
  policy: DEFAULT_POLICY,
} as const;

const federationPolicy = {
  name: 'deploy',
  issuer: 'https://issuer.example.com',
  audience: 'service-users',
  subject: 'job:etl',
  claims: { x: true, y: 1 },
  session_minutes: 15,
  scopes: null,
  allowed_cidrs: [],
  enabled: true,
  jwks: { keys: [{ kid: 'a' }] },
};

const steps: ((account: Account) => Account)[] = [
  (account) => addToken(account, newToken(7), NOW),
  (account) => addToken(account, newToken(8), NOW),
  (account) =>
    updateUser(
      account,
      { name: 'Renamed', role: 'Admin', team_ids: [4, 5], iam_principals: ['arn'] },
      DEFAULT_POLICY,
      NOW,
    ),
  (account) => rotateToken(account, 7, rotation, NOW),
  (account) => revokeToken(account, 7, NOW),
  (account) => restoreToken(account, 7, DEFAULT_POLICY, NOW),
  (account) => revokeToken(account, 8, NOW),
  (account) => deleteToken(account, 8, NOW),
  (account) => updateUser(account, { iam_principals: [], team_ids: [4] }, DEFAULT_POLICY, NOW),
  (account) => revokeToken(account, 7, new Date(LATER)),
  (account) => addFederationPolicy(account, 5, federationPolicy, DEFAULT_POLICY),
  (account) => addFederationPolicy(account, 6, { ...federationPolicy, name: 'second' }, DEFAULT_POLICY),
  (account) => updateFederationPolicy(account, 5, { claims: { y: 1, x: true }, jwks: null, enabled: false }),
  (account) => updateFederationPolicy(account, 5, { jwks: { keys: [{ kid: 'b' }] } }),
  (account) => deleteFederationPolicy(account, 6),
  (account) => deactivate(account, NOW),
  (account) => reactivate(account, DEFAULT_POLICY, NOW),
  (account) => linkSubject(account, { subject: 'abc', issuer: 'https://issuer.example.com' }),
];

/** The account after all steps, and the audit entries of these steps. */
function history(): { account: Account; entries: AuditEntry[] } {
  let account = anAccount();
  const entries = [anEntry({ id: 1, changes: accountChanges(undefined, account) })];
  for (const step of steps) {
    const after = step(account);
    entries.push(anEntry({ id: entries.length + 1, changes: accountChanges(account, after) }));
    account = after;
  }
  return { account, entries };
}

/** The fields of an account that are not null, as its log would give them. */
const stateOf = (account: Account) => replay([anEntry({ changes: accountChanges(undefined, account) })]).values;

describe('the entries of an account', () => {
  it('give its state after each of its changes', () => {
    const { account, entries } = history();
    expect(replay(entries)).toEqual({ values: stateOf(account), gaps: [] });
    expect(replay(entries).values.get('name')).toBe('Renamed');
    expect(replay(entries).values.has('tokens.8.name')).toBe(false);
    expect(replay(entries).values.get('federation_policies.5.jwks')).toEqual({ keys: [{ kid: 'b' }] });
    expect(replay(entries).values.get('federation_policies.5.version')).toBe(3);
    expect(replay(entries).values.has('federation_policies.6.name')).toBe(false);
  });

  it('give its state in any order, because the clocks of functions differ', () => {
    const { account, entries } = history();
    const swapped = entries.map((entry) => ({ ...entry, id: entries.length - entry.id }));
    expect(replay(swapped)).toEqual({ values: stateOf(account), gaps: [] });
  });

  it('give its state for any order of the keys in a map', () => {
    const { account, entries } = history();
    const issuer = 'https://issuer.example.com';
    const relinked = anEntry({
      id: 99,
      changes: { oidc_subject: { from: { issuer, subject: 'abc' }, to: { issuer, subject: 'def' } } },
    });
    expect(account.oidc_subject).toEqual({ subject: 'abc', issuer });
    expect(replay([...entries, relinked])).toMatchObject({ gaps: [] });
    expect(replay([...entries, relinked]).values.get('oidc_subject')).toEqual({ issuer, subject: 'def' });
  });

  it('have gaps when one is missing, unless it is the last entry of its fields', () => {
    const { entries } = history();
    const without = (index: number) => replay(entries.toSpliced(index, 1)).gaps;
    expect(without(0)).toEqual(['name', 'role', 'team_ids']);
    expect(without(5)).toEqual(['tokens.7.revoked_at']);
    expect(without(entries.length - 1)).toEqual([]);
  });
});

it('starts from the values before the first entry', () => {
  const changes = { max_lifetime_days: { from: 365, to: 90 } };
  const { values, gaps } = replay([anEntry({ changes })], { max_lifetime_days: 365, max_overlap_hours: 168 });
  expect(gaps).toEqual([]);
  expect(Object.fromEntries(values)).toEqual({ max_lifetime_days: 90, max_overlap_hours: 168 });
});
