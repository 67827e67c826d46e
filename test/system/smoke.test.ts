// `npm run smoke` against the local system: what the first deployment on AWS is checked with.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { runSmokeChecks, type SmokeResult } from '../../infra/operator/smoke-checks.ts';
import { startWorkspace, type Workspace } from '../support/workspace.ts';

let workspace: Workspace;
let adminToken: string;

beforeAll(async () => {
  workspace = await startWorkspace();
  const { bearer_token } = await mintPersonalToken(workspace.url, inject('issuer').url, 'admin@example.com');
  adminToken = bearer_token;
});
afterAll(() => workspace.stop());

const SMOKE = fileURLToPath(new URL('../../infra/operator/smoke.ts', import.meta.url));

async function smoke(args: readonly string[], token: string): Promise<{ code: number; lines: string[] }> {
  const env = { ...process.env, ADMIN_TOKEN: token };
  const run = promisify(execFile)(process.execPath, [SMOKE, ...args], { env });
  const {
    code = 0,
    stdout,
    stderr,
  } = await run.then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, lines: `${stdout}${stderr}`.trim().split('\n') };
}

test('passes every check, and leaves only a deactivated account without active tokens', async () => {
  const { code, lines } = await smoke(['--url', workspace.url, '--signed-url', workspace.signedUrl], adminToken);
  expect(lines.filter((line) => !line.startsWith('ok      '))).toEqual([]);
  expect([code, lines.length]).toEqual([0, 14]);
  const { body } = await workspace.admin.get('/api/users?type=Service&include_deleted=true');
  expect(body.items).toMatchObject([{ name: expect.stringMatching(/^Smoke test /), teams: ['Public'] }]);
  expect(body.items[0].deleted_at).not.toBeNull();
  expect(await workspace.violations()).toEqual([]);
});

test('ends at the first check that fails, with the response', async () => {
  const { code, lines } = await smoke(['--url', workspace.url], 'pat_0_invalid');
  expect(code).toBe(1);
  expect(lines.at(-1)).toMatch(
    /^FAILED {2}the first Admin is authenticated: GET .*\/api\/me responded with 401 .* instead of 200$/,
  );
});

test.each([
  [[], '--url is missing: add the URL of the bearer API'],
  [['--url', 'foo'], '--url must be an http or https URL, not "foo"'],
  [['--ulr'], 'Unknown option \'--ulr\': run "npm run smoke -- --help" for the arguments'],
])('explains %j in one line', async (args, line) => {
  expect(await smoke(args, adminToken)).toEqual({ code: 1, lines: [line] });
});

test('says that the token is missing', async () => {
  const line = 'ADMIN_TOKEN is missing: set it to a personal token of an Admin';
  expect(await smoke(['--url', workspace.url], '')).toEqual({ code: 1, lines: [line] });
});

test('fails when another person than an Admin runs it', async () => {
  const { token } = await workspace.person('Member');
  const results: SmokeResult[] = [];
  const options = { url: workspace.url, adminToken: token.bearer_token, suffix: 'x' };
  expect(await runSmokeChecks({ ...options, report: (result) => results.push(result) })).toBe(false);
  expect(results.at(-1)?.failure).toContain('which is no Admin');
});
