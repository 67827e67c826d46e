// The command line: exit codes, errors in one line, formats, help and completion.
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { it } from './support/cli.ts';

it('reports wrong usage with exit code 64, before any request', async ({ cli }) => {
  const env = { SERVICE_USERS_URL: 'http://127.0.0.1:1' };
  const commands = [
    ['unknown'],
    ['teams'],
    ['users', 'list', '--role', 'Owner'],
    ['users', 'lst'],
    ['tokens', 'get', 'production'],
    ['users', 'list', '--json', '--csv'],
    ['tokens', 'list', '--mine', '--status', 'Active'],
    ['federation', 'create', 'etl@service', '--file', 'missing.json'],
  ];
  for (const args of commands) {
    expect({ args, ...(await cli.run(args, { env })) }).toMatchObject({ args, code: 64, stdout: '' });
  }
  expect((await cli.run(['users', 'lst'], { env })).stderr).toContain('(Did you mean list?)');
});

it('reports a problem document in one line, and in full with --verbose', async ({ cli }) => {
  const one = await cli.run(['users', 'get', 'missing@service']);
  expect(one).toEqual({ code: 1, stdout: '', stderr: 'error: There is no user with this id. (404 user_not_found)\n' });
  const full = await cli.run(['users', 'get', 'missing@service', '--verbose']);
  expect(full.stderr).toContain('"type": "urn:service-users:problem:user_not_found"');
  const several = await cli.run(['policy', 'update', '--max-lifetime-days', '0', '--max-overlap-hours', '9999']);
  expect(several.stderr).toMatch(/^error: max_lifetime_days .*; max_overlap_hours .* \(422 validation_failed\)\n$/);
  const missing = await cli.run(['teams', 'create', 'Lost'], { env: { SERVICE_USERS_URL: 'http://127.0.0.1:1' } });
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('may or may not have been made') });
});

it('prints lists of any length as CSV and JSON for programs', async ({ cli, workspace }) => {
  const names = Array.from({ length: 205 }, (_, index) => `Team ${String(index).padStart(3, '0')}`);
  for (const name of names) await workspace.admin.post('/api/teams', { name });
  await workspace.admin.post('/api/teams', { name: '=cmd()', description: 'a "quoted", text' });
  await workspace.admin.post('/api/teams', { name: '＝add()', description: '-1' });
  const csv = await cli.run(['teams', 'list', '--csv']);
  const lines = csv.stdout.split('\r\n');
  expect(lines[0]).toBe('id,name,description');
  expect(lines).toContainEqual(expect.stringMatching(/^\d+,'=cmd\(\),"a ""quoted"", text"$/));
  expect(lines).toContainEqual(expect.stringMatching(/^\d+,'＝add\(\),'-1$/));
  const json: { name: string }[] = await cli.json('teams', 'list', '--name', 'Team');
  expect(json.map(({ name }) => name)).toEqual(names);
  expect(await cli.run(['users', 'list', '--team', 'Team 000'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'There are none.\n',
  });
});

it('follows the audit log, and prints each entry once', async ({ cli, workspace }) => {
  const following = cli.start([
    'audit',
    '--follow',
    '--json',
    '--interval',
    '1',
    '--action',
    'datastore.created',
    '--from',
    '1m',
  ]);
  const printed = createInterface({ input: following.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await printed.next()).value ?? '{}').changes.name.to;
  await workspace.admin.post('/api/datastores', { name: 'Followed 1' });
  expect(await next()).toBe('Followed 1');
  await workspace.admin.post('/api/datastores', { name: 'Followed 2' });
  await workspace.admin.post('/api/datastores', { name: 'Followed 3' });
  expect([await next(), await next()]).toEqual(['Followed 2', 'Followed 3']);
  following.kill('SIGINT');
  const table = await cli.run(['audit', '--target', 'admin@example.com', '--limit', '1']);
  expect(table.stdout).toMatch(
    /^AT +ACTOR +ACTION +TARGET +CHANGES +SOURCE IP\n\S+ +\S+ +\S+ +admin@example.com .*\n$/,
  );
});

it('has help with examples for each command', async ({ cli }) => {
  const help = await cli.run(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  const listed = [...help.stdout.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name = '']) => name);
  expect(listed).toEqual(expect.arrayContaining(['login', 'users', 'tokens', 'plan', 'apply', 'completion']));
  for (const name of ['users', 'tokens', 'federation', 'teams', 'datastores', 'policy', 'audit', 'plan', 'apply']) {
    expect((await cli.run([name, '--help'])).stdout).toContain('Examples:\n  $ service-users ');
  }
  expect((await cli.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('completes commands, options and their values', async ({ cli }) => {
  const after = async (...words: string[]) => (await cli.run(['complete-words', '--', ...words])).stdout.split('\n');
  expect(await after()).toEqual(expect.arrayContaining(['users', 'apply', '--url']));
  expect(await after('users')).toEqual(expect.arrayContaining(['list', 'deactivate']));
  expect(await after('users', 'list')).toEqual(expect.arrayContaining(['--role', '--json']));
  expect(await after('users', 'list', '--role')).toEqual(['Admin', 'Manager', 'Member', '']);
  expect(await after('completion')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  for (const shell of ['bash', 'zsh', 'fish']) {
    expect((await cli.run(['completion', shell])).stdout).toContain('complete-words');
  }
});
