// The scope matrix, route by route. It is generated from the scopes in the API document.
import { expect, test } from 'vitest';
import { SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { checkScopes } from './scope-matrix.ts';

test('every route accepts a credential with exactly its scope, and rejects one with all other scopes', {
  timeout: SIZE.timeoutMs,
}, async () => {
  const system = await startSystemUnderTest();
  const { cells, wrong } = await checkScopes(system);
  console.log(`scope matrix: ${cells} cells`);
  expect(wrong).toEqual([]);
  expect(await system.violations()).toEqual([]);
  await system.stop();
});
