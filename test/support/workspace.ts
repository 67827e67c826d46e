// A workspace of its own for a test file: the synthesized stack, running, on a database nobody else uses.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inject, test } from 'vitest';
import { type Consumer, startConsumer } from '../../infra/local/consumer.ts';
import { newSigningKey } from '../../infra/local/credentials.ts';
import type { SigningKey } from '../../infra/local/gateway/iam-authorization.ts';
import { idTokenFor } from '../../infra/local/issuer.ts';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { startSystem } from '../../infra/local/system.ts';
import { type Assembly, readAssembly } from '../../infra/local/template/assembly.ts';
import type { Role } from '../../shared/domain/user.ts';
import { accountKey, tokenKey } from '../../shared/storage/keys.ts';
import { refuseLeaks, tellCoverage } from './canaries.ts';
import { startDynamoDbProxy } from './dynamodb-proxy.ts';
import { type Answer, type HttpClient, httpClient } from './http-client.ts';
import { type Item, violations } from './invariants.ts';

/** The answers about an account and its first token, and a client that uses the token. */
export interface Holder {
  readonly user: Answer['body'];
  readonly token: Answer['body'];
  readonly client: HttpClient;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface Workspace {
  /** The first human Admin, with a personal token. */
  readonly admin: HttpClient;
  /** Of the bearer API, without a slash at the end. */
  readonly url: string;
  /** Of the signed API. */
  readonly signedUrl: string;
  readonly signingKey: SigningKey;
  readonly anonymous: HttpClient;
  /** A client with the given bearer token. */
  client(token: string): HttpClient;
  /** Teams of these names, made. */
  teams(...names: string[]): Promise<Answer['body'][]>;
  /** A new Service User with one token. */
  serviceUser(changes?: Record<string, unknown>): Promise<Holder>;
  /** A new person with one personal token. */
  person(role?: Role, changes?: Record<string, unknown>): Promise<Holder>;
  /** An ID token of the issuer for the e-mail. */
  idToken(email: string): Promise<string>;
  /** Changes the times of a stored token past the system: what else would take months. */
  turnBack(token: Answer['body'], times: { expiration?: string; last_used?: string }): Promise<void>;
  /** Every item of the table. */
  items(): Promise<Item[]>;
  /** Puts an item as it is, past the system. */
  put(item: Item): Promise<void>;
  /** What the table says against the rules; empty when all is well. */
  violations(): Promise<string[]>;
  /** All that the functions have logged. */
  logs(): string;
  /** The lines among it that are JSON, as CloudWatch would read them. */
  logLines(): LogLine[];
  /** Runs what is scheduled, now. */
  runSchedules(): Promise<void>;
  /** The stack of another app, which stands behind our authorizers. */
  consumer(assembly: Assembly): Promise<Consumer>;
  stop(): Promise<void>;
}

export interface WorkspaceOptions {
  /** Of the database. @default DynamoDB Local itself */
  readonly endpoint?: string;
  /** Folder where events go. @default there are none */
  readonly eventsFolder?: string;
}

export async function startWorkspace({
  endpoint = inject('endpoint'),
  eventsFolder,
}: WorkspaceOptions = {}): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-workspace-'));
  const logFile = join(folder, 'functions.log');
  const credentials = { accessKeyId: `test${randomBytes(8).toString('hex')}`, secretAccessKey: 'local' };
  const signingKey = newSigningKey();
  const system = await startSystem(readAssembly(inject('assembly')), {
    database: { endpoint, ...credentials },
    signingKey,
    logFile,
    ...(eventsFolder && {
      events: { events: join(eventsFolder, 'events.jsonl'), deadLetters: join(eventsFolder, 'dead-letters.jsonl') },
    }),
  });
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  const logs = () => readFileSync(logFile, 'utf8');
  const client = (token?: string) => httpClient(system.bearerUrl, token);
  const issuerUrl = inject('issuer').url;
  const admin = client((await mintPersonalToken(system.bearerUrl, issuerUrl, 'admin@example.com')).bearer_token);
  let made = 0;

  async function items(): Promise<Item[]> {
    const pages = await Array.fromAsync(
      paginateScan({ client: table }, { TableName: system.tableName, ConsistentRead: true }),
    );
    return pages.flatMap(({ Items = [] }) => Items);
  }

  return {
    admin,
    url: system.bearerUrl,
    signedUrl: system.signedUrl,
    signingKey,
    anonymous: client(),
    client,
    async teams(...names) {
      const made = [];
      for (const name of names) made.push((await admin.post('/api/teams', { name })).body);
      return made;
    },
    async serviceUser(changes) {
      made += 1;
      const token = { name: 'first', expires_in_days: 30 };
      const { body } = await admin.post('/api/users', { name: `Service User ${made}`, token, ...changes });
      return { user: body, token: body.token, client: client(body.token?.bearer_token) };
    },
    async person(role = 'Member', changes) {
      made += 1;
      const identity = { name: `Person ${made}`, email: `person.${made}@example.com`, user_type: 'Human' };
      const { body: user } = await admin.post('/api/users', { ...identity, role, ...changes });
      const token = await mintPersonalToken(system.bearerUrl, issuerUrl, user.email);
      return { user, token, client: client(token.bearer_token) };
    },
    idToken: (email) => idTokenFor(email, issuerUrl),
    async turnBack(token, times) {
      const fields = Object.entries(times);
      await table.send(
        new UpdateCommand({
          TableName: system.tableName,
          Key: accountKey(token.user.id),
          UpdateExpression: `SET ${fields.map(([field]) => `tokens.#token.${field} = :${field}`).join(', ')}`,
          ExpressionAttributeNames: { '#token': String(token.id) },
          ExpressionAttributeValues: Object.fromEntries(fields.map(([field, time]) => [`:${field}`, time])),
        }),
      );
      if (times.expiration !== undefined && token.type === 'Service') {
        const listed = { Key: tokenKey(token.id), UpdateExpression: 'SET expiration = :time' };
        const values = { ExpressionAttributeValues: { ':time': times.expiration } };
        await table.send(new UpdateCommand({ TableName: system.tableName, ...listed, ...values }));
      }
    },
    items,
    async put(Item) {
      await table.send(new PutCommand({ TableName: system.tableName, Item }));
    },
    violations: async () => violations(await items()),
    logs,
    logLines: () =>
      logs()
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line)),
    runSchedules: system.runSchedules,
    consumer: (assembly) => {
      const database = { endpoint, ...credentials, accessKeyId: `${credentials.accessKeyId}consumer` };
      return startConsumer(assembly, { system, database, signingKey, logFile });
    },
    async stop() {
      const stored = JSON.stringify(await items());
      await system.stop();
      const logs = readFileSync(logFile, 'utf8');
      const events = eventsFolder ? readAll(eventsFolder) : '';
      table.destroy();
      rmSync(folder, { recursive: true, force: true });
      tellCoverage(inject('canaries'));
      refuseLeaks({ items: stored, logs, events });
    },
  };
}

function readAll(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** A test with a workspace that its file has to itself. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
export const it = test.extend('workspace', { scope: 'file' }, async ({}, { onCleanup }) => {
  const workspace = await startWorkspace();
  onCleanup(() => workspace.stop());
  return workspace;
});

/** The same, with teams. */
export function itWithTeams(...names: string[]) {
  return it.extend('teams', { auto: true, scope: 'file' }, ({ workspace }) => workspace.teams(...names));
}

/** The same, with what stands between the system and its database, and makes faults. */
export const itWithProxy = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
  .extend('proxy', { scope: 'file' }, async ({}, { onCleanup }) => {
    const proxy = await startDynamoDbProxy(inject('endpoint'));
    onCleanup(() => proxy.stop());
    return proxy;
  })
  .extend('workspace', { scope: 'file' }, async ({ proxy }, { onCleanup }) => {
    const workspace = await startWorkspace({ endpoint: proxy.endpoint });
    onCleanup(() => workspace.stop());
    return workspace;
  });
