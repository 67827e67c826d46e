// R15: a narrowed credential neither creates nor widens a credential.
import { describe, expect } from 'vitest';
import { GITHUB } from '../support/federation-policies.ts';
import type { HttpClient } from '../support/http-client.ts';
import { it, type Workspace } from '../support/workspace.ts';

const EVERYTHING = ['users:write', 'tokens:write', 'policy:write', 'teams:write', 'datastores:write'];
/** Narrowed by its scopes, although these are all that an Admin needs; and narrowed by its addresses only. */
const NARROWINGS = [{ scopes: EVERYTHING }, { allowed_cidrs: ['127.0.0.0/8', '::1'] }];
const REFUSED = { status: 403, body: { code: 'narrowed_credential' } };
const ARN = 'arn:aws:iam::123456789012:role/narrow';

type Other = Awaited<ReturnType<Workspace['serviceUser']>>;

/** What a narrowed Admin must not do to another Service User. */
const ATTEMPTS: Readonly<Record<string, (admin: HttpClient, other: Other) => ReturnType<HttpClient['get']>>> = {
  'create a token': (admin, { user }) => admin.post('/api/user-tokens', { name: 'second', user_id: user.id }),
  'create a narrowed token': (admin, { user }) =>
    admin.post('/api/user-tokens', { name: 'second', user_id: user.id, scopes: [], allowed_cidrs: ['192.0.2.1'] }),
  'create a user with a token': (admin) => admin.post('/api/users', { name: 'With Token', token: { name: 'x' } }),
  'rotate the token of another account': (admin, { token }) => admin.post(`/api/user-tokens/${token.id}/rotate`),
  'change the scopes of a token': (admin, { token }) =>
    admin.put(`/api/user-tokens/${token.id}`, { scopes: ['teams:read'] }),
  'change the addresses of a token': (admin, { token }) =>
    admin.put(`/api/user-tokens/${token.id}`, { allowed_cidrs: ['192.0.2.1'] }),
  'create a federation policy': (admin, { user }) => admin.post(`/api/users/${user.id}/federation-policies`, GITHUB),
  'add an IAM principal': (admin, { user }) => admin.put(`/api/users/${user.id}`, { iam_principals: [ARN] }),
  'give the role Admin': (admin, { user }) => admin.put(`/api/users/${user.id}`, { role: 'Admin' }),
  'give the role Manager': (admin, { user }) => admin.put(`/api/users/${user.id}`, { role: 'Manager' }),
  'create a Service User with the role Admin': (admin) =>
    admin.post('/api/users', { name: 'Another Admin', role: 'Admin' }),
  'create a Service User with the role Manager': (admin) =>
    admin.post('/api/users', { name: 'Another Manager', role: 'Manager' }),
};

describe.for(NARROWINGS)('an Admin with a token that has %j', (narrowing) => {
  const narrowAdmin = async ({ serviceUser }: Workspace) =>
    (await serviceUser({ role: 'Admin', token: { name: 'narrow', ...narrowing } })).client;

  it.for(Object.entries(ATTEMPTS))('cannot %s', async ([, attempt], { workspace }) => {
    const admin = await narrowAdmin(workspace);
    expect(await attempt(admin, await workspace.serviceUser())).toMatchObject(REFUSED);
  });

  it('cannot restore a token, but can revoke and delete it', async ({ workspace }) => {
    const admin = await narrowAdmin(workspace);
    const { token } = await workspace.serviceUser();
    expect((await admin.put(`/api/user-tokens/${token.id}`, { revoke: true })).status).toBe(200);
    expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject(REFUSED);
    expect((await admin.delete(`/api/user-tokens/${token.id}`)).status).toBe(204);
  });

  it('cannot change a federation policy, but can delete it', async ({ workspace }) => {
    const admin = await narrowAdmin(workspace);
    const { user } = await workspace.serviceUser();
    const path = `/api/users/${user.id}/federation-policies`;
    const { body: policy } = await workspace.admin.post(path, GITHUB);
    expect(await admin.put(`${path}/${policy.id}`, { session_minutes: 60 })).toMatchObject(REFUSED);
    expect(await admin.put(`${path}/${policy.id}`, { allowed_cidrs: [] })).toMatchObject({ status: 200 });
    expect((await admin.delete(`${path}/${policy.id}`)).status).toBe(204);
  });

  it('can remove an IAM principal, rename and deactivate a user, and reactivate one without credentials', async ({
    workspace,
  }) => {
    const admin = await narrowAdmin(workspace);
    const { user } = await workspace.serviceUser({ token: undefined });
    const path = `/api/users/${user.id}`;
    expect((await workspace.admin.put(path, { iam_principals: [`${ARN}-${user.id}`] })).status).toBe(200);
    expect((await workspace.admin.delete(path)).status).toBe(204);
    expect(await admin.post(`${path}/reactivate`)).toMatchObject(REFUSED);
    expect((await admin.put(path, { iam_principals: [], name: 'Renamed' })).status).toBe(200);
    expect((await admin.post(`${path}/reactivate`)).status).toBe(200);
    expect((await workspace.admin.put(path, { role: 'Manager' })).status).toBe(200);
    expect((await admin.put(path, { role: 'Manager' })).status).toBe(200);
    expect((await admin.put(path, { role: 'Member' })).status).toBe(200);
    expect((await admin.delete(path)).status).toBe(204);
  });

  it.for(['Admin', 'Manager'])('cannot reactivate an account with the role %s', async (role, { workspace }) => {
    const admin = await narrowAdmin(workspace);
    const { user } = await workspace.serviceUser({ role, token: undefined });
    expect((await admin.delete(`/api/users/${user.id}`)).status).toBe(204);
    expect(await admin.post(`/api/users/${user.id}/reactivate`)).toMatchObject(REFUSED);
  });

  it('can change the teams, the owners and the purpose of an account, and revoke its tokens', async ({ workspace }) => {
    const admin = await narrowAdmin(workspace);
    const [team] = await workspace.teams(`Narrow ${JSON.stringify(narrowing).length}`);
    const { user } = await workspace.serviceUser();
    const changes = { teams: [team?.name], owners: ['admin@example.com'], purpose: 'ETL' };
    expect((await admin.put(`/api/users/${user.id}`, changes)).status).toBe(200);
    expect(await admin.post(`/api/users/${user.id}/revoke-tokens`)).toMatchObject({
      status: 200,
      body: { revoked: 1 },
    });
  });

  it('can replace a pinned IAM principal neither by one that is not pinned nor by another pin', async ({
    workspace,
  }) => {
    const admin = await narrowAdmin(workspace);
    const { user } = await workspace.serviceUser();
    const [path, role] = [`/api/users/${user.id}`, `${ARN}-pinned-${user.id}`];
    const bind = (client: HttpClient, principal: string) => client.put(path, { iam_principals: [principal] });
    expect((await bind(workspace.admin, `${role}#AROAEXAMPLEEXAMPLE12`)).status).toBe(200);
    expect(await bind(admin, role)).toMatchObject(REFUSED);
    expect(await bind(admin, `${role}#AROAEXAMPLEEXAMPLE13`)).toMatchObject(REFUSED);
    expect((await bind(admin, `${role}#AROAEXAMPLEEXAMPLE12`)).status).toBe(200);
  });

  it('can create a user without a token, and rotate itself', async ({ workspace }) => {
    const admin = await narrowAdmin(workspace);
    expect((await admin.post('/api/users', { name: `Plain ${JSON.stringify(narrowing).length}` })).status).toBe(201);
    expect((await admin.post('/api/user-tokens/self/rotate')).status).toBe(200);
  });
});

/** A person with the role Admin whose personal token has scopes or addresses. */
async function narrowPerson(workspace: Workspace, narrowing: object): Promise<HttpClient> {
  const { session } = await workspace.person('Admin');
  const { body: token } = await session.post('/api/user-tokens', { name: 'narrow', ...narrowing });
  return workspace.client(token.bearer_token);
}

describe.for(NARROWINGS)('a person, Admin, with a personal token that has %j', (narrowing) => {
  it('cannot invite or promote an Admin, but can invite a Member', async ({ workspace }) => {
    const narrow = await narrowPerson(workspace, narrowing);
    const email = `eve-${JSON.stringify(narrowing).length}@example.com`;
    const invited = { name: 'Eve', email, user_type: 'Human' };
    for (const role of ['Admin', 'Manager']) {
      expect(await narrow.post('/api/users', { ...invited, role })).toMatchObject(REFUSED);
    }
    expect((await narrow.post('/api/users', invited)).status).toBe(201);
    expect(await narrow.put(`/api/users/${email}`, { role: 'Admin' })).toMatchObject(REFUSED);
  });

  it('cannot unlink the identity of a person', async ({ workspace }) => {
    const narrow = await narrowPerson(workspace, narrowing);
    const { user } = await workspace.person();
    expect(await narrow.delete(`/api/users/${user.id}/identity`)).toMatchObject(REFUSED);
    expect((await workspace.admin.delete(`/api/users/${user.id}/identity`)).status).toBe(204);
  });

  it('can make the token policy stricter, and cannot loosen it again', async ({ workspace }) => {
    const narrow = await narrowPerson(workspace, narrowing);
    const { body: original } = await workspace.admin.get('/api/policy');
    await workspace.admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    const stricter = {
      max_lifetime_days: 364,
      default_lifetime_days: 89,
      max_overlap_hours: 167,
      max_tokens_per_account: 49,
      session_hours: 7,
      never_expiring_roles: [],
      scopes_required_for: ['Member'],
      cidrs_required_for: ['Member'],
      revoke_unused_after_days: 100,
    };
    for (const [setting, value] of Object.entries(stricter)) {
      expect(await narrow.put('/api/policy', { [setting]: value })).toMatchObject({ status: 200 });
    }
    const looser = { ...original, never_expiring_roles: ['Member'], revoke_unused_after_days: null };
    for (const setting of Object.keys(stricter)) {
      expect(await narrow.put('/api/policy', { [setting]: looser[setting] })).toMatchObject(REFUSED);
    }
    // The announcements of the revocations would start again.
    expect(await narrow.put('/api/policy', { revoke_unused_after_days: 99 })).toMatchObject(REFUSED);
    expect((await narrow.put('/api/policy', { unused_after_days: 91, owner_required: true })).status).toBe(200);
    expect((await workspace.admin.get('/api/policy')).body).toMatchObject(stricter);
    expect((await workspace.admin.put('/api/policy', original)).status).toBe(200);
  });
});
