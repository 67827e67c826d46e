// Tables with a populated workspace, and their restores.
import { inject } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { restoreTable } from '../../infra/operator/restore-table.ts';
import { restoredItems } from '../../infra/operator/restored-items.ts';
import { type RestoredState, type RestoreOptions, restoredState } from '../../infra/operator/restored-state.ts';
import { readTable } from '../../infra/operator/sources.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import type { Item } from './invariants.ts';
import { type Populated, populate } from './populated-table.ts';
import { CALLER, openTable, type Table, type TableOptions } from './table.ts';

/** The time of restores. */
export const RESTORED_AT = new Date('2026-06-01T12:00:00.000Z');

export async function populatedTable(options?: TableOptions): Promise<Populated & { readonly table: Table }> {
  const table = await emptyTable(options);
  return { table, ...(await populate(table)) };
}

/** A table with the first Admin of a new deployment only. */
export async function bootstrappedTable(): Promise<Table> {
  const table = await emptyTable();
  const actor = { user_id: 'system', user_type: 'System', authenticated_by: 'deployment' } as const;
  await seedFirstAdmin(table.ports, { ...CALLER, actor }, 'somebody.else@example.com');
  return table;
}

export function emptyTable(options?: TableOptions): Promise<Table> {
  return openTable(readAssembly(inject('assembly')), inject('endpoint'), options);
}

/** Whether a restore writes the item: sessions end with it, and idempotency keys are forgotten. */
export function isRestored({ pk }: Item): boolean {
  return !/^(?:SESSION|IDEMPOTENCY)#/.test(String(pk));
}

export function itemsOf({ client, tableName }: Table): Promise<Item[]> {
  return readTable({ client, TableName: tableName });
}

export async function restore(
  { client, tableName }: Table,
  options: Omit<RestoreOptions, 'now'>,
): Promise<RestoredState> {
  const state = restoredState({ ...options, now: RESTORED_AT });
  await restoreTable(client, tableName, restoredItems(state, RESTORED_AT));
  return state;
}

/** The user_id that each of the tokens authenticates. */
export async function userIdsOf({ ports }: Table, plaintexts: readonly string[]): Promise<(string | undefined)[]> {
  const users = [];
  for (const plaintext of plaintexts) users.push((await authenticateToken(ports, plaintext))?.user_id);
  return users;
}
