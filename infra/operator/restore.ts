// `npm run restore -- --from <backup> --into <table>`: brings a workspace back, and no revoked token, closed account or given name
// back to life with it. See docs/backup-and-restore.md.
import { parseArgs } from 'node:util';
import { restoreTable } from './restore-table.ts';
import { restoredItems } from './restored-items.ts';
import { restoredState } from './restored-state.ts';
import { readSource, tableOf } from './sources.ts';

const USAGE = `npm run restore -- --from <backup> --into <table> (--survived <table> | --complete | --close --admin <user_id>...) [--write]

  --from      a table (name or ARN), or a folder with an export of DynamoDB's
  --into      the table that is to hold the workspace; nobody else may write to it meanwhile
  --survived  what is left of the table: its audit log tells what came after the backup
  --complete  nothing was acknowledged after the backup
  --close     nobody knows what came after: every account is closed, except the Admins named
  --write     does it; without it, tells what it would do`;

try {
  const { from, into, survived, complete, close, admin, write } = parseArgs({
    options: {
      from: { type: 'string' },
      into: { type: 'string' },
      survived: { type: 'string' },
      complete: { type: 'boolean', default: false },
      close: { type: 'boolean', default: false },
      admin: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
    },
  }).values;
  const ways = [survived !== undefined, complete, close].filter(Boolean);
  if (from === undefined || into === undefined || ways.length !== 1) throw new Error(USAGE);
  await restore({ from, into, survived, closeAllBut: close ? admin : undefined, write });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

interface Restore {
  readonly from: string;
  readonly into: string;
  readonly survived: string | undefined;
  readonly closeAllBut: readonly string[] | undefined;
  readonly write: boolean;
}

async function restore({ from, into, survived, closeAllBut, write }: Restore): Promise<void> {
  const now = new Date();
  const backup = await readSource(from);
  const left = survived === undefined ? undefined : await readSource(survived);
  const state = restoredState({ backup, survived: left, closeAllBut, now });
  const { accounts, teams, datastores, lostTokens, gaps, entries } = state;
  console.log(`${accounts.length} accounts, ${teams.length} teams, ${datastores.length} datastores`);
  for (const token of lostTokens) console.log(`given up, its secret is not in the backup: ${token}`);
  for (const gap of gaps) console.log(`an entry of the audit log is missing: ${gap}`);
  console.log(`${entries.length} changes by the restore itself, in the audit log of ${now.toISOString()}`);
  if (!write) return console.log('nothing was written: add --write');
  const { client, TableName } = tableOf(into);
  const { written, deleted } = await restoreTable(client, TableName, restoredItems(state, now));
  console.log(`${written} items written, ${deleted} deleted`);
}
