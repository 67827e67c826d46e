// The archive of the audit log: the function of the stack writes every entry to the bucket, once, and an alteration as well.
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newSigningKey } from '../../infra/local/credentials.ts';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { localContext } from '../../infra/local/settings.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { readAssembly, synthesize } from '../../infra/local/template/assembly.ts';
import { httpClient } from '../support/http-client.ts';

const APP = fileURLToPath(new URL('../../infra/local/app.ts', import.meta.url));
const database = { endpoint: inject('endpoint'), accessKeyId: `archive${Date.now()}`, secretAccessKey: 'x' };
const { accessKeyId, secretAccessKey } = database;
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    endpoint: database.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  }),
);

let folder: string;
let assembly: string;
let system: System;

async function start(): Promise<System> {
  const buckets = join(folder, 'buckets');
  const events = { events: join(folder, 'events.jsonl'), deadLetters: join(folder, 'dead-letters.jsonl'), buckets };
  const logFile = join(folder, 'functions.log');
  return startSystem(readAssembly(assembly), { database, signingKey: newSigningKey(), logFile, events });
}

beforeAll(async () => {
  const issuer = inject('issuer').url;
  folder = join(inject('folder'), accessKeyId);
  mkdirSync(folder, { recursive: true });
  assembly = join(folder, 'assembly');
  await synthesize(APP, assembly, {
    ...localContext({ adminEmail: 'admin@example.com' }, issuer),
    'audit-archive': '30',
  });
  system = await start();
}, 240_000);
afterAll(async () => {
  await system.stop();
  client.destroy();
});

interface Archived {
  readonly key: string;
  readonly line: Record<string, unknown>;
}

/** The objects below the prefix, by key. */
function archived(prefix: string): Archived[] {
  const files = globSync(`buckets/*/${prefix}/**/*.json.gz`, { cwd: folder }).sort();
  return files.map((file) => {
    const text = gunzipSync(readFileSync(join(folder, file))).toString();
    expect(text).toMatch(/^\{[^\n]*\}\n$/);
    return { key: file.split('/').slice(2).join('/'), line: JSON.parse(text) };
  });
}

async function entriesInTable(): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: system.tableName, ConsistentRead: true }));
  return Items.filter(({ pk }) => pk === 'AUDIT_LOG').sort((one, other) => (one.sk < other.sk ? -1 : 1));
}

async function waitFor(done: () => boolean): Promise<void> {
  while (!done()) await delay(50);
}

test('gets every entry once, by day, under a key that is derived from the entry', async () => {
  const issuer = inject('issuer').url;
  const { bearer_token } = await mintPersonalToken(system.bearerUrl, issuer, 'admin@example.com');
  const admin = httpClient(system.bearerUrl, bearer_token);
  for (const name of ['One', 'Two', 'Three'])
    expect(await admin.post('/api/users', { name })).toMatchObject({ status: 201 });
  const stored = await entriesInTable();
  await waitFor(() => archived('entries').length >= stored.length);
  const expected = stored.map(({ pk, sk, actor_id, ...entry }) => ({
    key: `entries/day=${String(entry.at).slice(0, 10)}/${sk}.json.gz`,
    line: entry,
  }));
  expect(archived('entries')).toEqual(expected);
});

test('keeps the object when an entry is delivered again after a restart', async () => {
  const before = archived('entries');
  await system.stop();
  // Without a position, the stream is read from its beginning.
  system = await start();
  await client.send(
    new UpdateCommand({
      TableName: system.tableName,
      Key: { pk: 'AUDIT_LOG', sk: basename(before.at(-1)?.key ?? '', '.json.gz') },
      UpdateExpression: 'SET #action = :action',
      ExpressionAttributeNames: { '#action': 'action' },
      ExpressionAttributeValues: { ':action': 'user.updated' },
    }),
  );
  await waitFor(() => archived('alterations').length >= 1);
  expect(archived('entries')).toEqual(before);
});

test('gets an alteration with the entry before and after, and counts it for the alarm', async () => {
  const [entry] = archived('entries');
  const id = basename(entry?.key ?? '', '.json.gz');
  await client.send(new DeleteCommand({ TableName: system.tableName, Key: { pk: 'AUDIT_LOG', sk: id } }));
  await waitFor(() => archived('alterations').length >= 2);
  const changes = archived('alterations').map(({ line }) => line);
  expect(changes).toContainEqual(
    expect.objectContaining({ type: 'MODIFY', after: expect.objectContaining({ action: 'user.updated' }) }),
  );
  expect(changes).toContainEqual({
    type: 'REMOVE',
    entry_id: id,
    sequence: expect.any(String),
    before: entry?.line,
    after: {},
  });
  const counted = readFileSync(join(folder, 'functions.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"AuditEntriesAltered":1'));
  expect(counted.map((line) => JSON.parse(line).change)).toEqual(['MODIFY', 'REMOVE']);
});
