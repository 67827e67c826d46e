// The lifecycle of a Service User from end to end.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.stop());

it('takes a Service User from creation to deactivation', async () => {
  await workspace.teams('Data');
  const { admin, client } = workspace;
  const created = await admin.post('/api/users', {
    name: 'Airflow Service User',
    teams: ['Data'],
    token: { name: 'production', expires_in_days: 90 },
  });
  expect(created).toMatchObject({
    status: 201,
    body: {
      user_id: 'airflow_service_user@service',
      user_type: 'Service',
      role: 'Member',
      teams: ['Public', 'Data'],
      deleted_at: null,
    },
  });
  const { id, token } = created.body;

  const airflow = client(token.bearer_token);
  expect(await airflow.get('/api/me')).toMatchObject({ status: 200, body: { id, authenticated_by: 'service_token' } });

  expect(await admin.delete(`/api/users/${id}`)).toMatchObject({
    status: 400,
    body: { code: 'active_tokens', active_tokens: [{ id: token.id }] },
  });
  expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: true })).toMatchObject({
    status: 200,
    body: { status: 'Revoked', active: false },
  });
  expect(await airflow.get('/api/me')).toMatchObject({ status: 401 });

  expect(await admin.delete('/api/users/airflow_service_user@service')).toMatchObject({ status: 204 });
  expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject({
    status: 400,
    body: { code: 'user_deactivated' },
  });

  expect(await admin.post(`/api/users/${id}/reactivate`)).toMatchObject({ status: 200, body: { deleted_at: null } });
  expect(await airflow.get('/api/me')).toMatchObject({ status: 401 });
  expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject({
    status: 200,
    body: { status: 'Active' },
  });
  expect(await airflow.get('/api/me')).toMatchObject({ status: 200 });

  const log = await admin.get('/api/audit-log?target=airflow_service_user@service');
  expect(log.body.items.map(({ action }: { action: string }) => action)).toEqual([
    'token.restored',
    'user.reactivated',
    'user.deactivated',
    'token.revoked',
    'token.created',
    'user.created',
  ]);
  expect(await workspace.violations()).toEqual([]);
});
