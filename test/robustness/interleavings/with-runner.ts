// A test with a world that its file has to itself.
import { test } from 'vitest';
import { startSubject } from '../support/system-under-test.ts';
import { createWorld } from './scenario-runner.ts';

// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
export const it = test.extend('world', { scope: 'file' }, async ({}, { onCleanup }) => {
  const subject = await startSubject();
  onCleanup(() => subject.stop());
  return createWorld(subject);
});
