// The signed API: a Service User without any secret of ours.
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
  it('of a role that nobody bound is refused, and told the ARN to bind', async ({ workspace }) => {
    expect(await sendSigned(workspace)).toMatchObject(unbound);
  });

  it('acts as the Service User from the binding on, until it is unbound', async ({ workspace, pipeline }) => {
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

  it('follows role, deactivation and reactivation at the very next request; a binding is no token (R6, R7, R10)', async ({
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

  it('of a role made again under its name is refused when the binding names the unique id', async ({
    workspace,
    pipeline,
  }) => {
    const path = `/api/users/${pipeline.id}`;
    await workspace.admin.put(path, { iam_principals: [`${ROLE}#AROASOMEBODYELSE00001`] });
    expect(await sendSigned(workspace)).toMatchObject(unbound);
    await workspace.admin.put(path, { iam_principals: [`${ROLE}#${UNIQUE_ID}`] });
    expect(await sendSigned(workspace)).toMatchObject(works);
    await workspace.admin.put(path, { iam_principals: [] });
  });

  it('notes its use at most once in five minutes', async ({ workspace, pipeline }) => {
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [ROLE] });
    await sendSigned(workspace);
    const before = await workspace.items();
    await sendSigned(workspace);
    expect(await workspace.items()).toEqual(before);
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [] });
  });
});

describe('a binding', () => {
  it('is to one account at most, also when twenty are asked for at once', async ({ workspace }) => {
    const arn = 'arn:aws:iam::123456789012:role/contended';
    const users = await Promise.all(Array.from({ length: 20 }, () => workspace.serviceUser()));
    const answers = await Promise.all(
      users.map(({ user }) => workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [arn] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect([status, body.code]).toEqual([409, 'iam_principal_taken']);
    }
    expect(await workspace.violations()).toEqual([]);
  });

  it('is free again once it is taken away, and every change of it is audited', async ({ workspace }) => {
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
      const answer = await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [arn] });
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    },
  );

  it('of one role twice, of a person, or by anybody but an Admin is refused', async ({ workspace, pipeline }) => {
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

describe('identity comes from the signature alone', () => {
  it('no header or bearer token makes somebody of a caller', async ({ workspace, pipeline }) => {
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

  it('nothing is open on the signed API, and every operation is there', async ({ workspace }) => {
    for (const {
      operation: { method, path },
    } of operations) {
      const route = path.replace('{id}', '1');
      const answer = await sendSigned(workspace, { method, path: route }, { headers: { authorization: '' } });
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 403, { message: 'Forbidden' }]);
    }
  });

  it('no machine logs in by it (R3)', async ({ workspace, pipeline }) => {
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [ROLE] });
    const answer = await sendSigned(workspace, { method: 'POST', path: '/api/login' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'service_user_cannot_log_in' } });
    await workspace.admin.put(`/api/users/${pipeline.id}`, { iam_principals: [] });
  });
});
