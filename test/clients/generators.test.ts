// Clients that are generated from the API document compile, and work against the running system.
import { expect } from 'vitest';
import { it } from '../support/workspace.ts';
import { runBin } from './generate.ts';

it('compiles all generated clients', () => {
  expect(() => runBin('tsc', '--project', '.')).not.toThrow();
});

it.for(['openapi-typescript', 'hey-api', 'orval'])('runs the life of a token with %s', async (name, { workspace }) => {
  const { token } = await workspace.person('Admin');
  const { lifeCycle } = await import(`./life-cycle/${name}.ts`);
  const userId = `created_by_${name.replaceAll('-', '')}@service`;
  expect(await lifeCycle(workspace.url, token.bearer_token)).toEqual([userId, 'Active', true, 'Revoked', 204]);
});
