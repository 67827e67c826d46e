// GET /api/users/{id}/deactivation-preview: what blocks a deactivation, and which access it would end.
import { expect } from 'vitest';
import { GITHUB } from '../support/federation-policies.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data');

it('returns tokens, last use, IAM bindings, teams and datastores, and changes nothing', async ({ workspace }) => {
  const { admin, serviceUser, items } = workspace;
  const { body: store } = await admin.post('/api/datastores', { name: 'Warehouse', teams: ['Data'] });
  await admin.post('/api/datastores', { name: 'Out of reach' });
  const { user, token, client } = await serviceUser({ teams: ['Data'] });
  const revoked = (await admin.post('/api/user-tokens', { name: 'old', user_id: user.id, expires_in_days: 1 })).body;
  await admin.put(`/api/user-tokens/${revoked.id}`, { revoke: true });
  const iam_principals = ['arn:aws:iam::123456789012:role/airflow'];
  await admin.put(`/api/users/${user.id}`, { iam_principals });
  const { body: policy } = await admin.post(`/api/users/${user.id}/federation-policies`, GITHUB);
  await client.get('/api/me');
  const { last_used, name, expiration } = (await admin.get(`/api/user-tokens/${token.id}`)).body;

  const before = await items();
  const { status, body } = await admin.get(`/api/users/${user.user_id}/deactivation-preview`);
  expect(status).toBe(200);
  expect(body).toEqual({
    user: {
      id: user.id,
      user_id: user.user_id,
      user_name: user.user_id,
      email: null,
      name: user.name,
      role: 'Member',
      user_type: 'Service',
    },
    blocked_by: ['active_tokens'],
    active_tokens: [{ id: token.id, name, expiration, last_used }],
    tokens: [
      expect.objectContaining({ id: token.id, status: 'Active', last_used }),
      expect.objectContaining({ id: revoked.id, status: 'Revoked' }),
    ],
    sessions: 0,
    last_used,
    iam_principals,
    federation_policies: [
      { id: policy.id, name: GITHUB.name, issuer: GITHUB.issuer, subject: GITHUB.subject, enabled: true },
    ],
    teams: ['Public', 'Data'],
    datastores: { total: 1, items: [{ id: store.id, name: 'Warehouse' }] },
  });
  expect((await admin.delete(`/api/users/${user.id}`)).body.active_tokens).toEqual(body.active_tokens);
  expect(await items()).toEqual(before);
});

it('reports a deactivation that nothing blocks', async ({ workspace: { admin, serviceUser } }) => {
  const { user } = await serviceUser();
  await admin.post(`/api/users/${user.id}/revoke-tokens`);
  const { body } = await admin.get(`/api/users/${user.id}/deactivation-preview`);
  expect(body).toMatchObject({ blocked_by: [], active_tokens: [], tokens: [{ status: 'Revoked' }] });
  expect((await admin.delete(`/api/users/${user.id}`)).status).toBe(204);
});

it('R8: reports the last human Admin; R9: does not return the tokens of a person', async ({ workspace }) => {
  const { admin, person } = workspace;
  const path = '/api/users/admin@example.com';
  expect((await admin.get(`${path}/deactivation-preview`)).body).toMatchObject({
    blocked_by: ['last_human_admin'],
    active_tokens: [],
    tokens: [],
    datastores: { total: 2 },
  });
  expect((await admin.delete(path)).body.code).toBe('last_human_admin');
  const { user } = await person('Admin');
  expect((await admin.get(`${path}/deactivation-preview`)).body.blocked_by).toEqual([]);
  await admin.put(`/api/users/${user.id}`, { role: 'Member' });
});

it('requires the role Admin', async ({ workspace: { person, serviceUser } }) => {
  const { user } = await serviceUser();
  const { client } = await person('Manager');
  expect((await client.get(`/api/users/${user.id}/deactivation-preview`)).status).toBe(403);
});
