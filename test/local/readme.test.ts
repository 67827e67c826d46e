// The commands of the README, exactly as they are printed, in the interactive shells that people paste them into. CI runs
// `npm ci` itself, and test/system/runner.test.ts starts the system; the tour runs here.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { startWorkspace } from '../support/workspace.ts';
import { temporaryFolder } from './support/temporary.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

interface Block {
  readonly commands: string;
  /** The JSON behind the commands, one value for each response; none if the README shows no output. */
  readonly responses: readonly unknown[];
}

const [quickStart, ...tour] = [...readme.matchAll(/^```sh\n(.*?)^```\n(?:```json\n(.*?)^```\n)?/gms)].map(
  ([, commands = '', json = '']): Block => ({ commands, responses: json === '' ? [] : jsonValues(json) }),
);

/** Reads one JSON value, or one on each line. */
function jsonValues(json: string): unknown[] {
  try {
    return [JSON.parse(json)];
  } catch {
    return json.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }
}

/** Interactive shells without configuration and prompts. In an interactive zsh, `#` does not start a comment. */
const SHELLS = {
  bash: ['--norc', '--noprofile', '--noediting', '-i'],
  zsh: ['-f', '-i', '-o', 'NO_PROMPT_SP', '-o', 'NO_PROMPT_CR', '-o', 'NO_ZLE', '-s'],
};
type Shell = keyof typeof SHELLS;

/** What an interactive bash prints because it has no terminal. */
const WITHOUT_TERMINAL = /^bash: (?:cannot set terminal process group|no job control).*\n|^exit\n/gm;

const MARK = '--- end of block ---';

/** Runs all blocks in one shell, as a reader does. Returns the output of each, and what went to the standard error. */
async function paste(shell: Shell, blocks: readonly Block[], folder: string) {
  const child = spawn(shell, SHELLS[shell], { cwd: folder, env: { ...process.env, PS1: '', PS2: '', HISTFILE: '' } });
  child.stdin.end(blocks.map(({ commands }) => `${commands}echo '${MARK}'\n`).join(''));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { outputs: stdout.split(`${MARK}\n`).slice(0, -1), errors: stderr.replace(WITHOUT_TERMINAL, '') };
}

/** The ids of tokens and the times differ from those in the README. */
function comparable(value: unknown): unknown {
  const json = JSON.stringify(value)
    .replaceAll(/tokens\.\d+\./g, 'tokens.N.')
    .replaceAll(/"at":"[^"]*"/g, '"at":"(a time)"');
  return JSON.parse(json);
}

it('starts with the installation and the start of the system', () => {
  expect(quickStart?.commands).toBe('npm ci\nnpm start\n');
  expect(tour.length).toBeGreaterThan(5);
});

describe.for(Object.keys(SHELLS) as Shell[])('the tour of the README in %s', (shell) => {
  const isInstalled = spawnSync(shell, ['-c', 'true']).status === 0;

  it.runIf(isInstalled)(
    'prints what the README shows, and no error',
    async () => {
      const workspace = await startWorkspace();
      onTestFinished(() => workspace.stop());
      const folder = temporaryFolder();
      const issuer_url = inject('issuer').url;
      const { bearer_token } = await mintPersonalToken(workspace.url, issuer_url, 'admin@example.com');
      mkdirSync(join(folder, '.local'));
      const credentials = { bearer_url: workspace.url, admin_token: bearer_token, issuer_url };
      writeFileSync(join(folder, '.local', 'credentials.json'), JSON.stringify(credentials));

      const { outputs, errors } = await paste(shell, tour, folder);

      expect(errors).toBe('');
      expect(outputs).toHaveLength(tour.length);
      for (const [index, { responses }] of tour.entries()) {
        if (responses.length === 0) continue;
        const printed = (outputs[index] ?? '').split('\n').filter((line) => line !== '');
        expect(printed.map((line) => comparable(JSON.parse(line)))).toMatchObject(responses.map(comparable));
      }
    },
    120_000,
  );
});
