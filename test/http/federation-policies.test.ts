// Federation policies: which OIDC tokens of workloads can be exchanged for a session of a Service User.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, inject } from 'vitest';
import { signIdToken, tampered } from '../support/id-tokens.ts';
import { problem } from '../support/problem.ts';
import { sendSigned } from '../support/signed-client.ts';
import { it, type Workspace } from '../support/workspace.ts';

const GITHUB = {
  name: 'deploy',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://service-users.example.com',
  subject: 'repo:acme/etl:environment:production',
  claims: { repository_id: '456', repository_owner_id: '123' },
};
const DEFAULTS = { session_minutes: 15, enabled: true, jwks: null };
const NEVER_USED = { last_used: null, last_subject: null, last_refused: null };

const { kty, n, e } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const RSA_KEY = { kid: 'rsa', kty, n, e, alg: 'RS256', use: 'sig' };
const EC_KEY = {
  kid: 'ec',
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
};
const OKP_KEY = { kid: 'okp', ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) };

/** A new Service User, and the path of its policies. */
async function policiesOf({ serviceUser }: Workspace, changes = {}) {
  const { user, client } = await serviceUser(changes);
  return { user, client, path: `/api/users/${user.id}/federation-policies` };
}

const lastEntries = async ({ admin }: Workspace, target: string, size = 1) =>
  (await admin.get(`/api/audit-log?target=${target}&size=${size}`)).body.items;

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
          [`federation_policies.${created.body.id}`]: { from: null, to: { ...GITHUB, ...DEFAULTS, version: 1 } },
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

describe('a policy that accepts more than one workload is refused', () => {
  it.for([
    ['audience_too_common', { audience: 'sts.amazonaws.com' }],
    ['audience_too_common', { audience: 'https://kubernetes.default.svc' }],
    ['audience_too_common', { audience: 'https://github.com/acme' }],
    ['audience_too_common', { audience: GITHUB.issuer }],
    ['subject_too_wide', { subject: 'repo:acme/etl:*', claims: { repository_id: '456' } }],
    ['subject_too_wide', { subject: null, claims: {} }],
    ['subject_too_wide', { issuer: 'https://gitlab.com', subject: 'project_path:acme/etl:*' }],
    ['subject_too_wide', { issuer: 'https://issuer.example.com', subject: 'job:*', claims: {} }],
  ] as const)('with %s: %o', async ([code, changes], { workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    expect(await admin.post(path, { ...GITHUB, ...changes })).toMatchObject(problem(400, code));
    const { body } = await admin.post(path, GITHUB);
    expect(await admin.put(`${path}/${body.id}`, changes)).toMatchObject(problem(400, code));
    expect((await admin.get(`${path}/${body.id}`)).body).toEqual(body);
  });
});

describe('a policy with an invalid field is refused', () => {
  const without = (key: Record<string, unknown>, name: string) =>
    Object.fromEntries(Object.entries(key).filter(([member]) => member !== name));
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const claims = (count: number, value = 'x') =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`claim_${index}`, value]));

  it.for([
    ['issuer', 'http://issuer.example.com'],
    ['issuer', 'http://10.0.0.1'],
    ['issuer', 'https://10.0.0.1'],
    ['issuer', 'https://169.254.169.254'],
    ['issuer', 'https://[::1]'],
    ['issuer', 'https://issuer.example.com?x'],
    ['issuer', 'issuer.example.com'],
    ['issuer', `https://${'x'.repeat(255)}`],
    ['issuer', null],
    ['audience', ''],
    ['audience', ['https://service-users.example.com']],
    ['audience', null],
    ['audience', 'a\u0000b'],
    ['subject', ''],
    ['subject', '*'],
    ['subject', 'repo:acme/etl*'],
    ['subject', 'repo:*/etl:ref'],
    ['subject', 'x'.repeat(256)],
    ['claims.sub', { sub: 'x' }],
    ['claims./aud/0', { '/aud/0': 'x' }],
    ['claims./a~2', { '/a~2': 'x' }],
    ['claims.', { '': 'x' }],
    ['claims.environment', { environment: ['production'] }],
    ['claims.environment', { environment: { is: 'production' } }],
    ['claims.environment', { environment: null }],
    ['claims.environment', { environment: 'x'.repeat(256) }],
    ['claims.attempt', { attempt: 1e300 }],
    ['claims.attempt', { attempt: 1e-300 }],
    ['claims', claims(17)],
    ['claims', claims(16, 'x'.repeat(255))],
    ['claims', []],
    ['session_minutes', 4],
    ['session_minutes', 61],
    ['session_minutes', 15.5],
    ['session_minutes', '15'],
    ['enabled', 'true'],
    ['jwks', { keys: [RSA_KEY, RSA_KEY] }],
    ['jwks.keys', { keys: [] }],
    ['jwks.keys', { keys: Array.from({ length: 9 }, (_, index) => ({ ...EC_KEY, kid: `${index}` })) }],
    ['jwks.keys.0.d', { keys: [{ kid: 'private', ...privateKey }] }],
    ['jwks.keys.0.kty', { keys: [{ kid: 'symmetric', kty: 'oct', k: 'c2VjcmV0' }] }],
    ['jwks.keys.0.k', { keys: [{ ...RSA_KEY, k: 'c2VjcmV0' }] }],
    ['jwks.keys.0.kid', { keys: [without(RSA_KEY, 'kid')] }],
    ['jwks.keys.0.alg', { keys: [{ ...RSA_KEY, alg: 'HS256' }] }],
    ['jwks.keys.0.n', { keys: [{ kid: 'small', ...small }] }],
    ['jwks.keys.0', { keys: [without(RSA_KEY, 'e')] }],
    ['jwks.keys.0', { keys: [without(EC_KEY, 'y')] }],
    ['jwks.keys.0', { keys: [{ ...OKP_KEY, crv: 'P-256' }] }],
    ['name', ''],
    ['name', 'x'.repeat(101)],
    ['version', 7],
    ['last_used', null],
  ] as const)('%s: %o', async ([at, value], { workspace }) => {
    const { admin } = workspace;
    const { path } = await policiesOf(workspace);
    const [field = ''] = at.split('.');
    const response = await admin.post(path, { ...GITHUB, [field]: value });
    expect(response).toMatchObject(problem(422, 'validation_failed'));
    expect(response.body.errors).toContainEqual({ path: at, message: expect.any(String) });
    expect((await admin.get(path)).body.items).toEqual([]);
  });

  it('also with a claim named __proto__, which must not be left out', async ({ workspace }) => {
    const { path } = await policiesOf(workspace);
    const body = JSON.stringify({ ...GITHUB, claims: { OTHER: 'x' } }).replace('OTHER', '__proto__');
    const headers = { 'content-type': 'application/json' };
    const response = await workspace.admin.send('POST', path, { body, headers });
    expect(response).toMatchObject(problem(422, 'validation_failed'));
  });

  it('also with a token in it, which is not repeated (R11)', async ({ workspace }) => {
    const { path, client } = await policiesOf(workspace);
    const secret = (await workspace.serviceUser()).token.bearer_token;
    const jwt = await workspace.idToken('person@example.com');
    for (const [field, value] of Object.entries({
      name: secret,
      audience: secret,
      subject: `job:${secret}`,
      claims: { job: secret },
      issuer: `https://${secret}.example.com`,
    })) {
      const response = await workspace.admin.post(path, { ...GITHUB, [field]: value });
      expect(response).toMatchObject(problem(422, 'validation_failed'));
      expect(JSON.stringify(response.body)).not.toContain(secret);
    }
    const response = await workspace.admin.post(path, { ...GITHUB, subject: jwt.slice(0, 255) });
    expect(response).toMatchObject(problem(422, 'validation_failed'));
    expect((await client.get('/api/me')).status).toBe(200);
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

describe('the test of a policy with a token', () => {
  const AUDIENCE = 'https://service-users.example.com';
  const CLAIMS = {
    aud: AUDIENCE,
    sub: 'repo:acme/etl:environment:production',
    repository_id: '456',
    'kubernetes.io': { namespace: 'etl' },
  };

  async function policyOf(workspace: Workspace, changes = {}) {
    const { user, path } = await policiesOf(workspace);
    const { body } = await workspace.admin.post(path, {
      ...GITHUB,
      issuer: inject('issuer').url,
      claims: { repository_id: '456', '/kubernetes.io/namespace': 'etl' },
      ...changes,
    });
    const test = (subject_token: string) => workspace.admin.post(`${path}/${body.id}/test`, { subject_token });
    return { user, path: `${path}/${body.id}`, test };
  }
  const failed = ({ body }: { body: { matched: boolean; checks: { check: string; passed: boolean }[] } }) => {
    const checks = body.checks.flatMap(({ check, passed }) => (passed ? [] : [check]));
    expect(body.matched).toBe(checks.length === 0);
    return checks;
  };

  it('passes every check of a token that an exchange accepts, and stores nothing', async ({ workspace }) => {
    const { test } = await policyOf(workspace);
    const token = await signIdToken('', { claims: CLAIMS });
    const before = await workspace.items();
    const response = await test(token);
    expect(response).toMatchObject({ status: 200, body: { matched: true } });
    expect(response.body.checks.map(({ check }: { check: string }) => check)).toEqual([
      'user',
      'enabled',
      'token',
      'issuer',
      'audience',
      'subject',
      'claims.repository_id',
      'claims./kubernetes.io/namespace',
    ]);
    expect(await workspace.items()).toEqual(before);
    expect(JSON.stringify(response.body) + workspace.logs()).not.toContain(token.split('.')[2]);
  });

  it.for([
    [{ aud: [AUDIENCE, 'https://another.example.com'] }, ['audience']],
    [{ aud: `${AUDIENCE}/` }, ['audience']],
    [{ aud: undefined }, ['audience']],
    [{ sub: 'repo:acme/etl:environment:production-2' }, ['subject']],
    [{ repository_id: 456 }, ['claims.repository_id']],
    [{ repository_id: '457', 'kubernetes.io': undefined }, ['claims.repository_id', 'claims./kubernetes.io/namespace']],
    [{ iss: 'https://token.actions.githubusercontent.com' }, ['issuer']],
    [{ exp: 1 }, ['times']],
  ] as const)('names the checks that a token with %o fails', async ([claims, expected], { workspace }) => {
    const { test } = await policyOf(workspace);
    const token = await signIdToken('', { claims: { ...CLAIMS, ...(claims as object) } });
    expect(failed(await test(token))).toEqual(expected);
  });

  it('explains a token that is none, is signed by another key, or has another algorithm', async ({ workspace }) => {
    const { test } = await policyOf(workspace);
    expect(failed(await test('not a token'))).toEqual(['format']);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(failed(await test(await signIdToken('', { claims: CLAIMS, key: privateKey })))).toEqual(['signature']);
    expect(failed(await test(tampered(await signIdToken(''), { header: { alg: 'none' } })))).toEqual(['header']);
    expect(await test('x'.repeat(16 * 1024 + 1))).toMatchObject(problem(422, 'validation_failed'));
  });

  it('uses the keys in the policy, and reports keys that cannot be fetched', async ({ workspace }) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'own' }];
    const issuer = 'https://cluster.invalid';
    const { path, test } = await policyOf(workspace, { issuer, jwks: { keys } });
    const claims = { ...CLAIMS, iss: issuer };
    const token = await signIdToken('', { claims, header: { kid: 'own' }, key: privateKey });
    expect(failed(await test(token))).toEqual([]);
    await workspace.admin.put(path, { jwks: null });
    expect(failed(await test(token))).toEqual(['keys']);
  });

  it('fails for a disabled policy and a deactivated account', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, path, test } = await policyOf(workspace);
    const token = await signIdToken('', { claims: CLAIMS });
    await admin.put(path, { enabled: false });
    await admin.post(`/api/users/${user.id}/revoke-tokens`);
    await admin.delete(`/api/users/${user.id}`);
    expect(failed(await test(token))).toEqual(['user', 'enabled']);
  });

  it('requires the role Admin, and a policy', async ({ workspace }) => {
    const { path } = await policyOf(workspace);
    const { client } = await workspace.person('Manager');
    const body = { subject_token: 'x' };
    expect(await client.post(`${path}/test`, body)).toMatchObject(problem(403, 'forbidden'));
    expect(await workspace.admin.post(`${path}9/test`, body)).toMatchObject(
      problem(404, 'federation_policy_not_found'),
    );
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
