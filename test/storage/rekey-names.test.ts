// `npm run upgrade` moves the names that an earlier version stored under another key.
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect } from 'vitest';
import { rekeyNames } from '../../infra/operator/rekey-names.ts';
import { createDatastore, listDatastores } from '../../shared/services/datastores.ts';
import { createTeam, listTeams, updateTeam } from '../../shared/services/teams.ts';
import { violations } from '../support/invariants.ts';
import { populate } from '../support/populated-table.ts';
import { CALLER } from '../support/table.ts';
import { type Store, it as withStore } from '../support/table-fixture.ts';

const it = withStore.extend('populated', { scope: 'file', auto: true }, ({ fileStore }) => populate(fileStore));

const page = { size: 50, cursor: '*' };

/** Stores the entries of the name under the key of version 0.1.0. */
async function useOldKey(store: Store, key: string, oldKey: string): Promise<void> {
  for (const item of (await store.items()).filter(({ sk }) => sk === key)) {
    await store.put({ ...item, sk: oldKey });
    const { pk, sk } = item;
    await store.client.send(new DeleteCommand({ TableName: store.tableName, Key: { pk, sk } }));
  }
}

describe('names with old keys', () => {
  it('are found again, and ordinary names stay as they are', async ({ store }) => {
    const { ports, client, tableName } = store;
    await createTeam(ports, CALLER, { name: 'Straße', description: '' });
    await createTeam(ports, CALLER, { name: 'Zürich', description: '' });
    await createDatastore(ports, CALLER, { name: 'ﬁnance', teams: ['Straße', 'Public'] });
    const before = await store.items();
    await useOldKey(store, 'strasse', 'straße');
    await useOldKey(store, 'finance', 'ﬁnance');
    expect(violations(await store.items())).not.toEqual([]);
    expect(await rekeyNames(client, tableName)).toEqual({ moved: 4, conflicts: [] });
    expect(await store.items()).toEqual(expect.arrayContaining(before));
    expect(await rekeyNames(client, tableName)).toEqual({ moved: 0, conflicts: [] });
    expect(violations(await store.items())).toEqual([]);
    const { items } = await listDatastores(ports, CALLER, page);
    expect(items.filter(({ name }) => name === 'ﬁnance')).toMatchObject([{ teams: ['Straße', 'Public'] }]);
  });

  it('that another team has now are reported, and moved after a rename', async ({ store }) => {
    const { ports, client, tableName } = store;
    const old = await createTeam(ports, CALLER, { name: 'Maße', description: '' });
    await useOldKey(store, 'masse', 'maße');
    const other = await createTeam(ports, CALLER, { name: 'Masse', description: '' });
    const { moved, conflicts } = await rekeyNames(client, tableName);
    expect([moved, conflicts]).toEqual([0, [expect.stringContaining(`The team ${old.id} has the same name`)]]);
    await updateTeam(ports, CALLER, String(other.id), { name: 'Weight' });
    expect(await rekeyNames(client, tableName)).toEqual({ moved: 1, conflicts: [] });
    expect(violations(await store.items())).toEqual([]);
  });

  it('of a team that was renamed in the meantime are deleted', async ({ store }) => {
    const { ports, client, tableName } = store;
    const team = await createTeam(ports, CALLER, { name: 'Größe', description: '' });
    await useOldKey(store, 'grösse', 'größe');
    await updateTeam(ports, CALLER, String(team.id), { name: 'Size' });
    expect(await rekeyNames(client, tableName)).toEqual({ moved: 1, conflicts: [] });
    expect(violations(await store.items())).toEqual([]);
    const names = (await listTeams(ports, page)).items.map(({ name }) => name);
    expect(names.filter((name) => name === 'Size')).toHaveLength(1);
  });
});
