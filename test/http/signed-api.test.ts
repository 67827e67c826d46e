// The signed API: Service Users that authenticate with IAM instead of a token.
import { describe, expect } from 'vitest';
import { operations } from '../../infra/operations.ts';
import { sendSigned } from '../support/signed-client.ts';
import { it as base } from '../support/workspace.ts';

const ROLE = 'arn:aws:iam::000000000000:role/local-pipeline';
const SESSION = 'arn:aws:sts::000000000000:assumed-role/local-pipeline/local';
const UNIQUE_ID = 'AROALOCALPIPELINE0001';

const it = base.extend('pipeline', { scope: 'file', auto: true }, async ({ workspace: { admin } }) => {
  const { body } = await admin.post('/api/users', { name: 'Pipeline', role: 'Admin' });
  return body;
});
const unbound = {
  status: 403,
  type: 'application/problem+json',
  body: { code: 'iam_principal_unbound', detail: expect.stringContaining(ROLE) },
};
const works = { status: 200 };

describe('a signed request', () => {
  it('of an unbound role is refused with an error that contains the ARN to bind', async ({ workspace }) => {
    expect(await sendSigned(workspace)).toMatchObject(unbound);
  });

  it('acts as the Service User while its role is bound', async ({ workspace, pipeline }) => {
    const { admin } = workspace;
    const path = `/api/users/${pipeline.id}`;
    expect((await admin.put(path, { iam_principals: [SESSION] })).body.iam_principals).toEqual([ROLE]);
    expect(await sendSigned(workspace)).toMatchObject({
      ...works,
      body: { id: pipeline.id, authenticated_by: 'iam', last_login: expect.any(String) },
    });
    const made = await sendSigned(workspace, {
      method: 'POST',
      path: '/api/users',
      body: '{"name":"Made by signature"}',
    });
    expect(made).toMatchObject({ status: 201, body: { created_by: pipeline.user_id } });
    const { body } = await admin.get(`/api/audit-log?target=${made.body.user_id}`);
    expect(body.items).toMatchObject([
      { actor: { user_id: pipeline.user_id, authenticated_by: 'iam', iam_arn: SESSION } },
    ]);
    await admin.put(path, { iam_principals: [] });
    expect(await sendSigned(workspace)).toMatchObject(unbound);
  });

  it('has the current role and state of the account, and a binding does not count as a token (R6, R7, R10)', async ({
    workspace,
    pipeline,
  }) => {
    const { admin } = workspace;
    const path = `/api/users/${pipeline.id}`;
    await admin.put(path, { iam_principals: [ROLE], role: 'Member' });
    expect(await sendSigned(workspace, { path: '/api/users' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await admin.delete(path)).toMatchObject({ status: 204 });
    expect(await sendSigned(workspace)).toMatchObject({
      status: 403,
      body: { code: 'user_deactivated', detail: expect.stringContaining(ROLE) },
    });
    await admin.post(`${path}/reactivate`);
    expect(await sendSigned(workspace)).toMatchObject(works);
    await admin.put(path, { iam_principals: [], role: 'Admin' });
  });

  it('of a recreated role is refused when the binding contains the unique id', async ({ workspace, pipeline }) => {
    const path = `/api/users/${pipeline.id}`;
    await workspace.admin.put(path, { iam_principals: [`${ROLE}#AROASOMEBODYELSE00001`] });
    expect(await sendSigned(workspace)).toMatchObject(unbound);
    await workspace.admin.put(path, { iam_principals: [`${ROLE}#${UNIQUE_ID}`] });
    expect(await sendSigned(workspace)).toMatchObject(works);
    await workspace.admin.put(path, { iam_principals: [] });
  });

  it('records its use at most once in five minutes', async ({ workspace, pipeline }) => {
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [ROLE] });
    await sendSigned(workspace);
    const before = await workspace.items();
    await sendSigned(workspace);
    expect(await workspace.items()).toEqual(before);
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [] });
  });
});

describe('a binding', () => {
  it('belongs to at most one account, also under twenty concurrent requests', async ({ workspace }) => {
    const arn = 'arn:aws:iam::123456789012:role/contended';
    const users = await Promise.all(Array.from({ length: 20 }, () => workspace.serviceUser()));
    const responses = await Promise.all(
      users.map(({ user }) => workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [arn] })),
    );
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of responses.filter((response) => response.status !== 200)) {
      expect([status, body.code]).toEqual([409, 'iam_principal_taken']);
    }
    expect(await workspace.violations()).toEqual([]);
  });

  it('can be bound again after its removal, and every change has an audit entry', async ({ workspace }) => {
    const { admin } = workspace;
    const arn = 'arn:aws:iam::123456789012:user/ops/cron';
    const [one, other] = [await workspace.serviceUser(), await workspace.serviceUser()];
    await admin.put(`/api/users/${one.user.id}`, { iam_principals: [arn] });
    await admin.put(`/api/users/${one.user.id}`, { iam_principals: [] });
    expect(await admin.put(`/api/users/${other.user.id}`, { iam_principals: [arn] })).toMatchObject(works);
    const { body } = await admin.get(`/api/audit-log?target=${one.user.user_id}&action=user.updated`);
    const normal = ['arn:aws:iam::123456789012:user/cron'];
    expect(body.items.map(({ changes }: { changes: object }) => changes)).toEqual([
      { iam_principals: { from: normal, to: [] } },
      { iam_principals: { from: [], to: normal } },
    ]);
  });

  it.for(['*', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:role/*', '123456789012', 7])(
    'to %j is refused',
    async (arn, { workspace, pipeline }) => {
      const response = await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [arn] });
      expect(response).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    },
  );

  it('is refused for a repeated role, for a person, and for callers without the role Admin', async ({
    workspace,
    pipeline,
  }) => {
    const twice = await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [ROLE, SESSION] });
    expect(twice).toMatchObject({ status: 422 });
    const person = await workspace.person('Manager');
    const ofPerson = await workspace.admin.put(`/api/users/${person.user.id}`, { iam_principals: [ROLE] });
    expect(ofPerson).toMatchObject({ status: 400, body: { code: 'not_a_service_user' } });
    expect(await person.client.put(`/api/users/${pipeline.id}`, { iam_principals: [ROLE] })).toMatchObject({
      status: 403,
    });
  });
});

describe('the identity of a caller', () => {
  it('never comes from a header or a bearer token', async ({ workspace, pipeline }) => {
    const { token } = await workspace.serviceUser({ role: 'Admin' });
    const headers = {
      'x-amzn-iam-arn': SESSION,
      'x-user-arn': SESSION,
      'x-amzn-requestcontext': JSON.stringify({ authorizer: { lambda: { id: pipeline.id, role: 'Admin' } } }),
      'x-amzn-trace-id': 'Root=1;authorizer=admin',
    };
    expect(await sendSigned(workspace, {}, { headers })).toMatchObject(unbound);
    const bearer = { authorization: `Bearer ${token.bearer_token}` };
    expect(await sendSigned(workspace, {}, { headers: bearer })).toMatchObject({
      status: 403,
      body: { message: 'Forbidden' },
    });
    expect((await workspace.anonymous.send('GET', '/api/me', { headers })).status).toBe(401);
  });

  it('is required for every operation of the signed API', async ({ workspace }) => {
    for (const {
      operation: { method, path },
    } of operations) {
      const route = path.replace('{id}', '1');
      const response = await sendSigned(workspace, { method, path: route }, { headers: { authorization: '' } });
      expect([method, path, response.status, response.body]).toEqual([method, path, 403, { message: 'Forbidden' }]);
    }
  });

  it('does not permit a Service User to log in (R3)', async ({ workspace, pipeline }) => {
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [ROLE] });
    const response = await sendSigned(workspace, { method: 'POST', path: '/api/login' });
    expect(response).toMatchObject({ status: 403, body: { code: 'service_user_cannot_log_in' } });
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [] });
  });
});
