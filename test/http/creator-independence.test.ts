// R2: a Service User is independent of its creator.
import { expect } from 'vitest';
import { it as base, type Holder } from '../support/workspace.ts';

const it = base.extend('creation', { scope: 'file' }, async ({ workspace }) => {
  const creator = await workspace.person('Admin');
  const token = { name: 'first' };
  const { body: user } = await creator.client.post('/api/users', { name: 'Nightly Export', role: 'Manager', token });
  return {
    creator,
    pipeline: { user, token: user.token, client: workspace.client(user.token.bearer_token) } as Holder,
  };
});

it('R2: records the creator of a Service User and its token', async ({ creation: { creator, pipeline } }) => {
  expect(pipeline.user.created_by).toBe(creator.user.user_id);
  expect(pipeline.token.created_by).toBe(creator.user.user_id);
});

for (const [loss, lose] of [
  ['demoted', ({ user }: Holder) => ['PUT', `/api/users/${user.id}`, { role: 'Member' }]],
  ['deactivated', ({ user }: Holder) => ['DELETE', `/api/users/${user.id}`]],
] as const) {
  it(`R2: changes nothing for a Service User when its creator is ${loss}`, async ({ workspace, creation }) => {
    const { creator, pipeline } = creation;
    const stored = async () => (await workspace.items()).find(({ pk }) => pk === `USER#${pipeline.user.id}`);
    expect(await pipeline.client.get('/api/me')).toMatchObject({ status: 200, body: { role: 'Manager' } });
    const before = await stored();

    const [method, path, body] = lose(creator) as [string, string, unknown?];
    expect((await workspace.admin.request(method, path, body)).status).toBeLessThan(300);

    expect(await pipeline.client.get('/api/me')).toMatchObject({ status: 200, body: { role: 'Manager' } });
    expect(await stored()).toEqual(before);
  });
}

it('R2: any other Admin can manage a Service User without its creator', async ({
  workspace,
  creation: { pipeline },
}) => {
  const { admin } = workspace;
  const path = `/api/users/${pipeline.user.id}`;
  expect(await admin.put(path, { name: 'Nightly Export 2' })).toMatchObject({ status: 200 });
  expect(await admin.post(`${path}/revoke-tokens`)).toMatchObject({ status: 200, body: { revoked: 1 } });
  expect(await admin.delete(path)).toMatchObject({ status: 204 });
  expect(await workspace.violations()).toEqual([]);
});
