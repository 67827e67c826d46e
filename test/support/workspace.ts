// A separate workspace for a test file: the running stack with its own database.
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
import { logIn } from '../../infra/local/session.ts';
import { startSystem } from '../../infra/local/system.ts';
import type { Database } from '../../infra/local/table.ts';
import { type Assembly, readAssembly } from '../../infra/local/template/assembly.ts';
import type { Role } from '../../shared/domain/user.ts';
import { byTime } from '../../shared/storage/accounts/sort-keys.ts';
import { accountKey, tokenKey } from '../../shared/storage/keys.ts';
import type { ApiResponse } from './api-response.ts';
import { refuseLeaks, reportCoverage } from './canaries.ts';
import { startDynamoDbProxy } from './dynamodb-proxy.ts';
import { type HttpClient, httpClient } from './http-client.ts';
import { type Item, violations } from './invariants.ts';

/** An account, its first token, and a client that uses the token. */
export interface Holder {
  readonly user: ApiResponse['body'];
  readonly token: ApiResponse['body'];
  readonly client: HttpClient;
}

/** A person, with a further client that uses an interactive session of the person. */
interface Person extends Holder {
  readonly session: HttpClient;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface Workspace {
  /** The first human Admin, with a personal token. */
  readonly admin: HttpClient;
  /** URL of the bearer API, without a trailing slash. */
  readonly url: string;
  /** URL of the signed API. */
  readonly signedUrl: string;
  readonly signingKey: SigningKey;
  readonly database: Database;
  readonly tableName: string;
  readonly anonymous: HttpClient;
  /** A client with the given bearer token. */
  client(token: string): HttpClient;
  /** Creates teams with these names. */
  teams(...names: string[]): Promise<ApiResponse['body'][]>;
  /** Creates a Service User with one token. */
  serviceUser(changes?: Record<string, unknown>): Promise<Holder>;
  /** Creates a person with one personal token and a session. */
  person(role?: Role, changes?: Record<string, unknown>): Promise<Person>;
  /** Requests an ID token of the issuer for the e-mail address. */
  idToken(email: string): Promise<string>;
  /** Logs the person in. @returns the session */
  session(email: string): Promise<string>;
  /** Logs the person in. @returns a client that uses the session */
  logIn(email: string): Promise<HttpClient>;
  /** Changes the times of a stored token directly in the table. */
  setTokenTimes(
    token: ApiResponse['body'],
    times: { created?: string; expiration?: string; last_used?: string; refused_address?: string },
  ): Promise<void>;
  /** Reads every item of the table. */
  items(): Promise<Item[]>;
  /** Writes an item directly to the table. */
  put(item: Item): Promise<void>;
  /** Describes each violation of a rule in the table. */
  violations(): Promise<string[]>;
  /** Everything that the functions have logged. */
  logs(): string;
  /** The log lines that are JSON, as CloudWatch reads them. */
  logLines(): LogLine[];
  /** Runs the scheduled functions now. */
  runSchedules(): Promise<void>;
  /** Starts the stack of another app that uses the authorizers. */
  consumer(assembly: Assembly): Promise<Consumer>;
  stop(): Promise<void>;
}

export interface WorkspaceOptions {
  /** URL of the database. @default DynamoDB Local */
  readonly endpoint?: string;
  /** Folder of published events. @default no events are published */
  readonly eventsFolder?: string;
}

export async function startWorkspace({
  endpoint = inject('endpoint'),
  eventsFolder,
}: WorkspaceOptions = {}): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-workspace-'));
  const logFile = join(folder, 'functions.log');
  const credentials = { accessKeyId: `test${randomBytes(8).toString('hex')}`, secretAccessKey: 'local' };
  const database = { endpoint, ...credentials };
  const signingKey = newSigningKey();
  const system = await startSystem(readAssembly(inject('assembly')), {
    database,
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
  const session = (email: string) => logIn(system.bearerUrl, issuerUrl, email);
  const logInAs = async (email: string) => client(await session(email));
  let created = 0;

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
    database,
    tableName: system.tableName,
    anonymous: client(),
    client,
    async teams(...names) {
      const teams = [];
      for (const name of names) teams.push((await admin.post('/api/teams', { name })).body);
      return teams;
    },
    async serviceUser(changes) {
      created += 1;
      const token = { name: 'first', expires_in_days: 30 };
      const { body } = await admin.post('/api/users', { name: `Service User ${created}`, token, ...changes });
      return { user: body, token: body.token, client: client(body.token?.bearer_token) };
    },
    async person(role = 'Member', changes) {
      created += 1;
      const identity = { name: `Person ${created}`, email: `person.${created}@example.com`, user_type: 'Human' };
      const { body: user } = await admin.post('/api/users', { ...identity, role, ...changes });
      const token = await mintPersonalToken(system.bearerUrl, issuerUrl, user.email);
      return { user, token, client: client(token.bearer_token), session: await logInAs(user.email) };
    },
    idToken: (email) => idTokenFor(email, issuerUrl),
    session,
    logIn: logInAs,
    async setTokenTimes(token, times) {
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
        const listed = { Key: tokenKey(token.id), UpdateExpression: 'SET by_time = :time' };
        const values = { ExpressionAttributeValues: { ':time': byTime(times.expiration, token.id) } };
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
      const ofConsumer = { ...database, accessKeyId: `${credentials.accessKeyId}consumer` };
      return startConsumer(assembly, { system, database: ofConsumer, signingKey, logFile });
    },
    async stop() {
      const stored = JSON.stringify(await items());
      await system.stop();
      const logs = readFileSync(logFile, 'utf8');
      const events = eventsFolder ? readAll(eventsFolder) : '';
      table.destroy();
      rmSync(folder, { recursive: true, force: true });
      reportCoverage(inject('canaries'));
      refuseLeaks({ items: stored, logs, events });
    },
  };
}

function readAll(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** A test with the workspace of its file. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
export const it = test.extend('workspace', { scope: 'file' }, async ({}, { onCleanup }) => {
  const workspace = await startWorkspace();
  onCleanup(() => workspace.stop());
  return workspace;
});

/** A test with the workspace of its file, which has these teams. */
export function itWithTeams(...names: string[]) {
  return it.extend('teams', { auto: true, scope: 'file' }, ({ workspace }) => workspace.teams(...names));
}

/** A test with the workspace of its file, with a proxy in front of the database that injects faults. */
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
