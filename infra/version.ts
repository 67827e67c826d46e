// The version of this source code: the version in package.json, and the git commit.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../', import.meta.url));

export const { version } = manifest;

/** Abbreviated to 12 digits, with `-dirty` for uncommitted changes; `unknown` without a git repository or without git. */
export function gitCommit(folder = root): string {
  // The files may have been copied into another git repository, whose commit says nothing about them.
  if (!existsSync(join(folder, '.git'))) return 'unknown';
  const describe = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'];
  try {
    return execFileSync('git', describe, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
