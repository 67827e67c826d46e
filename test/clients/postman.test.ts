// The Postman collection runs from top to bottom against the running system.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { it } from '../support/workspace.ts';

const NEWMAN = fileURLToPath(new URL('node_modules/.bin/newman', import.meta.url));
const COLLECTION = fileURLToPath(new URL('../../docs/postman.json', import.meta.url));

interface Execution {
  readonly item: { readonly name: string };
  readonly response: { readonly code: number };
  readonly assertions: readonly { readonly error?: { readonly message: string } }[];
}

it('succeeds with every request, twice in a row, and keeps the policy and the credential', async ({ workspace }) => {
  const { client, token } = await workspace.person('Admin');
  await client.put('/api/policy', { max_lifetime_days: 200 });
  for (let run = 1; run <= 2; run++) {
    const executions = await runCollection({ base_url: workspace.url, bearer_token: token.bearer_token });
    expect(executions.length).toBeGreaterThan(30);
    expect(executions.flatMap(({ assertions }) => assertions.flatMap(({ error }) => error?.message ?? []))).toEqual([]);
    const failed = executions.filter(({ response }) => response.code >= 300);
    // The collection has no OIDC token, so that it gets no session, and its user is a Service User.
    expect(failed.map(({ item, response }) => [item.name, response.code])).toEqual([
      ['Unlink the identity of a person', 400],
      ['Log in with an ID token', 401],
      ['Log out', 401],
      ['Exchange an OIDC token for a session', 400],
    ]);
  }
  expect((await client.get('/api/policy')).body.max_lifetime_days).toBe(200);
  expect((await client.get('/api/me')).status).toBe(200);
});

async function runCollection(variables: Readonly<Record<string, string>>): Promise<Execution[]> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-newman-'));
  const report = join(folder, 'report.json');
  const overrides = Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]);
  const reporter = ['--reporters', 'json', '--reporter-json-export', report];
  try {
    await promisify(execFile)(NEWMAN, ['run', COLLECTION, '--suppress-exit-code', ...overrides, ...reporter]);
    return JSON.parse(readFileSync(report, 'utf8')).run.executions;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
