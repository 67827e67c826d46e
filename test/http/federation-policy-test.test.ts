// The test of a federation policy with a token of a workload.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, inject } from 'vitest';
import { GITHUB, policiesOf } from '../support/federation-policies.ts';
import { signIdToken, tampered } from '../support/id-tokens.ts';
import { problem } from '../support/problem.ts';
import { it, type Workspace } from '../support/workspace.ts';

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
