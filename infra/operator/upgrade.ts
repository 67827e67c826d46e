// `npm run upgrade -- --table <table>`: rewrites items with an older schema version, during live traffic. See docs/upgrading.md.
import { MIGRATIONS, SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { parseCommandLine } from '../command-line.ts';
import { countAccounts } from './count-accounts.ts';
import { rekeyNames } from './rekey-names.ts';
import { rewriteOlderItems } from './rewrite-items.ts';
import { tableOf } from './sources.ts';

const USAGE = `npm run upgrade -- --table <table>

  --table  name or ARN of the table (output TableName of the stack)`;

const { table } = parseCommandLine(USAGE, { options: { table: { type: 'string' } } }).values;

try {
  if (table === undefined)
    throw new Error('--table must be the name or the ARN of the table (output TableName of the stack)');
  if (SCHEMA_VERSION < MIGRATIONS.length)
    throw new Error(
      `this release does not write schema version ${MIGRATIONS.length} yet: deploy the release that does`,
    );
  const { client, TableName } = tableOf(table);
  const rewritten = await rewriteOlderItems(client, TableName);
  console.log(`${rewritten} items rewritten: all items except audit entries have schema version ${MIGRATIONS.length}`);
  const counted = await countAccounts(client, TableName);
  console.log(`${counted} accounts counted in the totals of lists`);
  const { moved, conflicts } = await rekeyNames(client, TableName);
  console.log(`${moved} names of teams and datastores moved to their new keys`);
  if (conflicts.length > 0) throw new Error(conflicts.join('\n'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
