// Every command prints its usage, and refuses an unknown argument with one line.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

function run(name: string, ...args: string[]) {
  const [, file = ''] = / node (\S+\.ts)$/.exec(scripts[name]) ?? [];
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

it.each([
  ['start', 'npm start'],
  ['seed', 'npm run seed'],
  ['restore', 'npm run restore'],
  ['upgrade', 'npm run upgrade'],
  ['bench', 'npm run bench'],
])('%s has a usage', (name, command) => {
  for (const help of ['--help', '-h']) {
    const { status, stdout, stderr } = run(name, help);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^${command} -- \\S.*\\n\\n  \\S`));
  }
  const { status, stdout, stderr } = run(name, '--no-such-option');
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: `Unknown option '--no-such-option': run "${command} -- --help" for the arguments\n`,
  });
});
