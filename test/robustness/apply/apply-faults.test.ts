// Apply ends in the state of the file when any of its calls fails.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished } from 'vitest';
import { noteSecrets } from '../../support/canaries.ts';
import type { Fault } from '../../support/failing-proxy.ts';
import { it, type Workspace } from '../../support/workspace.ts';
import { randomNumbers, shuffled } from '../support/random.ts';
import { SEED, SIZE } from '../support/size.ts';
import { startFailingCalls } from './failing-calls.ts';
import { type Run, runCli } from './run-cli.ts';

const FAULTS: readonly Fault[] = ['refused', 'unavailable', 'lost'];
/** Selects all faults whose description starts with it, such as `lost at POST /api/user-tokens`. */
const { FAULT } = process.env;
const AUDIENCE = 'https://service-users.example.com';
const POLICY = { name: 'deploy', issuer: 'https://token.actions.githubusercontent.com', audience: AUDIENCE };
const CLAIMS = { repository_id: '1', repository_owner_id: '2' };

/** Creations, updates and removals of everything, and a secret for each kind of destination. */
const fileOf = (id: string) => `version: 1
teams: [{ name: Data }, { name: Team ${id} }]
datastores: [{ name: Store ${id}, teams: [Data] }]
service_users:
  - name: Old ${id}
    role: Member
    federation_policies: [${JSON.stringify({ ...POLICY, subject: 'repo:acme/new:environment:prod', claims: CLAIMS })}]
    tokens: [{ name: kept, scopes: [teams:read] }]
  - name: File ${id}
    teams: [Data]
    iam_principals: ["arn:aws:iam::123456789012:role/${id}"]
    federation_policies: [${JSON.stringify({ ...POLICY, subject: 'repo:acme/etl:environment:prod', claims: CLAIMS })}]
    tokens: [{ name: production, secret: "file:${id}.token" }]
  - name: Aws ${id}
    tokens: [{ name: production, secret: "aws-secretsmanager:${id}" }]
  - name: Github ${id}
    tokens: [{ name: production, secret: "github-actions:acme/etl/${id}" }]
`;

/** What exists before: some of it differs from the file, and some is not in it. */
async function prepare({ admin }: Workspace, id: string): Promise<void> {
  const token = { name: 'kept' };
  const { body: old } = await admin.post('/api/users', { name: `Old ${id}`, role: 'Manager', token });
  const policies = `/api/users/${old.id}/federation-policies`;
  const policy = { ...POLICY, subject: 'repo:acme/old:environment:prod', claims: CLAIMS };
  await admin.post(policies, policy);
  await admin.post(policies, { ...policy, name: 'surplus' });
  await admin.post('/api/user-tokens', { name: 'surplus', user_id: old.id });
  await admin.post('/api/users', { name: `Surplus ${id}`, token });
  await admin.post('/api/teams', { name: `Surplus ${id}` });
  await admin.post('/api/datastores', { name: `Surplus ${id}` });
}

/** Removes what the next file does not have, without which its runs would have more calls. */
async function cleanUp({ admin }: Workspace, id: string): Promise<void> {
  for (const name of ['Old', 'File', 'Aws', 'Github']) {
    const path = `/api/users/${name.toLowerCase()}_${id.toLowerCase()}@service`;
    await admin.post(`${path}/revoke-tokens`);
    await admin.delete(path);
  }
  for (const [list, name] of [
    ['teams', `Team ${id}`],
    ['datastores', `Store ${id}`],
  ]) {
    const { body } = await admin.get(`/api/${list}?name=${encodeURIComponent(name ?? '')}`);
    await admin.delete(`/api/${list}/${body.items[0].id}`);
  }
}

async function startSweep(workspace: Workspace) {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-apply-'));
  const failing = await startFailingCalls(workspace.url, folder);
  onTestFinished(() => failing.stop());
  await workspace.teams('Data');
  // The pipeline signs in with its OIDC token, which is a call as well.
  await workspace.serviceUser({ name: 'Pipeline', role: 'Admin', token: undefined });
  const issuer = inject('issuer').url;
  const policy = { name: 'ci', issuer, audience: AUDIENCE, subject: 'ci' };
  await workspace.admin.post('/api/users/pipeline@service/federation-policies', policy);
  const run = async (command: string, id: string, ...options: string[]): Promise<Run> => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: 'ci', aud: AUDIENCE, iat: now, exp: now + 300, jti: `${now}` };
    const response = await fetch(`${issuer}/workload-token`, { method: 'POST', body: JSON.stringify(claims) });
    const { id_token: token } = (await response.json()) as { id_token: string };
    noteSecrets(token);
    const workload = ['--workload', 'env:TOKEN', '--client-id', 'pipeline@service'];
    const file = join(folder, `${id}.yaml`);
    writeFileSync(file, fileOf(id));
    return runCli([command, '-f', file, '--prune', ...options, ...workload], { ...failing.env, TOKEN: token });
  };
  const secretsOf = (id: string) => {
    const path = join(folder, `${id}.token`);
    const file = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
    return { file, aws: failing.secretsManagerValue(id), github: failing.githubValue(id) };
  };
  return { failing, run, secretsOf };
}

/** Applies with the fault, then without it, then again, and asserts that nothing is lost and nothing is there twice. */
async function applyWithFault(
  workspace: Workspace,
  { failing, run, secretsOf }: Awaited<ReturnType<typeof startSweep>>,
  { id, call, fault }: { readonly id: string; readonly call: number; readonly fault?: Fault },
): Promise<string[]> {
  const { admin } = workspace;
  const audited = async () => (await admin.get('/api/audit-log?size=1')).body.items[0].id;
  await prepare(workspace, id);
  failing.failAt(call, fault);
  const first = await run('apply', id, '--yes');
  const calls = [...failing.calls];
  failing.failAt(0);
  await assertReported(first, () => run('plan', id, '--json'));
  const second = await run('apply', id, '--yes');
  expect(second, 'the second run ends in the state of the file').toMatchObject({ code: 0 });
  if (first.code === 0) expect(second.stdout, 'the first run has left nothing').toBe('');
  const before = await audited();
  expect(await run('apply', id, '--yes')).toEqual({ code: 0, stdout: '', stderr: 'Nothing was changed.\n' });
  // Each sign-in may be audited, but no change.
  expect(await audited(), 'the third run writes no audit entry').toBe(before);

  for (const [kind, secret = ''] of Object.entries(secretsOf(id))) {
    noteSecrets(secret);
    const userId = `${kind}_${id.toLowerCase()}@service`;
    expect((await workspace.client(secret).get('/api/me')).body, `the secret of ${kind} works`).toMatchObject({
      user_id: userId,
    });
    const { items } = (await admin.get(`/api/user-tokens/service?user_id=${userId}`)).body;
    expect(items, `one token of ${kind}`).toMatchObject([{ name: 'production', status: 'Active' }]);
  }
  const surplus = (await admin.get(`/api/users/surplus_${id.toLowerCase()}@service`)).body;
  expect(surplus.deleted_at, 'what is not in the file is removed').toEqual(expect.any(String));
  await cleanUp(workspace, id);
  return calls;
}

/** A run that fails names everything that is left. */
async function assertReported({ code, stderr }: Run, plan: () => Promise<Run>): Promise<void> {
  const left: { target: string }[] = JSON.parse((await plan()).stdout);
  expect(code, stderr).toBe(left.length === 0 ? 0 : 1);
  for (const { target } of left) expect(stderr).toContain(`  ${target}: `);
}

it('ends in the state of the file when a call is refused, rejected or has no response', {
  timeout: SIZE.timeoutMs,
}, async ({ workspace }) => {
  const sweep = await startSweep(workspace);
  const calls = await applyWithFault(workspace, sweep, { id: 'Clean', call: 0 });
  const all = calls.flatMap((name, index) => FAULTS.map((fault) => ({ name, call: index + 1, fault })));
  const cases =
    FAULT === undefined
      ? shuffled(all, randomNumbers(SEED)).slice(0, Math.ceil(all.length * SIZE.faultsOfApply))
      : all.filter(({ name, fault }) => `${fault} at ${name}`.startsWith(FAULT));
  expect(cases).not.toEqual([]);
  console.log(`apply: ${cases.length} of ${all.length} faults at ${calls.length} calls, SEED=${SEED}`);
  for (const [index, { name, call, fault }] of cases.entries()) {
    const made = await applyWithFault(workspace, sweep, { id: `Case${index}`, call, fault }).catch((error: Error) => {
      throw new Error(`${fault} at ${name}, call ${call}: ${error.message}`, { cause: error });
    });
    expect(made.length, 'the fault happened').toBeGreaterThanOrEqual(call);
  }
});
