// Which restores are refused, and the command line of `npm run restore`.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { restoredState } from '../../infra/operator/restored-state.ts';
import { readSource } from '../../infra/operator/sources.ts';
import { updateToken } from '../../shared/services/tokens.ts';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { type Item, violations } from '../support/invariants.ts';
import {
  emptyTable,
  isRestored,
  itemsOf,
  populatedTable,
  RESTORED_AT,
  restore,
  userIdsOf,
} from '../support/restored-table.ts';
import { CALLER } from '../support/table.ts';
import { writeExport } from '../support/table-export.ts';

const airflow = 'airflow@service';

describe('a restore is refused', () => {
  it('when a complete backup contains only a part of a transaction', async () => {
    const { table, tokens } = await populatedTable();
    const before = await itemsOf(table);
    await updateToken(table.ports, CALLER, String(tokens.production.id), { revoke: true });
    const after = await itemsOf(table);
    const isAirflow = ({ pk }: Item) => pk === 'USER#2';
    const [old, revoked] = [before.find(isAirflow), after.find(isAirflow)];
    for (const torn of [
      after.map((item) => (isAirflow(item) ? (old ?? {}) : item)),
      before.map((item) => (isAirflow(item) ? (revoked ?? {}) : item)),
      before.filter((item) => !isAirflow(item)),
    ]) {
      expect(() => restoredState({ backup: torn, now: RESTORED_AT })).toThrow(
        `only a part of a transaction on ${airflow}`,
      );
    }
  });

  it('when an audit entry is missing, unless all accounts are closed', async () => {
    const { table } = await populatedTable();
    const backup = await itemsOf(table);
    const change = backup.find(({ action, target }) => action === 'user.updated' && target === 'dbt@service');
    const rotation = backup.find(({ action }) => action === 'token.rotated');
    const gapped = backup.filter((item) => item !== rotation);
    await updateToken(table.ports, CALLER, '1', { revoke: true });
    expect(change).toBeDefined();
    const later = { ...rotation, sk: '9999', id: 9999, changes: { 'tokens.5.generation': { from: 3, to: 4 } } };
    for (const options of [{ backup: [...backup, later] }, { backup: gapped, survived: [later] }]) {
      expect(() => restoredState({ ...options, now: RESTORED_AT })).toThrow(
        /audit entries are missing: airflow@service tokens.5/i,
      );
    }
    const { gaps, accounts } = restoredState({
      backup: [...backup, later],
      closeAllBut: ['admin@example.com'],
      now: RESTORED_AT,
    });
    expect(gaps).toEqual(['airflow@service tokens.5.generation']);
    expect(accounts).toHaveLength(5);
  });

  it('into a table whose audit log would lose an entry', async () => {
    const { table } = await populatedTable();
    const { table: other } = await populatedTable();
    const items = await itemsOf(other);
    await expect(restore(other, { backup: await itemsOf(table) })).rejects.toThrow('entries that would be lost');
    expect(await itemsOf(other)).toEqual(items);
  });

  it('of an incomplete export', async () => {
    const { table } = await populatedTable();
    const folder = writeExport(await itemsOf(table));
    writeFileSync(join(folder, 'data', 'part0.json.gz'), gzipSync(''));
    await expect(readSource(folder)).rejects.toThrow('has 0 items, not the 50 of the manifest');
    rmSync(folder, { recursive: true });
  });

  it('of items of a newer schema version', async () => {
    const folder = writeExport([{ pk: 'USER#1', sk: 'ACCOUNT', schema: SCHEMA_VERSION + 1 }]);
    await expect(readSource(folder)).rejects.toMatchObject({ code: 'schema_too_new' });
    rmSync(folder, { recursive: true });
  });
});

describe('npm run restore', () => {
  const run = promisify(execFile);
  const script = fileURLToPath(new URL('../../infra/operator/restore.ts', import.meta.url));
  const restoreBy = (...args: string[]) => run(process.execPath, [script, ...args]);

  it('prints what it would do, and writes only with the option --write', async () => {
    const accessKeyId = `test${randomBytes(8).toString('hex')}`;
    const { table: from, tokens } = await populatedTable({ name: 'backup', accessKeyId });
    const into = await emptyTable({ name: 'restored', accessKeyId });

    const args = ['--from', 'backup', '--into', 'arn:aws:dynamodb:us-east-1:000000000000:table/restored', '--complete'];
    const dryRun = await restoreBy(...args);
    expect(dryRun.stdout).toContain('5 accounts, 3 teams, 2 datastores');
    expect(dryRun.stdout).toContain('nothing was written: add --write');
    expect(await itemsOf(into)).toEqual([]);

    const done = await restoreBy(...args, '--write');
    const restored = (await itemsOf(from)).filter(isRestored);
    expect(done.stdout).toContain(`${restored.length} items written, 0 deleted`);
    expect(violations(await itemsOf(into))).toEqual([]);
    expect(await userIdsOf(into, [tokens.production.bearer_token])).toEqual([airflow]);
  });

  it('reports an error in one line', async () => {
    const ways = ['--into', 'restored', '--complete'];
    await expect(restoreBy('--bogus')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Unknown option '--bogus'.*\n$/),
    });
    for (const from of ['exprot', 'exprot/']) {
      await expect(restoreBy('--from', from, ...ways)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(`^${from} is not a folder, and cannot be read as a table: .*\n$`),
      });
    }
  });

  it('reads the table of an ARN in its account and region', async () => {
    const arn = 'arn:aws:dynamodb:eu-west-1:111111111111:table/backup';
    // DynamoDB Local accepts requests for any account, so that a server of the test receives them.
    const requests: { credential: string; TableName: unknown }[] = [];
    const server = createServer(async (request, response) => {
      const [, credential = ''] = /Credential=(\S+)/.exec(String(request.headers.authorization)) ?? [];
      requests.push({ credential, ...((await json(request)) as { TableName: unknown }) });
      response.end('{"Items":[]}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const env = { ...process.env, ...credentials, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` };
    const args = ['--from', arn, '--into', 'restored', '--close', '--admin', 'admin@example.com'];
    await expect(run(process.execPath, [script, ...args], { env })).rejects.toMatchObject({ code: 1 });
    server.close();
    expect(requests).toMatchObject([{ TableName: arn, credential: expect.stringContaining('/eu-west-1/dynamodb/') }]);
  });

  it.for([
    ['--from', 'a', '--into', 'b'],
    ['--from', 'a', '--into', 'b', '--complete', '--close'],
    ['--into', 'b', '--complete'],
  ])('prints its usage for the arguments %s', async (args) => {
    await expect(restoreBy(...args)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm run restore -- --from'),
    });
  });
});
