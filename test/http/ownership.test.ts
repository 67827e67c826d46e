// Owners, purpose and labels of Service Users: who may be an owner, what the policy requires, and the filters.
import { describe, expect } from 'vitest';
import { invalid, problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const because = (path: string, part: string) => ({
  status: 422,
  body: { code: 'validation_failed', errors: [{ path, message: expect.stringContaining(part) }] },
});

describe('a Service User', () => {
  it('has owners, a purpose and labels from its creation', async ({ workspace }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person();
    const ownership = {
      owners: [jane.user_id],
      purpose: 'Loads\nthe warehouse',
      labels: { team: 'data', env: '' },
      managed_by: 'service-users.yaml',
    };
    const { status, body } = await admin.post('/api/users', { name: 'Owned', ...ownership });
    expect(status).toBe(201);
    expect(body).toMatchObject(ownership);
    expect(Object.keys(body.labels)).toEqual(['env', 'team']);
    expect((await admin.get(`/api/users/${body.id}`)).body).toEqual(body);
    const { items } = (await admin.get(`/api/audit-log?target=${body.user_id}`)).body;
    expect(items[0].changes).toMatchObject({
      owners: { from: null, to: ownership.owners },
      purpose: { from: null, to: ownership.purpose },
      labels: { from: null, to: ownership.labels },
      managed_by: { from: null, to: ownership.managed_by },
    });
    expect(await workspace.violations()).toEqual([]);
  });

  it('keeps what an update does not name, and writes nothing for the same values', async ({ workspace }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person();
    const { user } = await workspace.serviceUser({
      owners: [jane.user_id],
      purpose: 'ETL',
      managed_by: 'CDK',
      labels: { a: '1', b: '2' },
    });
    const path = `/api/users/${user.id}`;
    const { body } = await admin.get(path);
    const before = await workspace.items();
    const same = { owners: [jane.user_id], purpose: 'ETL', labels: { b: '2', a: '1' }, managed_by: 'CDK' };
    expect(await admin.put(path, same)).toMatchObject({ status: 200, body });
    expect(await workspace.items()).toEqual(before);
    const cleared = await admin.put(path, { purpose: '', labels: {}, managed_by: '' });
    expect(cleared.body).toEqual({ ...body, purpose: null, labels: {}, managed_by: null });
    expect((await admin.put(path, { owners: [] })).body).toMatchObject({ owners: [], name: user.name });
    expect(await workspace.violations()).toEqual([]);
  });

  it('is refused with an owner who is unknown, a Service User or deactivated', async ({ workspace }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person();
    const { user: machine } = await workspace.serviceUser();
    const { user: gone } = await workspace.person();
    await admin.delete(`/api/users/${gone.id}`);
    const post = (owners: string[]) => admin.post('/api/users', { name: 'Refused', owners });
    expect(await post([jane.user_id, 'nobody@example.com'])).toMatchObject(because('owners.1', 'nobody@example.com'));
    expect(await post([machine.user_id])).toMatchObject(because('owners.0', 'is a Service User'));
    expect(await post([gone.user_id])).toMatchObject(because('owners.0', `"${gone.user_id}" is deactivated`));
    expect(await post([jane.user_id, jane.user_id])).toMatchObject(invalid('owners'));
    expect(await post(Array.from({ length: 6 }, (_, index) => `p${index}@example.com`))).toMatchObject(
      invalid('owners'),
    );
    expect(await admin.put(`/api/users/${machine.id}`, { owners: [gone.user_id] })).toMatchObject(
      because('owners.0', 'is deactivated'),
    );
  });

  it('is refused with a purpose, a manager or labels of another form', async ({ workspace: { admin } }) => {
    const post = (body: object) => admin.post('/api/users', { name: 'Refused', ...body });
    expect(await post({ purpose: 'x'.repeat(501) })).toMatchObject(invalid('purpose'));
    expect(await post({ purpose: 'a\u202Eb' })).toMatchObject(invalid('purpose'));
    for (const managed_by of ['x'.repeat(101), 'two\nlines', 'a\u202Eb']) {
      expect(await post({ managed_by })).toMatchObject(invalid('managed_by'));
    }
    expect((await post({ labels: { '-a': '1' } })).status).toBe(422);
    expect((await post({ labels: { ['a'.repeat(64)]: '1' } })).status).toBe(422);
    expect((await post({ labels: { a: 'x'.repeat(256) } })).status).toBe(422);
    expect((await post({ labels: { a: 1 } })).status).toBe(422);
    expect((await post({ labels: JSON.parse('{"__proto__":"1"}') })).status).toBe(422);
    const labels = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`label-${index}`, '']));
    expect(await post({ labels })).toMatchObject(invalid('labels'));
  });

  it('keeps an owner who is deactivated, also when others are added', async ({ workspace }) => {
    const { admin } = workspace;
    const [{ user: jane }, { user: joe }] = [await workspace.person(), await workspace.person()];
    const { user, client } = await workspace.serviceUser({ owners: [jane.user_id] });
    await admin.delete(`/api/users/${jane.id}`);
    expect((await client.get('/api/me')).body.owners).toEqual([jane.user_id]);
    const owners = [jane.user_id, joe.user_id];
    expect((await admin.put(`/api/users/${user.id}`, { owners })).body.owners).toEqual(owners);
  });
});

it('a person has no owners, purpose, labels or manager', async ({ workspace }) => {
  const { admin } = workspace;
  const { user } = await workspace.person();
  expect(user).toMatchObject({ owners: [], purpose: null, labels: {} });
  for (const [field, value] of [
    ['owners', ['admin@example.com']],
    ['purpose', 'Works'],
    ['labels', { a: '1' }],
    ['managed_by', 'CDK'],
  ] as const) {
    const person = { name: 'P', user_type: 'Human', email: `${field}@example.com`, [field]: value };
    expect(await admin.post('/api/users', person)).toMatchObject(invalid(field));
    expect(await admin.put(`/api/users/${user.id}`, { [field]: value })).toMatchObject(invalid(field));
  }
  const empty = { owners: [], purpose: null, labels: {}, managed_by: null };
  expect((await admin.put(`/api/users/${user.id}`, empty)).status).toBe(200);
});

describe('the filter', () => {
  it('by owner returns the Service Users of the person, in every order', async ({ workspace }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person('Admin');
    const session = await workspace.logIn(jane.email);
    const [team] = await workspace.teams('Owners');
    const first = await workspace.serviceUser({ name: 'B owned', owners: [jane.user_id], teams: [team.name] });
    const second = await workspace.serviceUser({ name: 'A owned', owners: [jane.user_id], role: 'Manager' });
    await workspace.serviceUser();
    const listed = async (query: string, client = admin) =>
      (await client.get(`/api/users?${query}`)).body.items.map(({ id }: { id: number }) => id);
    const both = [second.user.id, first.user.id];
    expect(await listed(`owner=${jane.user_id}`)).toEqual(both);
    expect(await listed(`owner=${jane.id}&sort=created&sort_dir=desc`)).toEqual(both);
    expect(await listed(`owner=${jane.id}&sort=role`)).toEqual(both);
    expect((await listed(`owner=${jane.id}&sort=last_login`)).sort()).toEqual(both.toSorted());
    expect(await listed('owner=me', session)).toEqual(both);
    expect(await listed(`owner=${jane.id}&role=Manager`)).toEqual([second.user.id]);
    expect(await listed(`owner=${jane.id}&team=Owners`)).toEqual([first.user.id]);
    expect(await listed(`owner=${jane.id}&type=Human`)).toEqual([]);
    expect((await admin.get(`/api/users?owner=${jane.id}`)).body.total).toBeNull();
    await admin.put(`/api/users/${second.user.id}`, { owners: [] });
    expect(await listed(`owner=${jane.id}`)).toEqual([first.user.id]);
    await admin.post(`/api/users/${first.user.id}/revoke-tokens`);
    await admin.delete(`/api/users/${first.user.id}`);
    expect(await listed(`owner=${jane.id}`)).toEqual([]);
    expect(await listed(`owner=${jane.id}&include_deleted=true`)).toEqual([first.user.id]);
    expect(await admin.get('/api/users?owner=nobody@example.com')).toMatchObject(because('owner', 'no person'));
    expect(await workspace.violations()).toEqual([]);
  });

  it('by label returns the Service Users with the key, or with the key and value', async ({ workspace }) => {
    const { admin } = workspace;
    const { user: prod } = await workspace.serviceUser({ labels: { 'stage/name': 'prod=1', owner: 'x' } });
    const { user: test } = await workspace.serviceUser({ labels: { 'stage/name': 'test' } });
    const listed = async (label: string) =>
      (await admin.get(`/api/users?sort=created&label=${encodeURIComponent(label)}`)).body.items.map(
        ({ id }: { id: number }) => id,
      );
    expect(await listed('stage/name')).toEqual([prod.id, test.id]);
    expect(await listed('stage/name=prod=1')).toEqual([prod.id]);
    expect(await listed('stage/name:test')).toEqual([test.id]);
    expect(await listed('stage')).toEqual([]);
    expect(await listed('constructor')).toEqual([]);
  });
});

describe('the policy', () => {
  it('requires an owner and a purpose of a Service User that is created, reactivated or stripped of them', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const { user: jane } = await workspace.person();
    const { user: bare } = await workspace.serviceUser();
    const { body: gone } = await admin.post('/api/users', { name: 'Gone' });
    await admin.delete(`/api/users/${gone.id}`);
    const [ownerRequired, purposeRequired] = [problem(400, 'owner_required'), problem(400, 'purpose_required')];
    const stated = { owners: [jane.user_id], purpose: 'ETL' };

    await admin.put('/api/policy', { owner_required: true, purpose_required: true });
    expect(await admin.post('/api/users', { name: 'New' })).toMatchObject(ownerRequired);
    expect(await admin.post('/api/users', { name: 'New', owners: stated.owners })).toMatchObject(purposeRequired);
    const { body: created } = await admin.post('/api/users', { name: 'New', ...stated });
    expect(created).toMatchObject(stated);
    expect(await admin.put(`/api/users/${created.id}`, { owners: [] })).toMatchObject(ownerRequired);
    expect(await admin.put(`/api/users/${created.id}`, { purpose: null })).toMatchObject(purposeRequired);
    // An account from before the policy can be changed without them.
    expect((await admin.put(`/api/users/${bare.id}`, { name: 'Renamed', labels: { a: '1' } })).status).toBe(200);
    expect(await admin.put(`/api/users/${bare.id}`, { purpose: '' })).toMatchObject(purposeRequired);
    expect(await admin.post(`/api/users/${gone.id}/reactivate`)).toMatchObject(ownerRequired);
    expect((await admin.put(`/api/users/${gone.id}`, stated)).status).toBe(200);
    expect((await admin.post(`/api/users/${gone.id}/reactivate`)).status).toBe(200);
    // People need neither.
    const person = { name: 'P', user_type: 'Human', email: 'needs.nothing@example.com' };
    expect((await admin.post('/api/users', person)).status).toBe(201);
    await admin.put('/api/policy', { owner_required: false, purpose_required: false });
  });
});
