// The completion scripts in real shells, on a terminal: Tab completes a command, an option and its value.
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { type Cli, it } from './support/cli.ts';

const MAIN = fileURLToPath(new URL('../../clients/cli/main.ts', import.meta.url));

/** An interactive shell without configuration, and how it loads the script. */
const SHELLS = {
  bash: { command: 'bash --norc --noprofile -i', load: 'source <(service-users completion bash)' },
  zsh: {
    command: 'zsh -f -i',
    load: 'autoload -U compinit; compinit -u; source <(service-users completion zsh)',
  },
  fish: { command: 'fish --no-config -i', load: 'service-users completion fish | source' },
} as const;
type Shell = keyof typeof SHELLS;

const isInstalled = (shell: Shell) => spawnSync(shell, ['-c', 'true']).status === 0;

/** Types lines into the shell. The program script of util-linux gives it a terminal. */
async function type(cli: Cli, shell: Shell, lines: readonly string[]): Promise<void> {
  const programs = join(cli.folder, 'programs');
  mkdirSync(programs, { recursive: true });
  // What the CLI is called with, once completed, is in a file. The words to complete come from the CLI itself.
  const program = `#!/bin/sh
case "$1" in complet*) exec "${process.execPath}" "${MAIN}" "$@";; esac
echo "$*" >> "${cli.folder}/calls-${shell}"
`;
  writeFileSync(join(programs, 'service-users'), program);
  chmodSync(join(programs, 'service-users'), 0o755);
  const { command, load } = SHELLS[shell];
  const terminal = promisify(execFile)('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: cli.folder,
    env: { ...cli.env, PATH: `${programs}:${cli.env.PATH}`, TERM: 'xterm' },
  });
  terminal.child.stdin?.end(`${[load, ...lines].join('\n')}\nexit 0\n`);
  await terminal;
}

describe.for(Object.keys(SHELLS) as Shell[])('%s', (shell) => {
  it.runIf(isInstalled(shell))('completes commands, options and their values', async ({ cli }) => {
    await type(cli, shell, [
      'service-users users dea\t etl@service',
      'service-users users list --rol\t Man\t',
      'service-users dri\t --js\t',
    ]);
    expect(
      readFileSync(join(cli.folder, `calls-${shell}`), 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(['users deactivate etl@service', 'users list --role Manager', 'drift --json']);
  });
});
