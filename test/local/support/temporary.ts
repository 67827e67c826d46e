// Folders for the time of a test file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Assembly, readAssembly } from '../../../infra/local/template/assembly.ts';
import { type FixtureStack, writeAssembly } from './assembly.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-test-'));
  folders.push(folder);
  return folder;
}

export function temporaryAssembly(stack: FixtureStack): Assembly {
  const folder = temporaryFolder();
  writeAssembly(folder, stack);
  return readAssembly(folder);
}
