// Old builds of the web console do not pile up.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { markAsUsed, pruneBuilds } from '../../infra/console/prune-builds.ts';

function temporaryCache(): string {
  const cache = mkdtempSync(join(tmpdir(), 'service-users-builds-'));
  onTestFinished(() => rmSync(cache, { recursive: true }));
  return cache;
}

it('keeps the builds that were used last', () => {
  const cache = temporaryCache();
  for (const [age, name] of ['newest', 'newer', 'older', 'oldest'].entries()) {
    mkdirSync(join(cache, name));
    writeFileSync(join(cache, name, 'index.html'), '');
    const used = new Date(Date.UTC(2026, 0, 10 - age));
    utimesSync(join(cache, name), used, used);
  }
  pruneBuilds(cache, 2);
  expect(readdirSync(cache).sort()).toEqual(['newer', 'newest']);
  pruneBuilds(cache, 2);
  expect(readdirSync(cache)).toHaveLength(2);
});

it('marks a build as used', () => {
  const cache = temporaryCache();
  utimesSync(cache, new Date(0), new Date(0));
  markAsUsed(cache);
  expect(statSync(cache).mtimeMs).toBeGreaterThan(0);
  expect(() => markAsUsed(join(cache, 'missing'))).toThrow('ENOENT');
});

// Only root can run a process as another user.
it.skipIf(process.getuid?.() !== 0)('uses a build that belongs to another user', () => {
  const cache = temporaryCache();
  chmodSync(cache, 0o755);
  const source = fileURLToPath(new URL('../../infra/console/prune-builds.ts', import.meta.url));
  copyFileSync(source, join(cache, 'prune-builds.mts'));
  const script = "import('./prune-builds.mts').then(({ markAsUsed }) => markAsUsed('.'))";
  const other = { cwd: cache, uid: 65_534, gid: 65_534, encoding: 'utf8' } as const;
  expect(spawnSync(process.execPath, ['--eval', script], other)).toMatchObject({ status: 0, stderr: '' });
});
