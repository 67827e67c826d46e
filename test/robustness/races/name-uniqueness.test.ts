// Names are unique under concurrent writers: a user_id in the workspace, a token name in its account, and the idempotency
// key of a creation in the account that calls.
import { expect } from 'vitest';
import { problem } from '../../support/problem.ts';
import { it } from '../../support/workspace.ts';

const WRITERS = 20;
const concurrently = <T>(act: (writer: number) => Promise<T>) =>
  Promise.all(Array.from({ length: WRITERS }, (_, n) => act(n)));
const sorted = <T extends { status: number }>(responses: readonly T[]) =>
  responses.toSorted((a, b) => a.status - b.status);
const oneSucceeds = (error: object) => [{ status: 201 }, ...Array(WRITERS - 1).fill(error)];

it('R4: creates one of 20 concurrent users with the same name', async ({ workspace }) => {
  const token = { name: 'first', expires_in_days: 1 };
  const responses = await concurrently(() => workspace.admin.post('/api/users', { name: 'Sought After', token }));
  expect(sorted(responses)).toMatchObject(oneSucceeds(problem(409, 'user_id_taken')));
  expect((await workspace.admin.get('/api/users?name=Sought')).body.items).toHaveLength(1);
  expect(await workspace.violations()).toEqual([]);
});

it('R4: creates one of 20 concurrent users with the same user_id', async ({ workspace }) => {
  const responses = await concurrently((n) => workspace.admin.post('/api/users', { name: `Same${'!'.repeat(n)}` }));
  expect(sorted(responses)).toMatchObject(oneSucceeds(problem(409, 'user_id_taken')));
  expect(await workspace.violations()).toEqual([]);
});

it('creates one of 20 concurrent tokens with the same name', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const wanted = { name: 'production', user_id: user.id, expires_in_days: 1 };
  const responses = await concurrently(() => workspace.admin.post('/api/user-tokens', wanted));
  expect(sorted(responses)).toMatchObject(oneSucceeds(problem(409, 'token_name_taken')));
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(2);
  expect(await workspace.violations()).toEqual([]);
});

it('creates one of 20 concurrent users with the same idempotency key, whatever their names', async ({ workspace }) => {
  const headers = { 'idempotency-key': 'one-of-20' };
  const responses = await concurrently((n) => workspace.admin.post('/api/users', { name: `Keyed ${n % 2}` }, headers));
  const [created, ...others] = sorted(responses);
  expect(created?.status).toBe(201);
  expect(new Set(others.map(({ body }) => body.code))).toEqual(new Set(['already_created', 'idempotency_key_reused']));
  for (const { body } of others.filter(({ status }) => status === 409)) expect(body.id).toBe(created?.body.id);
  expect((await workspace.admin.get('/api/users?name=Keyed')).body.items).toHaveLength(1);
  expect(await workspace.violations()).toEqual([]);
});

it('creates one of 20 concurrent tokens with the same idempotency key', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const wanted = { name: 'keyed', user_id: user.id, expires_in_days: 1 };
  const headers = { 'idempotency-key': 'one-token-of-20' };
  const responses = await concurrently(() => workspace.admin.post('/api/user-tokens', wanted, headers));
  expect(sorted(responses)).toMatchObject(oneSucceeds(problem(409, 'already_created')));
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(2);
  expect(await workspace.violations()).toEqual([]);
});

it('creates all of 20 concurrent tokens with different names', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const responses = await concurrently((n) =>
    workspace.admin.post('/api/user-tokens', { name: `token ${n}`, user_id: user.id, expires_in_days: 1 }),
  );
  expect(responses.map(({ status }) => status)).toEqual(Array(WRITERS).fill(201));
  expect(new Set(responses.map(({ body }) => body.bearer_token)).size).toBe(WRITERS);
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(WRITERS + 1);
  expect(await workspace.violations()).toEqual([]);
});

it('enforces the limit of tokens of an account under concurrent creation', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const make = (name: string) =>
    workspace.admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });
  for (let made = 1; made < 45; made += 11)
    await Promise.all(Array.from({ length: 11 }, (_, n) => make(`${made + n}`)));
  const responses = await concurrently((n) => make(`last ${n}`));
  expect(responses.filter(({ status }) => status === 201)).toHaveLength(5);
  for (const refused of responses.filter(({ status }) => status !== 201)) {
    expect(refused).toMatchObject(problem(400, 'token_limit_reached'));
  }
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(50);
  expect(await workspace.violations()).toEqual([]);
});
