// The header Idempotency-Key: a creation is made once, and its repeat is rejected with the id of what was created.
import { describe, expect } from 'vitest';
import { idempotencyKey, TTL } from '../../shared/storage/keys.ts';
import { invalid, problem } from '../support/problem.ts';
import { it, type Workspace } from '../support/workspace.ts';

const withKey = (key: string) => ({ 'idempotency-key': key });
const alreadyCreated = (id: number) => ({ ...problem(409, 'already_created'), body: { code: 'already_created', id } });

/** A user and a token that a key was used for, as their requests and what each created. */
const CREATIONS = {
  user: async () => ({ path: '/api/users', body: { name: 'Created Once', token: { name: 'first' } } }),
  token: async ({ serviceUser }: Workspace) => {
    const { user } = await serviceUser();
    return { path: '/api/user-tokens', body: { name: 'created once', user_id: user.id, expires_in_days: 1 } };
  },
};

describe.for(Object.entries(CREATIONS))('the creation of a %s with a key', ([what, prepare]) => {
  it('is made once, and its repeat has the id and no secret', async ({ workspace }) => {
    const { admin } = workspace;
    const { path, body } = await prepare(workspace);
    const key = withKey(`${what}-repeated`);
    const first = await admin.post(path, body, key);
    expect(first.status).toBe(201);
    const before = await workspace.items();
    const repeat = await admin.post(path, body, key);
    expect(repeat).toMatchObject(alreadyCreated(first.body.id));
    expect(JSON.stringify(repeat.body)).not.toContain(first.body.hint ?? first.body.token.hint);
    expect(withoutSequences(await workspace.items())).toEqual(withoutSequences(before));
    expect(await workspace.violations()).toEqual([]);
  });

  it('is refused when the key was used for another request', async ({ workspace }) => {
    const { admin } = workspace;
    const { path, body } = await prepare(workspace);
    const key = withKey(`${what}-reused`);
    const named = { ...body, name: `First ${what}` };
    expect((await admin.post(path, named, key)).status).toBe(201);
    const refused = problem(422, 'idempotency_key_reused');
    expect(await admin.post(path, { ...body, name: `Second ${what}` }, key)).toMatchObject(refused);
    expect(await admin.post('/api/users', { name: 'Another Operation' }, key)).toMatchObject(refused);
    expect((await admin.get('/api/users?name=Another%20Operation')).body.items).toEqual([]);
  });

  it('can be sent again with the key after it failed', async ({ workspace }) => {
    const { admin } = workspace;
    const { path, body } = await prepare(workspace);
    const key = withKey(`${what}-failed`);
    const named = { ...body, name: `Failed ${what}` };
    const taken = path === '/api/users' ? 'user_id_taken' : 'token_name_taken';
    const { id, token } = (await admin.post(path, named)).body;
    expect(await admin.post(path, named, key)).toMatchObject(problem(409, taken));
    if (token) return;
    await admin.put(`/api/user-tokens/${id}`, { revoke: true });
    await admin.delete(`/api/user-tokens/${id}`);
    expect((await admin.post(path, named, key)).status).toBe(201);
  });
});

it('knows a creation by its key after the token was deleted', async ({ workspace }) => {
  const { admin } = workspace;
  const { path, body } = await CREATIONS.token(workspace);
  const key = withKey('deleted');
  const { id } = (await admin.post(path, body, key)).body;
  await admin.put(`/api/user-tokens/${id}`, { revoke: true });
  await admin.delete(`/api/user-tokens/${id}`);
  expect(await admin.post(path, body, key)).toMatchObject(alreadyCreated(id));
});

it('keeps the keys of two accounts apart', async ({ workspace }) => {
  const { admin } = workspace;
  const { client } = await workspace.serviceUser({ role: 'Admin' });
  const key = withKey('of-each-account');
  const [first, second] = [
    await admin.post('/api/users', { name: 'Of a person' }, key),
    await client.post('/api/users', { name: 'Of a machine' }, key),
  ];
  expect([first.status, second.status]).toEqual([201, 201]);
});

it('recognizes a personal token that its owner creates again', async ({ workspace }) => {
  const { session } = await workspace.person();
  const create = () => session.post('/api/user-tokens', { name: 'laptop' }, withKey('laptop'));
  const { id } = (await create()).body;
  expect(await create()).toMatchObject(alreadyCreated(id));
});

it('forgets a key after 24 hours, also when its record is not deleted yet', async ({ workspace }) => {
  const { admin } = workspace;
  const { path, body } = await CREATIONS.token(workspace);
  const key = withKey('expired');
  expect((await admin.post(path, body, key)).status).toBe(201);
  const [record] = (await workspace.items())
    .filter(({ pk, sk, created_id }) => sk === 'GUARD' && created_id && String(pk).startsWith(idempotencyKey('').pk))
    .toSorted((a, b) => Number(b.created_id) - Number(a.created_id));
  expect(Number(record?.[TTL]) - Number(record?.created)).toBe(24 * 60 * 60);
  await workspace.put({ ...record, [TTL]: Math.floor(Date.now() / 1000) });
  expect(await admin.post(path, body, key)).toMatchObject(problem(409, 'token_name_taken'));
  expect((await admin.post(path, { ...body, name: 'the next day' }, key)).status).toBe(201);
});

it('stores a hash of the key, and no key in the log', async ({ workspace }) => {
  const key = 'a-key-that-others-should-not-see';
  expect((await workspace.admin.post('/api/users', { name: 'Hashed' }, withKey(key))).status).toBe(201);
  expect(JSON.stringify(await workspace.items())).not.toContain(key);
  expect(workspace.logs()).not.toContain(key);
});

it('refuses a key of another form, before anything is created', async ({ workspace: { admin } }) => {
  for (const key of ['', 'x'.repeat(256), 'two words', 'one,two', '"quoted"', 'a;b']) {
    const refused = await admin.post('/api/users', { name: 'Refused' }, withKey(key));
    expect([key, refused]).toMatchObject([key, invalid('idempotency-key')]);
    if (key !== '') expect(JSON.stringify(refused.body)).not.toContain(key);
  }
  expect((await admin.get('/api/users?name=Refused')).body.items).toEqual([]);
  expect((await admin.post('/api/users', { name: 'Longest' }, withKey('x'.repeat(255)))).status).toBe(201);
});

it('ignores the header of an operation that creates nothing with a secret', async ({ workspace: { admin } }) => {
  expect((await admin.post('/api/teams', { name: 'No key' }, withKey('not a key'))).status).toBe(201);
});

/** A repeat uses up ids. */
const withoutSequences = (items: readonly Record<string, unknown>[]) => items.filter(({ pk }) => pk !== 'SEQUENCES');
