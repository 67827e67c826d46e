// GET /api/access-review: the credentials and the reach of every Service User, and the findings, each of which appears and
// disappears.
import { describe, expect } from 'vitest';
import { accountKey } from '../../shared/storage/keys.ts';
import type { ApiResponse } from '../support/api-response.ts';
import { invalid } from '../support/problem.ts';
import { it as base, type Workspace } from '../support/workspace.ts';

type Entry = ApiResponse['body'];

const it = base.extend(
  'team',
  { scope: 'file' },
  async ({ workspace }) => (await workspace.teams('Reviewed'))[0]?.name,
);

const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

/** Every entry, by cursor. */
async function review({ admin }: Workspace, query = 'size=50'): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor: string | null = '*'; cursor !== null; ) {
    const { status, body }: ApiResponse = await admin.get(
      `/api/access-review?${query}&cursor=${encodeURIComponent(cursor)}`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: null, page: null });
    entries.push(...body.items);
    cursor = body.next_cursor;
  }
  return entries;
}

async function entryOf(workspace: Workspace, userId: number): Promise<Entry> {
  return (await review(workspace)).find(({ user }) => user.id === userId);
}

/** The findings with this code about the account. */
async function found(workspace: Workspace, { id }: { id: number }, code: string): Promise<Entry[]> {
  const { findings } = await entryOf(workspace, id);
  const filtered = await review(workspace, `size=50&finding=${code}`);
  const own = findings.filter((finding: Entry) => finding.code === code);
  expect(filtered.some(({ user }) => user.id === id)).toBe(own.length > 0);
  return own;
}

/** Changes attributes of the stored account, such as the time of the last use. */
async function patch(workspace: Workspace, id: number, change: (item: Entry) => object): Promise<void> {
  const { pk, sk } = accountKey(id);
  const item = (await workspace.items()).find((one) => one.pk === pk && one.sk === sk);
  await workspace.put({ ...item, ...change(item) });
}

const patchToken = (workspace: Workspace, token: Entry, changes: object) =>
  patch(workspace, token.user.id, ({ tokens }) => ({
    tokens: { ...tokens, [token.id]: { ...tokens[token.id], ...changes } },
  }));

const GITHUB = {
  name: 'deploy',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://service-users.example.com',
  claims: { repository_id: '456789', repository_owner_id: '1234' },
};
const ARN = 'arn:aws:iam::123456789012:role/reviewed';

describe('an entry', () => {
  it('has the account, its owners, its reach and its credentials', async ({ workspace, team }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person();
    await admin.post('/api/datastores', { name: 'Reviewed store', teams: [team] });
    const ownership = { owners: [jane.user_id], purpose: 'ETL', labels: { env: 'prod' } };
    const { user, token, client } = await workspace.serviceUser({ teams: [team], ...ownership });
    await client.get('/api/me');
    const subject = 'repo:acme/etl:environment:production';
    const { body: policy } = await admin.post(`/api/users/${user.id}/federation-policies`, { ...GITHUB, subject });
    const iam_principals = [`${ARN}#AROAEXAMPLEEXAMPLE12`];
    await admin.put(`/api/users/${user.id}`, { iam_principals });
    const entry = await entryOf(workspace, user.id);
    const { body: current } = await admin.get(`/api/users/${user.id}`);
    expect(entry).toEqual({
      user: current,
      owners: [{ user_id: jane.user_id, name: jane.name, email: jane.email, active: true }],
      datastores: { all: false, items: [{ id: expect.any(Number), name: 'Reviewed store' }], has_more: false },
      tokens: [
        {
          id: token.id,
          name: 'first',
          status: 'Active',
          created: token.created,
          age_days: 0,
          secret_age_days: 0,
          expiration: token.expiration,
          last_used: expect.any(String),
          would_revoke_on: null,
        },
      ],
      federation_policies: [
        {
          id: policy.id,
          name: 'deploy',
          issuer: GITHUB.issuer,
          subject,
          claims: GITHUB.claims,
          enabled: true,
          last_used: null,
        },
      ],
      iam_principals: [{ arn: ARN, unique_id: 'AROAEXAMPLEEXAMPLE12' }],
      // The token of a test lives for 30 days.
      findings: [{ code: 'expiring', token_id: token.id }],
    });
    await admin.put(`/api/users/${user.id}`, { iam_principals: [] });
  });

  it('is about active Service Users only', async ({ workspace }) => {
    const { user: person } = await workspace.person();
    const { body: gone } = await workspace.admin.post('/api/users', { name: 'Not Reviewed' });
    await workspace.admin.delete(`/api/users/${gone.id}`);
    const ids = (await review(workspace)).map(({ user }) => user.id);
    expect(ids).not.toContain(person.id);
    expect(ids).not.toContain(gone.id);
  });

  it('is for Admins only', async ({ workspace }) => {
    const { client } = await workspace.person('Manager');
    expect((await client.get('/api/access-review')).status).toBe(403);
    expect(await workspace.admin.get('/api/access-review?finding=unknown')).toMatchObject(invalid('finding'));
    expect(await workspace.admin.get('/api/access-review?size=51')).toMatchObject(invalid('size'));
  });
});

describe('the finding', () => {
  it('never_used ends with the first use of the token, or of an account without tokens', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser();
    expect(await found(workspace, user, 'never_used')).toEqual([{ code: 'never_used', token_id: token.id }]);
    await client.get('/api/me');
    expect(await found(workspace, user, 'never_used')).toEqual([]);
    const { user: bare } = await workspace.serviceUser({ token: undefined });
    expect(await found(workspace, bare, 'never_used')).toEqual([{ code: 'never_used' }]);
    await patch(workspace, bare.id, () => ({ last_login: daysAgo(1) }));
    expect(await found(workspace, bare, 'never_used')).toEqual([]);
  });

  it('unused appears after the days of the policy', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser();
    expect(await found(workspace, user, 'unused')).toEqual([]);
    await workspace.setTokenTimes(token, { last_used: daysAgo(91) });
    expect(await found(workspace, user, 'unused')).toEqual([{ code: 'unused', token_id: token.id }]);
    await workspace.admin.put('/api/policy', { unused_after_days: 100 });
    expect(await found(workspace, user, 'unused')).toEqual([]);
    await workspace.admin.put('/api/policy', { unused_after_days: 90 });
    // The use of an account with tokens is that of its tokens.
    await patch(workspace, user.id, () => ({ last_login: daysAgo(91) }));
    expect(await found(workspace, user, 'unused')).toEqual([{ code: 'unused', token_id: token.id }]);
    await patch(workspace, user.id, () => ({ last_login: null }));
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(await found(workspace, user, 'unused')).toEqual([]);
    await patch(workspace, user.id, () => ({ last_login: daysAgo(91) }));
    expect(await found(workspace, user, 'unused')).toEqual([{ code: 'unused' }]);
    await patch(workspace, user.id, () => ({ last_login: daysAgo(89) }));
    expect(await found(workspace, user, 'unused')).toEqual([]);
  });

  it('no_owner, owner_deactivated and no_purpose follow the ownership', async ({ workspace }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person();
    const { user } = await workspace.serviceUser();
    const path = `/api/users/${user.id}`;
    expect(await found(workspace, user, 'no_owner')).toEqual([{ code: 'no_owner' }]);
    expect(await found(workspace, user, 'no_purpose')).toEqual([{ code: 'no_purpose' }]);
    await admin.put(path, { owners: [jane.user_id], purpose: 'ETL' });
    for (const code of ['no_owner', 'no_purpose', 'owner_deactivated']) {
      expect(await found(workspace, user, code)).toEqual([]);
    }
    await admin.delete(`/api/users/${jane.id}`);
    const finding = { code: 'owner_deactivated', owner: jane.user_id };
    expect(await found(workspace, user, 'owner_deactivated')).toEqual([finding]);
    expect((await entryOf(workspace, user.id)).owners).toMatchObject([{ user_id: jane.user_id, active: false }]);
    await admin.post(`/api/users/${jane.id}/reactivate`);
    expect(await found(workspace, user, 'owner_deactivated')).toEqual([]);
  });

  it('never_expires and expiring follow the expiration', async ({ workspace }) => {
    const { admin } = workspace;
    await admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    const { user, token } = await workspace.serviceUser({ token: { name: 'first', expires_in_days: null } });
    expect(await found(workspace, user, 'never_expires')).toEqual([{ code: 'never_expires', token_id: token.id }]);
    expect(await found(workspace, user, 'expiring')).toEqual([]);
    await admin.post(`/api/user-tokens/${token.id}/rotate`, { expires_in_days: 30 });
    expect(await found(workspace, user, 'never_expires')).toEqual([]);
    expect(await found(workspace, user, 'expiring')).toEqual([{ code: 'expiring', token_id: token.id }]);
    await admin.post(`/api/user-tokens/${token.id}/rotate`, { expires_in_days: 31 });
    expect(await found(workspace, user, 'expiring')).toEqual([]);
    await admin.put('/api/policy', { never_expiring_roles: [] });
  });

  it('old_secret ends with a rotation', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser({ token: { name: 'first', expires_in_days: 365 } });
    expect(await found(workspace, user, 'old_secret')).toEqual([]);
    await patchToken(workspace, token, { created: daysAgo(181) });
    expect(await found(workspace, user, 'old_secret')).toEqual([{ code: 'old_secret', token_id: token.id }]);
    expect((await entryOf(workspace, user.id)).tokens).toMatchObject([{ age_days: 181, secret_age_days: 181 }]);
    await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, {});
    expect(await found(workspace, user, 'old_secret')).toEqual([]);
    expect((await entryOf(workspace, user.id)).tokens).toMatchObject([{ age_days: 181, secret_age_days: 0 }]);
  });

  it('admin_role and unscoped_admin are about Admins', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    for (const code of ['admin_role', 'unscoped_admin']) expect(await found(workspace, user, code)).toEqual([]);
    await admin.put(`/api/users/${user.id}`, { role: 'Admin' });
    expect(await found(workspace, user, 'admin_role')).toEqual([{ code: 'admin_role' }]);
    expect(await found(workspace, user, 'unscoped_admin')).toEqual([{ code: 'unscoped_admin', token_id: token.id }]);
    expect((await entryOf(workspace, user.id)).datastores).toEqual({ all: true, items: [], has_more: false });
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(await found(workspace, user, 'unscoped_admin')).toEqual([]);
    await admin.put(`/api/users/${user.id}`, { role: 'Member' });
    expect(await found(workspace, user, 'admin_role')).toEqual([]);
  });

  it('unscoped_admin is also about federation policies and IAM principals, and ends with scopes or the binding', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser({ role: 'Admin' });
    const [account, arn] = [`/api/users/${user.id}`, `${ARN}-admin`];
    const subject = 'repo:acme/admin:environment:production';
    const { body: policy } = await admin.post(`${account}/federation-policies`, { ...GITHUB, subject });
    expect((await admin.put(account, { iam_principals: [arn] })).status).toBe(200);
    const bound = { code: 'unscoped_admin', iam_principal: arn };
    expect(await found(workspace, user, 'unscoped_admin')).toEqual([
      { code: 'unscoped_admin', token_id: token.id },
      { code: 'unscoped_admin', federation_policy_id: policy.id },
      bound,
    ]);
    expect((await admin.put(`/api/user-tokens/${token.id}`, { scopes: ['users:read'] })).status).toBe(200);
    expect((await admin.put(`${account}/federation-policies/${policy.id}`, { scopes: [] })).status).toBe(200);
    expect(await found(workspace, user, 'unscoped_admin')).toEqual([bound]);
    expect((await admin.put(account, { iam_principals: [] })).status).toBe(200);
    expect(await found(workspace, user, 'unscoped_admin')).toEqual([]);
  });

  it('iam_without_unique_id ends when the role is pinned', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const bind = (principal: string) => workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [principal] });
    await bind(ARN);
    expect(await found(workspace, user, 'iam_without_unique_id')).toEqual([
      { code: 'iam_without_unique_id', iam_principal: ARN },
    ]);
    await bind(`${ARN}#AROAEXAMPLEEXAMPLE12`);
    expect(await found(workspace, user, 'iam_without_unique_id')).toEqual([]);
  });

  it('wide_federation ends with a whole subject, or when the policy is disabled', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser();
    const path = `/api/users/${user.id}/federation-policies`;
    const { body: policy } = await admin.post(path, { ...GITHUB, subject: 'repo:acme/etl:*' });
    const finding = { code: 'wide_federation', federation_policy_id: policy.id };
    expect(await found(workspace, user, 'wide_federation')).toEqual([finding]);
    await admin.put(`${path}/${policy.id}`, { enabled: false });
    expect(await found(workspace, user, 'wide_federation')).toEqual([]);
    await admin.put(`${path}/${policy.id}`, { enabled: true, subject: 'repo:acme/etl:ref:refs/heads/main' });
    expect(await found(workspace, user, 'wide_federation')).toEqual([]);
  });
});

describe('the list', () => {
  it('is the same in pages of any size', async ({ workspace }) => {
    const ids = (entries: Entry[]) => entries.map(({ user }) => user.id);
    expect(ids(await review(workspace, 'size=2'))).toEqual(ids(await review(workspace)));
    const { items, next_cursor } = (await workspace.admin.get('/api/access-review?size=2')).body;
    expect(items).toHaveLength(2);
    const other = `/api/access-review?finding=no_owner&cursor=${encodeURIComponent(next_cursor)}`;
    expect(await workspace.admin.get(other)).toMatchObject(invalid('cursor'));
  });

  it('is CSV on request, with a link to the next page', async ({ workspace }) => {
    const { type, body, headers } = await workspace.admin.get('/api/access-review?format=csv&size=50');
    expect(type).toBe('text/csv');
    expect(body.split('\r\n')[0]).toBe(
      'user_id,name,role,teams,owners,deactivated_owners,purpose,managed_by,labels,created_at,last_login,datastores,tokens,federation_policies,iam_principals,findings',
    );
    expect(headers.get('link')).toBeNull();
    const first = await workspace.admin.get('/api/access-review?format=csv&size=1');
    expect(first.headers.get('link')).toContain('rel="next"');
  });

  it('has the owners, who of them is deactivated, and the manager as CSV', async ({ workspace }) => {
    const { admin } = workspace;
    const [{ user: jane }, { user: joe }] = await Promise.all([workspace.person(), workspace.person()]);
    const owners = [jane.user_id, joe.user_id];
    const { user } = await workspace.serviceUser({ owners, managed_by: 'service-users.yaml', token: undefined });
    await admin.delete(`/api/users/${joe.id}`);
    const { body } = await admin.get('/api/access-review?format=csv&size=50');
    expect(body).toContain(
      `${user.user_id},${user.name},Member,"[""Public""]",${owners.join(' ')},${joe.user_id},,service-users.yaml,{},`,
    );
  });

  it('has no formula as CSV in any column', async ({ workspace }) => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠1', '﹦1'];
    for (const [index, formula] of formulas.entries()) {
      const { user } = await workspace.serviceUser({ name: `${formula} formula ${index}`, token: undefined });
      const ownership = { purpose: `${formula}\n${formula}`, managed_by: formula, labels: { formula } };
      expect((await workspace.admin.put(`/api/users/${user.id}`, ownership)).status).toBe(200);
    }
    const { body } = await workspace.admin.get('/api/access-review?format=csv&size=50');
    for (const [index, formula] of formulas.entries()) {
      expect(body).toContain(`@service,'${formula} formula ${index},`);
      expect(body).toContain(`,"'${formula}\n${formula}",'${formula},"{""formula"":""${formula}""}",`);
    }
  });
});
