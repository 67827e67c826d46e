// A test with a scenario runner that the tests of its file share.
import { test } from 'vitest';
import { startAuditArchive } from '../support/audit-archive.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { createScenarioRunner } from './scenario-runner.ts';

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern that the fixture depends on no other.
export const it = test.extend('runner', { scope: 'file' }, async ({}, { onCleanup }) => {
  const system = await startSystemUnderTest();
  const archive = await startAuditArchive(system);
  onCleanup(async () => {
    await archive.stop();
    await system.stop();
  });
  return createScenarioRunner(system, archive);
});
