// A table that the release before wrote, with schema version 1, and the upgrade that counts its accounts.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect } from 'vitest';
import { countAccounts } from '../../infra/operator/count-accounts.ts';
import { rewriteOlderItems } from '../../infra/operator/rewrite-items.ts';
import { createToken, listServiceTokens, updateToken } from '../../shared/services/tokens.ts';
import { createUser, deactivateUser, listUsers, updateUser } from '../../shared/services/users.ts';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { PARTITIONS } from '../../shared/storage/keys.ts';
import { type Item, violations } from '../support/invariants.ts';
import { CALLER } from '../support/table.ts';
import { it, type Store } from '../support/table-fixture.ts';

const OLDER: Item[] = JSON.parse(
  readFileSync(new URL('../support/schema-version-1.json', import.meta.url), 'utf8'),
).map(unmarshall);

const all = { size: 100, sort: 'last_login', sort_dir: 'asc', include_deleted: true } as const;

/** Replaces the content of the table with what the release before wrote. */
async function restoreOlder(store: Store): Promise<void> {
  for (const { pk, sk } of await store.items()) await store.remove({ pk, sk } as Item);
  for (const item of OLDER) await store.put(item);
}

describe('a table of schema version 1', () => {
  it('is read and changed before the upgrade, and its rules hold', async ({ store }) => {
    const { ports } = store;
    await restoreOlder(store);
    await updateUser(ports, CALLER, 'airflow@service', { role: 'Admin', teams: ['Operations'] });
    await createToken(ports, CALLER, { name: 'next', user_id: 2, expires_in_days: 1 });
    const created = await createUser(ports, CALLER, {
      name: 'New',
      role: 'Member',
      teams: ['Data'],
      user_type: 'Service',
    });
    await deactivateUser(ports, CALLER, String(created.id));
    expect(violations(await store.items())).toEqual([]);
    // Only the new account is counted.
    expect((await listUsers(ports, { ...all, sort: 'name' })).total).toBe(1);
  });

  it('has exact totals and complete lists after the upgrade', async ({ store }) => {
    const { ports, tableName } = store;
    await restoreOlder(store);
    const script = fileURLToPath(new URL('../../infra/operator/upgrade.ts', import.meta.url));
    const upgrade = () => promisify(execFile)(process.execPath, [script, '--table', tableName]);
    const first = await upgrade();
    expect(first.stdout).toContain('\n5 accounts counted in the totals of lists\n');
    const items = await store.items();
    expect(items.filter(({ pk, schema }) => pk !== PARTITIONS.auditLog && schema !== SCHEMA_VERSION)).toEqual([]);
    expect(items.filter(({ uncounted, by_last_login }) => uncounted ?? by_last_login)).toEqual([]);
    expect(violations(items)).toEqual([]);

    expect(await listUsers(ports, all)).toMatchObject({ total: 5, items: { length: 5 } });
    expect(await listUsers(ports, { ...all, team: 'Data', type: 'Service' })).toMatchObject({ total: 3 });
    const tokens = await listServiceTokens(ports, { size: 100 });
    expect(tokens).toMatchObject({ total: 5, items: { length: 5 } });
    const byExpiration = await listServiceTokens(ports, { size: 100, expires_before: '2100-01-01T00:00:00.000Z' });
    expect(byExpiration).toMatchObject({ total: 5, items: { length: 5 } });
    expect(await listServiceTokens(ports, { size: 100, name: 'STAG' })).toMatchObject({ items: [{ name: 'staging' }] });

    expect((await upgrade()).stdout).toContain('0 accounts counted');
    expect(await store.items()).toEqual(items);
  });

  it('counts every account once while accounts change', async ({ store }) => {
    const { ports, client, tableName } = store;
    await restoreOlder(store);
    const roles = ['Member', 'Manager'] as const;
    let writing = true;
    let writes = 0;
    const writer = async (id: string) => {
      for (; writing; writes += 1) {
        await updateUser(ports, CALLER, id, { role: roles[writes % 2], teams: writes % 3 ? ['Data'] : ['Operations'] });
        const { id: token } = await createToken(ports, CALLER, {
          name: `${writes}`,
          user_id: Number(id),
          expires_in_days: 1,
        });
        await updateToken(ports, CALLER, String(token), { revoke: true });
      }
    };
    const writers = ['2', '3'].map(writer);
    await expect.poll(() => writes, { timeout: 30_000 }).toBeGreaterThan(1);
    await rewriteOlderItems(client, tableName);
    await countAccounts(client, tableName);
    writing = false;
    await Promise.all(writers);
    const items = await store.items();
    expect(items.filter(({ uncounted }) => uncounted)).toEqual([]);
    expect(violations(items)).toEqual([]);
  });
});
