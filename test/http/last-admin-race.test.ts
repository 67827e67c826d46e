// R8 under concurrent writers: when all human Admins are demoted and deactivated concurrently, one remains.
import { expect } from 'vitest';
import { it } from '../support/workspace.ts';

const ROUNDS = 10;
const ADMINS = 4;

it('R8: keeps an active human Admin when Admins demote and deactivate each other concurrently', async ({
  workspace,
}) => {
  const first = (await workspace.admin.get('/api/me')).body;
  const others = await Promise.all(Array.from({ length: ADMINS - 1 }, () => workspace.person('Admin')));
  const machine = await workspace.serviceUser({ role: 'Admin' });
  const paths = [first, ...others.map(({ user }) => user)].map(({ id }) => `/api/users/${id}`);
  const admins = async () =>
    (await machine.client.get('/api/users?type=Human&role=Admin')).body.items.map(({ id }: { id: number }) => id);

  for (let round = 0; round < ROUNDS; round += 1) {
    const removals = paths.flatMap((path, index) => [
      index % 2 === round % 2 ? machine.client.delete(path) : machine.client.put(path, { role: 'Member' }),
      machine.client.put(path, { role: 'Manager' }),
    ]);

    const responses = await Promise.all(removals);

    for (const { status, body } of responses) expect([200, 204, 'last_human_admin']).toContain(body?.code ?? status);
    expect(responses.filter(({ body }) => body?.code === 'last_human_admin').length).toBeGreaterThan(0);
    expect(await admins()).toHaveLength(1);
    expect(await workspace.violations()).toEqual([]);

    const restored = paths.flatMap((path) => [
      machine.client.post(`${path}/reactivate`),
      machine.client.put(path, { role: 'Admin' }),
    ]);
    for (const { status } of await Promise.all(restored)) expect(status).toBe(200);
    expect(await admins()).toHaveLength(ADMINS);
  }
});

it('R8: holds while some Admins are demoted and others promoted', async ({ workspace }) => {
  const { client } = await workspace.serviceUser({ role: 'Admin' });
  const people = await Promise.all(Array.from({ length: ADMINS }, () => workspace.person('Admin')));
  const everyone = (await client.get('/api/users?type=Human&include_deleted=true')).body.items;
  for (let round = 0; round < ROUNDS; round += 1) {
    const responses = await Promise.all([
      ...everyone.map(({ id }: { id: number }) => client.put(`/api/users/${id}`, { role: 'Member' })),
      ...people.map(({ user }) => client.put(`/api/users/${user.id}`, { role: 'Admin' })),
    ]);
    for (const { status, body } of responses) expect([200, 'last_human_admin']).toContain(body.code ?? status);
    expect(await workspace.violations()).toEqual([]);
  }
});
