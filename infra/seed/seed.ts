// `npm run seed -- --users 100000`: writes sample data into the data folder of a stopped local system.
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
  const [assembly, dynamoDb] = await Promise.all([
    cachedAssembly({ app, folder: folder.assembly, context }),
    startDynamoDb({ folder: folder.database }),
  ]);
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: dynamoDb.endpoint, region: REGION, credentials }),
  );
  try {
    const [table] = resolveStack(assembly).of('AWS::DynamoDB::GlobalTable');
    if (table === undefined) throw new RunnerError('the stack has no table');
    await ensureTable({ endpoint: dynamoDb.endpoint, ...credentials }, table);
    await writeSampleData(client, table.physicalId, size, { onProgress: progressBar('writing'), mode: 'transactions' });
  } finally {
    client.destroy();
    await dynamoDb.stop();
    folder.release();
  }
}
