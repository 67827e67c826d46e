// Pastes blocks of commands of the documentation into a shell, as a reader does.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { mintPersonalToken } from '../../../infra/local/personal-token.ts';
import type { Workspace } from '../../support/workspace.ts';
import { temporaryFolder } from './temporary.ts';

/** Interactive shells without configuration and prompts. In an interactive zsh, `#` does not start a comment. */
const ARGUMENTS = {
  bash: ['--norc', '--noprofile', '--noediting', '-i'],
  zsh: ['-f', '-i', '-o', 'NO_PROMPT_SP', '-o', 'NO_PROMPT_CR', '-o', 'NO_ZLE', '-s'],
};
type Shell = keyof typeof ARGUMENTS;

export const SHELLS = Object.keys(ARGUMENTS) as Shell[];

/** What an interactive bash prints because it has no terminal. */
const WITHOUT_TERMINAL = /^bash: (?:cannot set terminal process group|no job control).*\n|^exit\n/gm;

const MARK = '--- end of block ---';

/** Runs all blocks in one shell, as a reader does. Returns the output of each, and what went to the standard error. */
export async function paste(shell: Shell, blocks: readonly string[], folder: string) {
  const child = spawn(shell, ARGUMENTS[shell], {
    cwd: folder,
    env: { ...process.env, PS1: '', PS2: '', HISTFILE: '' },
  });
  child.stdin.end(blocks.map((commands) => `${commands}echo '${MARK}'\n`).join(''));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { outputs: stdout.split(`${MARK}\n`).slice(0, -1), errors: stderr.replace(WITHOUT_TERMINAL, '') };
}

export function isInstalled(shell: Shell): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** A folder with the `credentials.json` that `npm start` writes. */
export async function folderOf(workspace: Workspace): Promise<string> {
  const folder = temporaryFolder();
  const issuer_url = inject('issuer').url;
  const { bearer_token } = await mintPersonalToken(workspace.url, issuer_url, 'admin@example.com');
  mkdirSync(join(folder, '.local'));
  const credentials = { bearer_url: workspace.url, admin_token: bearer_token, issuer_url };
  writeFileSync(join(folder, '.local', 'credentials.json'), JSON.stringify(credentials));
  return folder;
}
