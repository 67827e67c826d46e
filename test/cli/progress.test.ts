// The progress of long work: a line on a terminal, and nothing where there is none.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { it } from './support/cli.ts';

const MAIN = fileURLToPath(new URL('../../clients/cli/main.ts', import.meta.url));
const FILE = (names: readonly string[]) =>
  `version: 1\nteams: [${names.map((name) => `{ name: ${name} }`).join(', ')}]\n`;

it('shows each change with a bar on a terminal, and removes the line at the end', async ({ cli }) => {
  writeFileSync(join(cli.folder, 'progress.yaml'), FILE(['First', 'Second']));
  // The program script of util-linux runs a command on a terminal.
  const command = `"${process.execPath}" "${MAIN}" apply -f progress.yaml`;
  const { stdout } = await promisify(execFile)('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: cli.folder,
    env: cli.env,
  });
  expect(stdout).toContain('Reading what exists');
  expect(stdout).toContain(`Applying team First [${'.'.repeat(30)}] 0/2\r\u001b[K`);
  expect(stdout).toContain(`Applying team Second [${'#'.repeat(15)}${'.'.repeat(15)}] 1/2\r\u001b[K`);
  expect(stdout.slice(stdout.lastIndexOf('\u001b[K') + 3)).toBe('+ team Second\r\n2 changes made.\r\n');
});

it('prints no progress to a log', async ({ cli }) => {
  writeFileSync(join(cli.folder, 'log.yaml'), FILE(['Third']));
  expect(await cli.run(['apply', '-f', 'log.yaml'])).toEqual({
    code: 0,
    stdout: '+ team Third\n',
    stderr: '1 changes made.\n',
  });
});
