// R8: at every moment the workspace has at least one active human Admin.
import { expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('T', 'Ops');

const refused = problem(400, 'last_human_admin');

it('R8: refuses to demote or deactivate the last human Admin, and changes nothing', async ({ workspace }) => {
  const { admin } = workspace;
  const { id } = (await admin.get('/api/me')).body;
  const before = await workspace.items();
  expect(await admin.put(`/api/users/${id}`, { role: 'Manager' })).toMatchObject(refused);
  expect(await admin.put(`/api/users/${id}`, { role: 'Member', name: 'Other', teams: ['T'] })).toMatchObject(refused);
  expect(await admin.delete(`/api/users/${id}`)).toMatchObject(refused);
  expect(await workspace.items()).toEqual(before);
});

it('R8: does not count a Service User with the Admin role', async ({ workspace }) => {
  await workspace.serviceUser({ role: 'Admin' });
  const { id } = (await workspace.admin.get('/api/me')).body;
  expect(await workspace.admin.delete(`/api/users/${id}`)).toMatchObject(refused);
  expect(await workspace.admin.put(`/api/users/${id}`, { role: 'Member' })).toMatchObject(refused);
});

it('R8: lets the last human Admin change fields other than the role', async ({ workspace: { admin } }) => {
  const { id } = (await admin.get('/api/me')).body;
  const changed = await admin.put(`/api/users/${id}`, { role: 'Admin', name: 'First Admin', teams: ['Ops'] });
  expect(changed).toMatchObject({ status: 200, body: { name: 'First Admin' } });
});

it('R8: does not count people with another role, or deactivated people', async ({ workspace }) => {
  const { admin } = workspace;
  const { id } = (await admin.get('/api/me')).body;
  await workspace.person('Manager');
  const gone = await workspace.person('Admin');
  expect(await admin.delete(`/api/users/${gone.user.id}`)).toMatchObject({ status: 204 });
  const demoted = await workspace.person('Admin');
  expect(await admin.put(`/api/users/${demoted.user.id}`, { role: 'Member' })).toMatchObject({ status: 200 });
  expect(await admin.delete(`/api/users/${id}`)).toMatchObject(refused);
});

it('R8: counts promoted and reactivated people', async ({ workspace }) => {
  const { admin } = workspace;
  const me = `/api/users/${(await admin.get('/api/me')).body.id}`;
  const second = await workspace.person('Member');
  const path = `/api/users/${second.user.id}`;

  expect(await admin.put(path, { role: 'Admin' })).toMatchObject({ status: 200 });
  expect(await admin.put(me, { role: 'Manager' })).toMatchObject({ status: 200 });
  expect(await second.client.delete(path)).toMatchObject(refused);
  expect(await second.client.put(me, { role: 'Admin' })).toMatchObject({ status: 200 });

  expect(await admin.delete(path)).toMatchObject({ status: 204 });
  expect(await admin.delete(me)).toMatchObject(refused);
  expect(await admin.post(`${path}/reactivate`)).toMatchObject({ status: 200, body: { role: 'Admin' } });
  expect(await admin.put(me, { role: 'Manager' })).toMatchObject({ status: 200 });
  expect(await workspace.violations()).toEqual([]);
});
