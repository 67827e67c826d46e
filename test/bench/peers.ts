// Verification of a token compared with a peer: the API-key plugin of better-auth on SQLite, which is faster than on a database over the
// network. Both run in this process, the peer with its database. Our DynamoDB Local is another process.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { milliseconds, table, times, whole } from '../support/markdown.ts';
import { verification } from './authorizer.ts';
import { each, type Load, load, median, ratio, rounds } from './statistics.ts';
import type { Part } from './workbench.ts';

const ROUNDS = 15;
const WARM_UP = { calls: 2000, clients: 4 };
const ONE_CLIENT = { calls: 300 };
const MANY_CLIENTS = { calls: 400, clients: 16 };

export const peers: Part = async (workbench) => {
  const { verify } = await verification(workbench);
  const peers = {
    inFile: await betterAuthVerification(join(workbench.folder, 'database.sqlite')),
    inMemory: await betterAuthVerification(':memory:'),
  };
  for (const act of [verify, peers.inFile, peers.inMemory]) await load(act, WARM_UP);
  const measure = (options: typeof ONE_CLIENT) =>
    rounds(ROUNDS, {
      verify: () => load(verify, options),
      inFile: () => load(peers.inFile, options),
      inMemory: () => load(peers.inMemory, options),
    });
  const [oneClient, manyClients] = [await measure(ONE_CLIENT), await measure(MANY_CLIENTS)];
  const row = (what: string, side: typeof oneClient, field: keyof Load, format: (value: number) => string) => {
    const [of, inFile, inMemory] = [each(side.verify, field), each(side.inFile, field), each(side.inMemory, field)];
    const cells = [inFile, inMemory].flatMap((over) => [format(median(over)), times(ratio(of, over))]);
    return [what, format(median(of)), ...cells];
  };
  return table(
    ['verifications', 'authorizer', 'better-auth, SQLite in a file', 'ratio', 'better-auth, SQLite in memory', 'ratio'],
    [
      row('a second, 1 client', oneClient, 'perSecond', whole),
      row('p50, 1 client', oneClient, 'p50', milliseconds),
      row('p99, 1 client', oneClient, 'p99', milliseconds),
      row('a second, 16 clients', manyClients, 'perSecond', whole),
      row('CPU of the process for one, 16 clients', manyClients, 'cpu', milliseconds),
      row('p50, 16 clients', manyClients, 'p50', milliseconds),
      row('p99, 16 clients', manyClients, 'p99', milliseconds),
    ],
  );
};

/** Set up as in its documentation, except for the rate limit, which would reject the requests of a benchmark. */
async function betterAuthVerification(path: string): Promise<() => Promise<void>> {
  const options = {
    database: new DatabaseSync(path),
    baseURL: 'http://localhost',
    secret: 'a secret of the benchmark, which guards nothing',
    emailAndPassword: { enabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
    telemetry: { enabled: false },
  };
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);
  const body = { name: 'Pipeline', email: 'pipeline@example.com', password: 'a password of the benchmark' };
  const { user } = await auth.api.signUpEmail({ body });
  const { key } = await auth.api.createApiKey({ body: { name: 'production', userId: user.id } });
  return async () => {
    const { valid, error } = await auth.api.verifyApiKey({ body: { key } });
    if (!valid) throw new Error(`better-auth refused its own key: ${error?.message}`);
  };
}
