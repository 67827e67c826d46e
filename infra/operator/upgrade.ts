// `npm run upgrade -- --table <name>`: rewrites what a table holds in older layouts, beside live traffic.
import { parseArgs } from 'node:util';
import { documentClient } from '../../shared/storage/document-client.ts';
import { SCHEMA, UPGRADES } from '../../shared/storage/schema.ts';
import { rewriteOlderItems } from './rewrite-items.ts';

const { table } = parseArgs({ options: { table: { type: 'string' } } }).values;

if (table === undefined) throw new Error('--table must name the table (output TableName of the stack)');
if (SCHEMA < UPGRADES.length)
  throw new Error(
    `the functions write layout ${SCHEMA} still: deploy the release that writes ${UPGRADES.length} first`,
  );
const rewritten = await rewriteOlderItems(documentClient(), table);
console.log(`${rewritten} items were rewritten; all but the audit log is of layout ${UPGRADES.length}`);
