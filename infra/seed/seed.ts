// `npm run seed -- --users 100000`: writes sample data into the data folder of a stopped local system.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parseCommandLine } from '../command-line.ts';
import { openDataFolder } from '../local/data-folder.ts';
import { databaseCredentials } from '../local/database-credentials.ts';
import { startDynamoDb } from '../local/dynamodb-local.ts';
import { readOptions } from '../local/options.ts';
import { RunnerError } from '../local/runner-error.ts';
import { localContext, readSettings } from '../local/settings.ts';
import { ensureTable } from '../local/table.ts';
import { cachedAssembly } from '../local/template/cached-assembly.ts';
import { REGION, resolveStack } from '../local/template/stack.ts';
import { progressBar } from './progress-bar.ts';
import { writeSampleData } from './sample-data.ts';
import { writeInMemory } from './write-in-memory.ts';

/** More than a user, a token, a team or a datastore takes in the database, with the record of its write in the stream. */
const BYTES_OF_RESOURCE = 50_000;

const USAGE = `npm run seed -- [--users <number>] [--tokens <number>] [--teams <number>] [--datastores <number>]

  --users       Service Users to add (200)
  --tokens      service tokens of each of them (1)
  --teams       teams to add (one for every 20 users)
  --datastores  datastores to add (one for every 10 users)

Adds sample data to DATA_DIR (.local), whose system must be stopped.`;

const { values } = parseCommandLine(USAGE, {
  options: {
    users: { type: 'string', default: '200' },
    tokens: { type: 'string', default: '1' },
    teams: { type: 'string' },
    datastores: { type: 'string' },
  },
});

try {
  const users = wholeNumber('users', values.users);
  await seed({
    users,
    tokens: wholeNumber('tokens', values.tokens),
    teams: wholeNumber('teams', values.teams ?? String(Math.ceil(users / 20))),
    datastores: wholeNumber('datastores', values.datastores ?? String(Math.ceil(users / 10))),
  });
} catch (error) {
  console.error(error instanceof RunnerError ? error.message : error);
  process.exitCode = 1;
}

function wholeNumber(option: keyof typeof values, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RunnerError(`--${option} must be a whole number, not "${text}"`);
  return Number(text);
}

async function seed(size: Parameters<typeof writeSampleData>[2]): Promise<void> {
  const { users, tokens, teams, datastores } = size;
  const settings = readSettings(process.env, readOptions(process.cwd(), []).options);
  const folder = openDataFolder(settings.dataFolder);
  console.log(
    `This adds Service Users: ${users}, service tokens: ${users * tokens}, teams: ${teams}, datastores: ${datastores}.`,
  );
  const context = localContext(settings, `http://localhost:${settings.issuerPort}`);
  const app = fileURLToPath(new URL('../local/app.ts', import.meta.url));
  const credentials = databaseCredentials(folder);
  try {
    const bytes = BYTES_OF_RESOURCE * (users + users * tokens + teams + datastores);
    await writeInMemory(folder.database, bytes, async (database) => {
      const isNew = readdirSync(database).length === 0;
      const starting = startDynamoDb({ folder: database });
      try {
        const synthesis = cachedAssembly({ app, folder: folder.assembly, context });
        const [assembly, { endpoint }] = await Promise.all([synthesis, starting]);
        const [table] = resolveStack(assembly).of('AWS::DynamoDB::GlobalTable');
        if (table === undefined) throw new RunnerError('the stack has no table');
        const ensure = (wanted: typeof table) => ensureTable({ endpoint, ...credentials }, wanted);
        // A record in the stream costs DynamoDB Local a fifth of the time of a write. In a new table, nothing reads it.
        await ensure(isNew ? withoutStream(table) : table);
        const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: REGION, credentials }));
        const options = { onProgress: progressBar('writing'), mode: 'transactions' } as const;
        await writeSampleData(client, table.physicalId, size, options);
        client.destroy();
        if (isNew) await ensure(table);
      } finally {
        await starting.then((dynamoDb) => dynamoDb.stop());
      }
    });
  } finally {
    folder.release();
  }
}

function withoutStream<T extends { readonly properties: object }>(table: T): T {
  return { ...table, properties: { ...table.properties, StreamSpecification: undefined } };
}
