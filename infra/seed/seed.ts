// `npm run seed -- --users 100000`: writes sample data into the data folder of a stopped local system.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openDataFolder } from '../local/data-folder.ts';
import { databaseCredentials } from '../local/database-credentials.ts';
import { startDynamoDb } from '../local/dynamodb-local.ts';
import { RunnerError } from '../local/runner-error.ts';
import { localContext, readSettings } from '../local/settings.ts';
import { ensureTable } from '../local/table.ts';
import { synthesize } from '../local/template/assembly.ts';
import { REGION, resolveStack } from '../local/template/stack.ts';
import { progressBar } from './progress-bar.ts';
import { writeSampleData } from './sample-data.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000' },
    tokens: { type: 'string', default: '3' },
    teams: { type: 'string', default: '1000' },
    datastores: { type: 'string', default: '10000' },
  },
});

try {
  const size = {
    users: wholeNumber('users'),
    tokens: wholeNumber('tokens'),
    teams: wholeNumber('teams'),
    datastores: wholeNumber('datastores'),
  };
  await seed(size);
} catch (error) {
  console.error(error instanceof RunnerError ? error.message : error);
  process.exitCode = 1;
}

function wholeNumber(option: keyof typeof values): number {
  const value = Number(values[option]);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RunnerError(`--${option} must be a whole number, not "${values[option]}"`);
  return value;
}

async function seed(size: Parameters<typeof writeSampleData>[2]): Promise<void> {
  const settings = readSettings(process.env);
  const folder = openDataFolder(settings.dataFolder);
  const context = localContext(settings, `http://localhost:${settings.issuerPort}`);
  const app = fileURLToPath(new URL('../local/app.ts', import.meta.url));
  const assembly = await synthesize(app, folder.assembly, context);
  const credentials = databaseCredentials(folder);
  const dynamoDb = await startDynamoDb({ folder: folder.database });
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: dynamoDb.endpoint, region: REGION, credentials }),
  );
  try {
    const [table] = resolveStack(assembly).of('AWS::DynamoDB::GlobalTable');
    if (table === undefined) throw new RunnerError('the stack has no table');
    await ensureTable({ endpoint: dynamoDb.endpoint, ...credentials }, table);
    await writeSampleData(client, table.physicalId, size, progressBar(`seeding ${size.users} users`));
  } finally {
    client.destroy();
    await dynamoDb.stop();
    folder.release();
  }
}
