// Unique names under real concurrent writers: a user_id, and the name of a token on its account, are given once.
import { expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

const WRITERS = 20;
const atOnce = <T>(act: (writer: number) => Promise<T>) =>
  Promise.all(Array.from({ length: WRITERS }, (_, n) => act(n)));
const sorted = (answers: readonly { status: number }[]) => answers.toSorted((a, b) => a.status - b.status);
const oneOf = (refusal: object) => [{ status: 201 }, ...Array(WRITERS - 1).fill(refusal)];

it('R4: of 20 users of one name created at once, one is made', async ({ workspace }) => {
  const token = { name: 'first', expires_in_days: 1 };
  const answers = await atOnce(() => workspace.admin.post('/api/users', { name: 'Sought After', token }));
  expect(sorted(answers)).toMatchObject(oneOf(problem(409, 'user_id_taken')));
  expect((await workspace.admin.get('/api/users?name=Sought')).body.total).toBe(1);
  expect(await workspace.violations()).toEqual([]);
});

it('R4: of 20 users whose names make one user_id, one is made', async ({ workspace }) => {
  const answers = await atOnce((n) => workspace.admin.post('/api/users', { name: `Same${'!'.repeat(n)}` }));
  expect(sorted(answers)).toMatchObject(oneOf(problem(409, 'user_id_taken')));
  expect(await workspace.violations()).toEqual([]);
});

it('of 20 tokens of one name made at once on one account, one is made', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const wanted = { name: 'production', user_id: user.id, expires_in_days: 1 };
  const answers = await atOnce(() => workspace.admin.post('/api/user-tokens', wanted));
  expect(sorted(answers)).toMatchObject(oneOf(problem(409, 'token_name_taken')));
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(2);
  expect(await workspace.violations()).toEqual([]);
});

it('of 20 tokens of other names made at once on one account, all are made', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const answers = await atOnce((n) =>
    workspace.admin.post('/api/user-tokens', { name: `token ${n}`, user_id: user.id, expires_in_days: 1 }),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(WRITERS).fill(201));
  expect(new Set(answers.map(({ body }) => body.bearer_token)).size).toBe(WRITERS);
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(WRITERS + 1);
  expect(await workspace.violations()).toEqual([]);
});

it('the limit of tokens on an account holds when many are made at once', async ({ workspace }) => {
  const { user } = await workspace.serviceUser();
  const make = (name: string) =>
    workspace.admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });
  for (let made = 1; made < 45; made += 11)
    await Promise.all(Array.from({ length: 11 }, (_, n) => make(`${made + n}`)));
  const answers = await atOnce((n) => make(`last ${n}`));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  for (const refused of answers.filter(({ status }) => status !== 201)) {
    expect(refused).toMatchObject(problem(400, 'token_limit_reached'));
  }
  expect((await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}`)).body.total).toBe(50);
  expect(await workspace.violations()).toEqual([]);
});
