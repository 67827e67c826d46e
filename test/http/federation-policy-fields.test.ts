// What a federation policy may not have: fields that accept too much, and invalid ones.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect } from 'vitest';
import { EC_KEY, GITHUB, OKP_KEY, policiesOf, RSA_KEY } from '../support/federation-policies.ts';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

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
    ['claims', { '': 'x' }],
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

  it('but null means that a key does not have the member', async ({ workspace }) => {
    const { path } = await policiesOf(workspace);
    const absent = { use: null, alg: null, key_ops: null, y: null, n: null, e: null };
    const created = await workspace.admin.post(path, { ...GITHUB, jwks: { keys: [{ ...absent, ...OKP_KEY }] } });
    expect(created).toMatchObject({ status: 201, body: { jwks: { keys: [OKP_KEY] } } });
    expect((await workspace.admin.get(`${path}/${created.body.id}`)).body.jwks).toEqual({ keys: [OKP_KEY] });
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
