// Keeps the assembly of this repository between starts: synthesizing takes most of the time of a start.
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitCommit } from '../../version.ts';
import { type Assembly, readAssembly, synthesize } from './assembly.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** Everything that the template and the bundles are made from. */
const SOURCES = '{package.json,package-lock.json,{infra,functions,shared}/**/*.{ts,json},clients/console/**/*.*}';

export interface CachedAssemblyOptions {
  /** File of a CDK app in this repository. */
  readonly app: string;
  /** Folder of the assembly. */
  readonly folder: string;
  readonly context: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Folder of the sources. @default this repository */
  readonly root?: string;
}

/** Reads the assembly in the folder if it was made from the same sources and options, and synthesizes it otherwise. */
export async function cachedAssembly(options: CachedAssemblyOptions): Promise<Assembly> {
  const { app, folder, context, signal } = options;
  const file = join(folder, 'cache-key');
  const key = keyOf(options);
  if (readKey(file) === key) return readAssembly(folder);
  const assembly = await synthesize(app, folder, context, signal);
  writeFileSync(file, key);
  return assembly;
}

function keyOf({ app, context, root = REPOSITORY }: CachedAssemblyOptions): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([app, context, process.version, gitCommit(root)]));
  for (const source of globSync(SOURCES, { cwd: root }).sort()) {
    hash.update(`\0${source}\0`).update(readFileSync(join(root, source)));
  }
  return hash.digest('hex');
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
