// Federation policies: who manages them, and which changes are possible.
import { describe, expect } from 'vitest';
import {
  DEFAULTS,
  EC_KEY,
  GITHUB,
  lastEntries,
  NEVER_USED,
  OKP_KEY,
  policiesOf,
  RSA_KEY,
} from '../support/federation-policies.ts';
import { problem } from '../support/problem.ts';
import { sendSigned } from '../support/signed-client.ts';
import { it } from '../support/workspace.ts';

describe('an Admin', () => {
  it('creates a policy with defaults, and finds it', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, path } = await policiesOf(workspace);

    const created = await admin.post(path, GITHUB);

    const policy = { ...GITHUB, ...DEFAULTS, ...NEVER_USED, id: expect.any(Number), version: 1, warnings: [] };
    expect(created).toMatchObject({ status: 201, body: policy });
    expect((await admin.get(`${path}/${created.body.id}`)).body).toEqual(created.body);
    expect((await admin.get(`/api/users/${user.user_id}/federation-policies`)).body).toEqual({
      items: [created.body],
      total: 1,
      page: 1,
      size: 50,
      next_cursor: null,
    });
    expect(await lastEntries(workspace, user.user_id)).toMatchObject([
      {
        action: 'federation_policy.created',
        changes: {
          [`federation_policies.${created.body.id}`]: {
            from: null,
            to: { ...GITHUB, ...DEFAULTS, allowed_cidrs: null, version: 1 },
          },
        },
      },
    ]);
    expect(await workspace.violations()).toEqual([]);
  });

  it('creates a policy with every field', async ({ workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    const wanted = {
      name: 'cluster',
      issuer: 'https://kubernetes.default.svc.cluster.local',
      audience: 'service-users',
      subject: null,
      claims: { '/kubernetes.io/namespace': 'etl', generation: 2, trusted: true },
      session_minutes: 5,
      enabled: false,
      jwks: { keys: [RSA_KEY, EC_KEY, OKP_KEY] },
    };
    const created = await admin.post(path, wanted);
    expect(created).toMatchObject({ status: 201, body: { ...wanted, ...NEVER_USED } });
    expect((await admin.get(`${path}/${created.body.id}`)).body).toEqual(created.body);
  });

  it('takes null for an absent field when it creates a policy', async ({ workspace }) => {
    const { path } = await policiesOf(workspace);
    const absent = { claims: null, session_minutes: null, enabled: null, jwks: null };
    expect(await workspace.admin.post(path, { ...GITHUB, ...absent })).toMatchObject({
      status: 201,
      body: { claims: {}, ...DEFAULTS, warnings: [expect.stringContaining('repository_id and repository_owner_id')] },
    });
  });

  it('changes only the given fields, in a new version', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, path } = await policiesOf(workspace);
    const { body: before } = await admin.post(path, { ...GITHUB, jwks: { keys: [RSA_KEY] } });

    const changes = { session_minutes: 30, enabled: false, jwks: null };
    const updated = await admin.put(`${path}/${before.id}`, changes);

    expect(updated).toMatchObject({ status: 200, body: { ...before, ...changes, version: 2 } });
    const field = (name: string) => `federation_policies.${before.id}.${name}`;
    const [entry] = await lastEntries(workspace, user.user_id);
    expect(entry).toMatchObject({
      action: 'federation_policy.updated',
      changes: {
        [field('version')]: { from: 1, to: 2 },
        [field('session_minutes')]: { from: 15, to: 30 },
        [field('enabled')]: { from: true, to: false },
        [field('jwks')]: { from: { keys: [RSA_KEY] }, to: null },
      },
    });
    expect(Object.keys(entry.changes)).toHaveLength(4);
    expect(await workspace.violations()).toEqual([]);
  });

  it('that changes nothing writes nothing', async ({ workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    const { body } = await admin.post(path, GITHUB);
    const before = await workspace.items();
    const claims = { repository_owner_id: '123', repository_id: '456' };
    for (const same of [{}, { claims }, { ...GITHUB, jwks: null }]) {
      expect((await admin.put(`${path}/${body.id}`, same)).body).toEqual(body);
    }
    expect(await workspace.items()).toEqual(before);
  });

  it('deletes a policy once', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, path } = await policiesOf(workspace);
    const { body } = await admin.post(path, GITHUB);
    expect(await admin.delete(`${path}/${body.id}`)).toMatchObject({ status: 204, body: undefined });
    const [entry] = await lastEntries(workspace, user.user_id);
    expect(entry).toMatchObject({
      action: 'federation_policy.deleted',
      changes: { [`federation_policies.${body.id}`]: { from: GITHUB, to: null } },
    });
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await admin.request(method, `${path}/${body.id}`)).toMatchObject(
        problem(404, 'federation_policy_not_found'),
      );
    }
    expect((await admin.get(path)).body).toMatchObject({ items: [], total: 0 });
    expect(await workspace.violations()).toEqual([]);
  });

  it('finds a policy only in its own account', async ({ workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    const { path: another } = await policiesOf(workspace);
    const { body } = await admin.post(path, GITHUB);
    for (const id of [body.id, 999_999, '0', 'x', '1e3']) {
      expect(await admin.get(`${another}/${id}`)).toMatchObject(problem(404, 'federation_policy_not_found'));
      expect(await admin.put(`${another}/${id}`, {})).toMatchObject(problem(404, 'federation_policy_not_found'));
    }
    for (const response of [
      await admin.get('/api/users/999999/federation-policies'),
      await admin.post('/api/users/999999/federation-policies', GITHUB),
      await admin.get(`/api/users/nobody@service/federation-policies/${body.id}`),
    ]) {
      expect(response).toMatchObject(problem(404, 'user_not_found'));
    }
  });

  it('walks the policies by cursor', async ({ workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    for (const name of ['first', 'second', 'third']) await admin.post(path, { ...GITHUB, name });
    const { body: start } = await admin.get(`${path}?cursor=*&size=2`);
    expect(start).toMatchObject({ items: [{ name: 'first' }, { name: 'second' }], total: null, page: null });
    const { body: rest } = await admin.get(`${path}?cursor=${start.next_cursor}&size=2`);
    expect(rest).toMatchObject({ items: [{ name: 'third' }], next_cursor: null });
    expect((await admin.get(`${path}?page=2&size=2`)).body).toMatchObject({ items: [{ name: 'third' }], total: 3 });
  });

  it('cannot create a policy for a person, or for a deactivated account, whose policies can still be changed', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const { user: person } = await workspace.person();
    const ofPerson = `/api/users/${person.id}/federation-policies`;
    expect(await admin.post(ofPerson, GITHUB)).toMatchObject(problem(400, 'not_a_service_user'));
    expect((await admin.get(ofPerson)).body.items).toEqual([]);

    const { user, path } = await policiesOf(workspace);
    const { body } = await admin.post(path, GITHUB);
    await admin.post(`/api/users/${user.id}/revoke-tokens`);
    await admin.delete(`/api/users/${user.id}`);
    expect(await admin.post(path, { ...GITHUB, name: 'second' })).toMatchObject(problem(400, 'user_deactivated'));
    expect(await admin.put(`${path}/${body.id}`, { enabled: false })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect(await admin.delete(`${path}/${body.id}`)).toMatchObject({ status: 204 });
  });

  it('gives each policy of an account another name, and an account at most 20', async ({ workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    const { body } = await admin.post(path, GITHUB);
    const taken = problem(409, 'federation_policy_name_taken');
    expect(await admin.post(path, { ...GITHUB, name: 'Deploy' })).toMatchObject(taken);
    const { body: second } = await admin.post(path, { ...GITHUB, name: 'second' });
    expect(await admin.put(`${path}/${second.id}`, { name: 'DEPLOY' })).toMatchObject(taken);
    expect(await admin.put(`${path}/${body.id}`, { name: 'DEPLOY' })).toMatchObject({ status: 200 });
    for (let count = 3; count <= 20; count += 1) {
      expect((await admin.post(path, { ...GITHUB, name: `policy ${count}` })).status).toBe(201);
    }
    const full = problem(400, 'federation_policy_limit_reached');
    expect(await admin.post(path, { ...GITHUB, name: 'too many' })).toMatchObject(full);
  });

  it('stores 20 policies of the largest size', async ({ workspace }) => {
    const { admin } = workspace;
    const { path, user } = await policiesOf(workspace);
    const long = (start: string) => start.padEnd(255, 'x');
    const claims = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [long(`claim ${index} `), 'y'.repeat(30)]),
    );
    const keys = Array.from({ length: 8 }, (_, index) => ({ ...RSA_KEY, kid: `${index}`.padEnd(255, 'z') }));
    for (let count = 1; count <= 20; count += 1) {
      const { status } = await admin.post(path, {
        name: `${count}`.padEnd(100, 'é'),
        issuer: long('https://issuer.example.com/'),
        audience: long('audience '),
        subject: long('subject '),
        claims,
        jwks: { keys },
      });
      expect(status).toBe(201);
    }
    expect((await admin.get(`/api/users/${user.id}`)).status).toBe(200);
    expect(await workspace.violations()).toEqual([]);
  });

  it('cannot create more than an account has room for, and can still delete and revoke', async ({ workspace }) => {
    const { admin } = workspace;
    const { path, user } = await policiesOf(workspace);
    const long = (start: string) => start.padEnd(255, '數');
    const scopes = Array.from({ length: 20 }, (_, index) => `api:${`${index}`.padEnd(32, 'x')}`);
    const allowed_cidrs = Array.from(
      { length: 20 },
      (_, index) => `2001:db8:1111:1111:1111:1111:1111:1${100 + index}/128`,
    );
    const claims = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`claim ${index} `.padEnd(255, 'x'), 'y'.repeat(30)]),
    );
    const keys = Array.from({ length: 8 }, (_, index) => ({ ...RSA_KEY, kid: `${index}`.padEnd(255, 'z') }));
    const created: number[] = [];
    let rejected: { status: number; body: unknown } | undefined;
    for (let count = 1; count <= 20 && rejected === undefined; count += 1) {
      const texts = { name: `${count}`, issuer: 'https://issuer.example.com', audience: long('a'), subject: long('s') };
      const response = await admin.post(path, { ...texts, claims, jwks: { keys }, scopes, allowed_cidrs });
      if (response.status === 201) created.push(response.body.id);
      else rejected = response;
    }
    for (let count = 1; count <= 50 && rejected === undefined; count += 1) {
      const body = { name: `${count} `.padEnd(255, '數'), user_id: user.id, scopes, allowed_cidrs };
      const response = await admin.post('/api/user-tokens', body);
      if (response.status !== 201) rejected = response;
    }
    expect(rejected).toMatchObject({ status: 400, body: { code: 'account_too_large' } });
    expect((await admin.post(`/api/users/${user.id}/revoke-tokens`)).status).toBe(200);
    expect((await admin.delete(`${path}/${created[0]}`)).status).toBe(204);
  });

  it('is warned, and not refused, about pull requests, names and prefixes', async ({ workspace }) => {
    const { path } = await policiesOf(workspace);
    const { body } = await workspace.admin.post(path, { ...GITHUB, subject: 'repo:acme/etl:*' });
    expect(body.warnings).toEqual([expect.stringContaining('pull requests'), expect.stringContaining('is a prefix')]);
    const changed = await workspace.admin.put(`${path}/${body.id}`, {
      subject: 'repo:acme/etl:pull_request',
      claims: {},
    });
    expect(changed.body.warnings).toEqual([expect.stringContaining('pull requests'), expect.stringContaining('names')]);
  });
});

describe('the role Admin is required', () => {
  it('for every operation', async ({ workspace }) => {
    const { path } = await policiesOf(workspace);
    const { body } = await workspace.admin.post(path, GITHUB);
    for (const role of ['Manager', 'Member'] as const) {
      const { client } = await workspace.person(role);
      for (const response of [
        await client.get(path),
        await client.post(path, GITHUB),
        await client.get(`${path}/${body.id}`),
        await client.put(`${path}/${body.id}`, { enabled: false }),
        await client.delete(`${path}/${body.id}`),
        await client.delete('/api/users/999999/federation-policies/1'),
      ]) {
        expect(response).toMatchObject(problem(403, 'forbidden'));
      }
    }
  });
});

describe('R14: a Service User with the role Admin', () => {
  const ROLE = 'arn:aws:iam::000000000000:role/local-pipeline';

  it('cannot change its own federation policies, by any credential, and changes nothing', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, client, path } = await policiesOf(workspace, { role: 'Admin' });
    const { body } = await admin.post(path, GITHUB);
    await admin.put(`/api/users/${user.id}`, { iam_principals: [ROLE] });
    const requests = [
      path,
      `/api/users/me/federation-policies`,
      `/api/users/${user.user_id}/federation-policies`,
    ].flatMap(
      (own) =>
        [
          ['POST', own, { ...GITHUB, name: 'second' }],
          ['PUT', `${own}/${body.id}`, { enabled: false }],
          ['DELETE', `${own}/${body.id}`, undefined],
        ] as const,
    );
    for (const [method, target, sent] of requests) {
      const signed = { method, path: target, ...(sent && { body: JSON.stringify(sent) }) };
      for (const response of [await client.request(method, target, sent), await sendSigned(workspace, signed)]) {
        expect([target, response]).toMatchObject([target, problem(403, 'human_required')]);
      }
    }
    expect((await client.get(path)).body.items).toEqual([body]);
    expect((await client.put(`${path}/${body.id}`, { name: 'deploy' })).body).toEqual(body);
    await admin.put(`/api/users/${user.id}`, { iam_principals: [] });
  });

  it('can change those of another Service User', async ({ workspace }) => {
    const { client } = await workspace.serviceUser({ role: 'Admin' });
    const { path } = await policiesOf(workspace);
    const created = await client.post(path, GITHUB);
    expect(created.status).toBe(201);
    expect(await client.put(`${path}/${created.body.id}`, { enabled: false })).toMatchObject({ status: 200 });
    expect(await client.delete(`${path}/${created.body.id}`)).toMatchObject({ status: 204 });
  });
});

it('concurrent changes leave distinct names, at most 20 policies, and one version for each change', async ({
  workspace,
}) => {
  const { admin } = workspace;
  const { path } = await policiesOf(workspace);
  const names = Array.from({ length: 6 }, () => 'same');
  const created = await Promise.all(names.map((name) => admin.post(path, { ...GITHUB, name })));
  expect(created.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
  const { id } = (await admin.get(path)).body.items[0];
  const updates = await Promise.all(
    [5, 10, 20, 25].map((session_minutes) => admin.put(`${path}/${id}`, { session_minutes })),
  );
  expect(updates.map(({ body }) => body.version).toSorted()).toEqual([2, 3, 4, 5]);
  expect(await workspace.violations()).toEqual([]);
});
