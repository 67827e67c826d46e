// Items that a newer version of the system has written are neither interpreted nor changed.
import { expect, vi } from 'vitest';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

it('returns 503 for an account of a newer schema version, and refuses its tokens', async ({ workspace }) => {
  const { admin } = workspace;
  const { user, client } = await workspace.serviceUser();
  expect(await client.get('/api/me')).toMatchObject({ status: 200 });
  const item = (await workspace.items()).find(({ pk }) => pk === `USER#${user.id}`);
  await workspace.put({ ...item, schema: SCHEMA_VERSION + 1 });

  const refused = problem(503, 'schema_too_new');
  expect(await admin.get(`/api/users/${user.id}`)).toMatchObject(refused);
  expect(await admin.get('/api/users')).toMatchObject(refused);
  expect(await admin.put(`/api/users/${user.id}`, { role: 'Admin' })).toMatchObject(refused);
  expect(await admin.post(`/api/users/${user.id}/revoke-tokens`)).toMatchObject(refused);
  expect((await client.get('/api/me')).status).toBe(500);

  const cause = `An item USER has schema version ${SCHEMA_VERSION + 1}; the newest known is ${SCHEMA_VERSION}`;
  await vi.waitFor(() => expect(workspace.logs()).toContain(cause), { timeout: 60_000 });
  await workspace.put({ ...item });
  expect(await client.get('/api/me')).toMatchObject({ status: 200 });
  expect(await workspace.violations()).toEqual([]);
});
