// Old builds of the web console do not pile up.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { pruneBuilds } from '../../infra/console/prune-builds.ts';

it('keeps the builds that were used last', () => {
  const cache = mkdtempSync(join(tmpdir(), 'service-users-builds-'));
  onTestFinished(() => rmSync(cache, { recursive: true }));
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
