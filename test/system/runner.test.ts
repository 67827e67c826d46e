// `npm start` as a process: its output, its files and its end.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { databaseCredentials } from '../../infra/local/database-credentials.ts';
import { startDynamoDb } from '../../infra/local/dynamodb-local.ts';
import { freePort } from '../../infra/local/free-port.ts';
import { REGION } from '../../infra/local/template/stack.ts';
import { temporaryFolder } from '../local/support/temporary.ts';
import { type Runner, startRunner } from './support/runner-process.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const APP = path('../local/support/fixture-app.ts');

const start = (dataFolder: string, environment: NodeJS.ProcessEnv = {}, args: readonly string[] = []): Runner =>
  startRunner(dataFolder, environment, ['--app', APP, ...args]);

/** Processes of DynamoDB Local on the folder. */
function databasesOn(dataFolder: string): string[] {
  const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return processes.filter((line) => line.includes('DynamoDBLocal.jar') && line.includes(dataFolder));
}

const databaseIdsOn = (dataFolder: string) => databasesOn(dataFolder).map((line) => Number.parseInt(line, 10));

/** The line that it prints when it cannot start. */
async function startErrorOf(runner: Runner): Promise<string> {
  const { code, stderr } = await runner.ended;
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  return stderr;
}

const count = async (url: string | undefined) =>
  JSON.parse(await (await fetch(`${url}/count`, { method: 'POST' })).text());

/** Counts concurrently until the system ends. @param acknowledged - Gets the counts that it returned. */
async function countUntilItEnds(url: string | undefined, acknowledged: number[]): Promise<void> {
  const client = async () => {
    for (;;) acknowledged.push((await count(url)).count);
  };
  await Promise.allSettled(Array.from({ length: 8 }, client));
}

test('serves the system, keeps data and token between starts, and leaves no process', async () => {
  const dataFolder = temporaryFolder();
  const first = start(dataFolder);
  const credentials = await first.serving();
  expect(await count(credentials.bearer_url)).toEqual({ count: 1 });
  expect(databasesOn(dataFolder)).not.toEqual([]);
  expect(await startErrorOf(start(dataFolder))).toContain(
    `another runner uses ${dataFolder}: stop it, or set DATA_DIR`,
  );

  const acknowledged: number[] = [];
  const counting = countUntilItEnds(credentials.bearer_url, acknowledged);
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(20);
  first.process.kill('SIGKILL');
  await counting;
  await expect.poll(() => databasesOn(dataFolder), { timeout: 5000 }).toEqual([]);

  expect(await startErrorOf(start(dataFolder, { ADMIN_EMAIL: 'other@example.com' }))).toContain(
    'the first Admin of the existing data is admin@example.com, and does not change to other@example.com',
  );

  const second = start(dataFolder);
  const again = await second.serving();
  expect(again.admin_token).toBe(credentials.admin_token);
  // Nothing that was acknowledged before the SIGKILL is lost.
  expect((await count(again.bearer_url)).count).toBeGreaterThan(Math.max(...acknowledged));
  // Both npm and the terminal send the signal.
  for (const signal of ['SIGINT', 'SIGINT'] as const) second.process.kill(signal);
  const { code, stdout, stderr } = await second.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(again.bearer_url);
  expect(databasesOn(dataFolder)).toEqual([]);

  const database = join(dataFolder, 'dynamodb');
  for (const file of readdirSync(database)) writeFileSync(join(database, file), 'no database'.repeat(1000));
  expect(await startErrorOf(start(dataFolder))).toContain('DynamoDB Local cannot open its data');
  expect(databasesOn(dataFolder)).toEqual([]);
}, 180_000);

test('loses no acknowledged transaction when DynamoDB Local is killed', async () => {
  const dataFolder = temporaryFolder();
  const runner = start(dataFolder);
  const { bearer_url } = await runner.serving();
  const database = join(dataFolder, 'dynamodb');
  const acknowledged: string[] = [];
  for (let id = 1; id <= 30; id += 1) {
    const { status } = await fetch(`${bearer_url}/write?id=${id}`, { method: 'POST' });
    // SQLite has this file while a transaction is not committed.
    expect([id, status, readdirSync(database).filter((name) => name.endsWith('-journal'))]).toEqual([id, 200, []]);
    acknowledged.push(`write-${id}`);
  }
  for (const id of databaseIdsOn(dataFolder)) process.kill(id, 'SIGKILL');
  expect(await startErrorOf(runner)).toContain('DynamoDB Local has stopped');

  const restarted = await startDynamoDb({ folder: database });
  onTestFinished(restarted.stop);
  const credentials = databaseCredentials({ database, databaseKey: join(dataFolder, 'database-key') });
  const client = new DynamoDBClient({ endpoint: restarted.endpoint, region: REGION, credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TableNames[0] }));
  expect(Items.map(({ pk }) => pk?.S)).toEqual(expect.arrayContaining(acknowledged));
}, 120_000);

test('the first response of a new system comes after its credentials were written', async () => {
  const PORT = String(await freePort());
  const dataFolder = temporaryFolder();
  start(dataFolder, { PORT });

  const respond = () => fetch(`http://127.0.0.1:${PORT}/count`, { method: 'POST' }).catch(() => undefined);
  let response = await respond();
  while (response === undefined) response = await respond();

  const { admin_token, bearer_url } = JSON.parse(readFileSync(join(dataFolder, 'credentials.json'), 'utf8'));
  expect([response.status, bearer_url]).toEqual([200, `http://127.0.0.1:${PORT}`]);
  expect(admin_token).toEqual(expect.any(String));
}, 60_000);

test('a run serves the API of another app next to its own', async () => {
  const runner = start(temporaryFolder(), { CONSUMER_APP: path('../local/support/fixture-consumer.ts') });
  const { bearer_url } = await runner.serving();
  const [, url] = /^ {2}reports +(http:\S+)$/m.exec(runner.printed()) ?? [];
  expect(await count(bearer_url)).toEqual({ count: 1 });
  expect(await count(url)).toEqual({ count: 2 });
  runner.process.kill('SIGTERM');
  const { code, stderr } = await runner.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a run whose data folder is deleted ends with an error', async () => {
  const dataFolder = temporaryFolder();
  const runner = start(dataFolder);
  await runner.serving();
  rmSync(dataFolder, { recursive: true });
  expect(await startErrorOf(runner)).toContain(
    `the data folder ${dataFolder} was deleted while the system was running`,
  );
  expect(databasesOn(dataFolder)).toEqual([]);
});

test.each([
  [
    'a consumer that does not exist',
    { CONSUMER_APP: 'no-such-app.ts' },
    [],
    'CONSUMER_APP must be the file of a CDK app',
  ],
  ['an unknown argument', {}, ['--port=3000'], "Unknown option '--port': run"],
  ['an unexpected argument', {}, ['app.ts'], "Unexpected argument 'app.ts'"],
  ['an option of a deployment', {}, ['-c', 'standby-region=eu-west-1'], 'no sense on one machine: standby-region'],
])('a run with %s fails with an error', async (_what, environment, args, message) => {
  expect(await startErrorOf(start(temporaryFolder(), environment, args))).toContain(message);
});

test('a run that is stopped before it is ready stops', async () => {
  const dataFolder = temporaryFolder();
  const { process, ended } = start(dataFolder);
  if (process.stdout) await once(process.stdout, 'data');
  process.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(databasesOn(dataFolder)).toEqual([]);
});

test('a run whose port is in use fails with an error', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const PORT = String(typeof address === 'object' ? address?.port : '');
  const error = await startErrorOf(start(temporaryFolder(), { PORT }));
  expect(error).toBe(`port ${PORT} is in use: free the port, or set PORT to another port\n`);
});

test('a run that cannot write its data folder fails with an error', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(await startErrorOf(start(file))).toContain(`${file} cannot be used`);
});
