// A workspace of its own for a test file: the synthesized stack, running, on a database nobody else uses.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { newSigningKey } from '../../infra/local/credentials.ts';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { startSystem } from '../../infra/local/system.ts';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { type Answer, type HttpClient, httpClient } from './http-client.ts';
import { type Item, violations } from './invariants.ts';

export interface Workspace {
  /** The first human Admin, with a personal token. */
  readonly admin: HttpClient;
  readonly anonymous: HttpClient;
  /** A client with the given bearer token. */
  client(token: string): HttpClient;
  /** A new Service User with one token: the answers about them, and a client that uses it. */
  serviceUser(
    changes?: Record<string, unknown>,
  ): Promise<{ user: Answer['body']; token: Answer['body']; client: HttpClient }>;
  /** A person: made by the first Admin, and logged in with a personal token. */
  person(role?: string): Promise<{ user: Answer['body']; client: HttpClient }>;
  /** Every item of the table. */
  items(): Promise<Item[]>;
  /** What the table says against the rules; empty when all is well. */
  violations(): Promise<string[]>;
  /** All that the functions have logged. */
  logs(): string;
  stop(): Promise<void>;
}

/** @param parameters - Of the stack, beside the first Admin's e-mail. */
export async function startWorkspace(parameters: Record<string, string> = {}): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-workspace-'));
  const logFile = join(folder, 'functions.log');
  const credentials = { accessKeyId: `test${randomBytes(8).toString('hex')}`, secretAccessKey: 'local' };
  const endpoint = inject('endpoint');
  const signingKey = newSigningKey();
  const system = await startSystem(readAssembly(inject('assembly')), {
    database: { endpoint, ...credentials },
    parameters: { AdminEmail: 'admin@example.com', ...parameters },
    signingKey,
    logFile,
  });
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  const client = (token?: string) => httpClient(system.bearerUrl, token);
  const admin = client(await mintPersonalToken(system.bearerUrl, inject('issuer').url, 'admin@example.com'));
  let made = 0;

  async function items(): Promise<Item[]> {
    const pages = await Array.fromAsync(
      paginateScan({ client: table }, { TableName: system.tableName, ConsistentRead: true }),
    );
    return pages.flatMap(({ Items = [] }) => Items);
  }

  return {
    admin,
    anonymous: client(),
    client,
    async serviceUser(changes) {
      made += 1;
      const token = { name: 'first', expires_in_days: 30 };
      const { body } = await admin.post('/api/users', { name: `Service User ${made}`, token, ...changes });
      return { user: body, token: body.token, client: client(body.token?.bearer_token) };
    },
    async person(role = 'Member') {
      made += 1;
      const email = `person-${made}@example.com`;
      const { body } = await admin.post('/api/users', { name: `Person ${made}`, user_type: 'Human', email, role });
      return { user: body, client: client(await mintPersonalToken(system.bearerUrl, inject('issuer').url, email)) };
    },
    items,
    violations: async () => violations(await items()),
    logs: () => readFileSync(logFile, 'utf8'),
    async stop() {
      await system.stop();
      table.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
