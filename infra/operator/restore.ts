// `npm run restore -- --from <backup> --into <table>`: restores a workspace. Revoked tokens and deactivated accounts stay so,
// and names stay unique. See docs/backup-and-restore.md.
import { parseCommandLine } from '../command-line.ts';
import { restoreTable } from './restore-table.ts';
import { restoredItems } from './restored-items.ts';
import { restoredState } from './restored-state.ts';
import { readSource, tableOf } from './sources.ts';

const USAGE = `npm run restore -- --from <backup> --into <table> (--survived <table> | --complete | --close --admin <user_id>...) [--write]

  --from      the backup: a table (name or ARN), or a folder with a DynamoDB export
  --into      the table to restore into; nothing else may write to it during the restore
  --survived  what is left of the lost table; its audit log has the changes since the backup
  --complete  there are no changes since the backup
  --close     the changes since the backup are unknown: deactivates every account except the Admins given with --admin
  --admin     user_id of a human Admin who stays active (with --close; repeatable)
  --write     writes the table; without this option, only reports what would be written`;

const { from, into, survived, complete, close, admin, write } = parseCommandLine(USAGE, {
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

try {
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
  const remains = survived === undefined ? undefined : await readSource(survived);
  const state = restoredState({ backup, survived: remains, closeAllBut, now });
  const { accounts, teams, datastores, lostTokens, gaps, entries } = state;
  console.log(`${accounts.length} accounts, ${teams.length} teams, ${datastores.length} datastores`);
  for (const token of lostTokens) console.log(`token deleted, because its secret is not in the backup: ${token}`);
  for (const gap of gaps) console.log(`audit entry missing: ${gap}`);
  console.log(`${entries.length} changes made by the restore, recorded in the audit log at ${now.toISOString()}`);
  if (!write) return console.log('nothing was written: add --write');
  const { client, TableName } = tableOf(into);
  const { written, deleted } = await restoreTable(client, TableName, restoredItems(state, now));
  console.log(`${written} items written, ${deleted} deleted`);
}
