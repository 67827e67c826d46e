// Folders for the time of a run of tests, which removes them when it ends.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Assembly, readAssembly } from '../../../infra/local/template/assembly.ts';
import { type FixtureStack, writeAssembly } from './assembly.ts';

export function temporaryFolder(): string {
  return mkdtempSync(join(inject('folder'), 'test-'));
}

export function temporaryAssembly(stack: FixtureStack): Assembly {
  const folder = temporaryFolder();
  writeAssembly(folder, stack);
  return readAssembly(folder);
}
