// Builds the web console, and compresses its files for the function that serves them. The result is kept until a source or
// a package changes.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFiles } from './compress-files.ts';
import { markAsUsed, pruneBuilds } from './prune-builds.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES =
  '{package-lock.json,docs/*.md,infra/console/*.ts,clients/user-id.ts,clients/console/**/*.{ts,tsx,css,html,json,svg}}';
/** Other versions may be in use at the same time: several branches can share the packages. */
const KEPT_BUILDS = 8;
const CACHE = join(ROOT, 'node_modules/.cache/service-users-console');

/** @returns the folder of the built files */
export async function buildConsole(): Promise<string> {
  const folder = join(CACHE, sourceHash());
  if (existsSync(folder)) {
    markAsUsed(folder);
    return folder;
  }
  const temporary = `${folder}.${process.pid}`;
  const { build } = await import('vite');
  await build({
    root: join(ROOT, 'clients/console'),
    logLevel: 'error',
    build: { outDir: temporary, emptyOutDir: true },
  });
  // The help of the console links to the documentation of this version.
  for (const page of globSync('docs/*.md', { cwd: ROOT })) cpSync(join(ROOT, page), join(temporary, page));
  compressFiles(temporary);
  moveTo(folder, temporary);
  pruneBuilds(CACHE, KEPT_BUILDS);
  return folder;
}

/** Another process may have built the same files at the same time. */
function moveTo(folder: string, temporary: string): void {
  try {
    renameSync(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(temporary, { recursive: true, force: true });
  }
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const source of globSync(SOURCES, { cwd: ROOT }).sort()) {
    hash.update(`\0${source}\0`).update(readFileSync(join(ROOT, source)));
  }
  return hash.digest('hex').slice(0, 32);
}
