// Every item has a schema version, every reader rejects a newer one, and an upgrade rewrites the older ones.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect } from 'vitest';
import { rewriteOlderItems } from '../../infra/operator/rewrite-items.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { getDatastore, listDatastores } from '../../shared/services/datastores.ts';
import { createTeam, deleteTeam, getTeam, listTeams } from '../../shared/services/teams.ts';
import { createToken } from '../../shared/services/tokens.ts';
import { createUser, getUser, listUsers, updateUser } from '../../shared/services/users.ts';
import { parseAccountWrite } from '../../shared/storage/accounts/account-stream.ts';
import { type Item, MIGRATIONS, type Migration, SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { PARTITIONS } from '../../shared/storage/keys.ts';
import { violations } from '../support/invariants.ts';
import { type Populated, populate } from '../support/populated-table.ts';
import { CALLER } from '../support/table.ts';
import { type Store, it as withStore } from '../support/table-fixture.ts';

const it = withStore.extend('populated', { scope: 'file' }, ({ fileStore }) => populate(fileStore));

const page = { size: 10, cursor: '*' };
const member = { ...CALLER, principal: { ...CALLER.principal, role: 'Member', team_ids: [1, 2] } } as const;

const at = ({ pk, sk }: Item) => `${pk}/${sk}`;

/** The item with the key, or one of several. */
async function itemAt(store: Store, place: RegExp): Promise<Item> {
  const item = (await store.items()).find((stored) => place.test(at(stored)));
  if (item === undefined) throw new Error(`nothing is at ${place}`);
  return item;
}

/** The code of the error, if there is one. */
async function codeOf(act: Promise<unknown>): Promise<string | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

it('every type of item has a schema version', async ({ store, populated }) => {
  expect(populated.person.role).toBe('Manager');
  const items = await store.items();
  expect(items.filter(({ schema }) => schema !== SCHEMA_VERSION)).toEqual([]);
  const kinds = new Set(items.map(({ pk }) => String(pk).split('#')[0]));
  expect(kinds).toEqual(new Set(Object.values(PARTITIONS).map((partition) => partition.replace('#*', ''))));
  expect(violations(items)).toEqual([]);
});

describe('every reader rejects an item of a newer schema version, and no write overwrites it', () => {
  const readers: [string, RegExp, (store: Store, populated: Populated) => Promise<unknown>][] = [
    ['an account', /^USER#2\//, ({ ports }) => getUser(ports, CALLER, '2')],
    [
      'an account in a list',
      /^USER#2\//,
      ({ ports }) => listUsers(ports, { ...page, sort: 'name', sort_dir: 'asc', include_deleted: true }),
    ],
    [
      'an account in a scan of the directory',
      /^USER#2\//,
      ({ ports }) => Array.fromAsync(ports.directory.activeAccounts()),
    ],
    [
      'an account that a token belongs to',
      /^USER#2\//,
      ({ ports }, { tokens }) => authenticateToken(ports, tokens.production.bearer_token),
    ],
    ['an account that is changed', /^USER#2\//, ({ ports }) => updateUser(ports, CALLER, '2', { role: 'Admin' })],
    ['the guard of a user_id', /^USER_ID#airflow/, ({ ports }) => getUser(ports, CALLER, 'airflow@service')],
    ['the pointer of a token', /^TOKEN#1\//, ({ ports }) => ports.accounts.byTokenId(1)],
    [
      'a binding',
      /^IAM_PRINCIPAL#/,
      ({ ports }) => ports.accounts.byIamPrincipal('arn:aws:iam::000000000000:role/dbt'),
    ],
    [
      'a subject',
      /^SUBJECT#/,
      ({ ports }) => ports.accounts.bySubject({ issuer: 'https://issuer.example.com', subject: 'abc' }),
    ],
    [
      'the record of an idempotency key',
      /^IDEMPOTENCY#/,
      ({ ports }, { airflow }) =>
        createToken(ports, CALLER, { name: 'production', user_id: airflow.id, expires_in_days: 30 }, 'first'),
    ],
    ['the roster', /^HUMAN_ADMINS\//, ({ ports }) => ports.accounts.countHumanAdmins()],
    ['the counters', /^SEQUENCES\//, ({ ports }) => createTeam(ports, CALLER, { name: 'Next', description: '' })],
    ['the policy', /^POLICY\//, ({ ports }) => ports.policies.current()],
    ['a team', /^TEAM#2\/TEAM/, ({ ports }) => getTeam(ports, '2')],
    ['a team whose name is read', /^TEAM#2\/TEAM/, ({ ports }) => ports.teamNames.namesOf([2])],
    ['a team name', /^TEAM_NAMES\/data/, ({ ports }) => listTeams(ports, page)],
    ['the usage of a team that is deleted', /^TEAM#2\/USAGE/, ({ ports }) => deleteTeam(ports, CALLER, '2')],
    ['a datastore', /^DATASTORE#1\//, ({ ports }) => getDatastore(ports, CALLER, '1')],
    ['a datastore name', /^DATASTORE_NAMES\/warehouse/, ({ ports }) => listDatastores(ports, CALLER, page)],
    ['a datastore of a team', /^TEAM_DATASTORES#2\//, ({ ports }) => listDatastores(ports, member, page)],
    [
      'the totals of lists',
      /^TOTALS#2\//,
      ({ ports }) => listUsers(ports, { size: 10, sort: 'name', sort_dir: 'asc', include_deleted: false }),
    ],
    [
      'the totals of a team',
      /^TEAM#2\/USAGE/,
      ({ ports }) =>
        listUsers(ports, { size: 10, sort: 'name', sort_dir: 'asc', include_deleted: false, team: 'Data' }),
    ],
    ['an audit entry', /^AUDIT_LOG\//, ({ ports }) => ports.auditLog.entries({}).page(undefined, 100)],
    ['the last notice', /^TOKEN_NOTICES\//, ({ ports }) => ports.notices.publishedUntil()],
  ];

  it.for(readers)('%s', async ([, place, read], { store, populated }) => {
    expect(await codeOf(read(store, populated))).not.toBe('schema_too_new');
    const item = await itemAt(store, place);
    await store.put({ ...item, schema: SCHEMA_VERSION + 1 });
    try {
      const items = await store.items();
      expect(await codeOf(read(store, populated))).toBe('schema_too_new');
      // An id that is assigned and not used leaves a gap.
      const without = (all: Item[]) => all.filter((stored) => at(stored) !== 'SEQUENCES/LAST');
      expect(without(await store.items())).toEqual(without(items));
    } finally {
      await store.put(item);
    }
  });

  it('an image in the stream', async ({ store, populated }) => {
    const item = marshall(await itemAt(store, new RegExp(`^USER#${populated.airflow.id}/`))) as never;
    const newer = { ...(item as object), schema: { N: String(SCHEMA_VERSION + 1) } } as never;
    expect(parseAccountWrite(item, item).after.user.id).toBe(populated.airflow.id);
    expect(() => parseAccountWrite(item, newer)).toThrow(expect.objectContaining({ code: 'schema_too_new' }));
    expect(() => parseAccountWrite(newer, item)).toThrow(expect.objectContaining({ code: 'schema_too_new' }));
  });
});

describe('items without a schema version', () => {
  it('are read, and rewritten once by an upgrade', async ({ store, populated }) => {
    const { ports, client, tableName } = store;
    for (const { schema: _, ...item } of await store.items()) if (item.version === undefined) await store.put(item);
    expect(await getUser(ports, CALLER, 'airflow@service')).toMatchObject({ id: populated.airflow.id });
    await createUser(ports, CALLER, { name: 'Later', role: 'Admin', teams: ['Data'], user_type: 'Service' });

    const entries = (await store.items()).filter(({ pk }) => pk === PARTITIONS.auditLog);
    expect(await rewriteOlderItems(client, tableName)).toBeGreaterThan(20);
    const script = fileURLToPath(new URL('../../infra/operator/upgrade.ts', import.meta.url));
    const again = await promisify(execFile)(process.execPath, [script, '--table', tableName]);
    expect(again.stdout).toBe(
      `0 items rewritten: all items except audit entries have schema version ${SCHEMA_VERSION}\n0 accounts counted in the totals of lists\n0 names of teams and datastores moved to their new keys\n`,
    );
    const items = await store.items();
    expect(items.filter(({ pk, schema }) => pk !== PARTITIONS.auditLog && schema !== SCHEMA_VERSION)).toEqual([]);
    expect(items.filter(({ pk }) => pk === PARTITIONS.auditLog)).toEqual(entries);
    expect(violations(items)).toEqual([]);
  });
});

describe('an upgrade to a future schema version', () => {
  const shout: Migration = (item) =>
    String(item.pk).startsWith('DATASTORE#') ? { ...item, shouted: String(item.name).toUpperCase() } : item;
  const upgrades = [...MIGRATIONS, shout];

  it('loses no concurrent write, and leaves no item of an older version', async ({ store, populated }) => {
    const { ports, client, tableName } = store;
    const role = ['Member', 'Manager'] as const;
    const id = String(populated.airflow.id);
    let writing = true;
    let writes = 0;
    // The writers use the current schema version, like the functions that run during an upgrade.
    const writers = [2, 3].map(async (team) => {
      for (; writing; writes += 1) {
        await updateUser(ports, CALLER, id, {
          role: role[writes % 2],
          teams: [String(writes % 2 ? 'Data' : 'Operations')],
        }).catch(expectTooNew);
        await createTeam(ports, CALLER, { name: `Team ${team} ${writes}`, description: '' }).catch(expectTooNew);
      }
    });
    await expect.poll(() => writes, { timeout: 30_000 }).toBeGreaterThan(5);
    const rewritten = await rewriteOlderItems(client, tableName, upgrades);
    writing = false;
    await Promise.all(writers);
    expect(rewritten).toBeGreaterThan(20);
    await rewriteOlderItems(client, tableName, upgrades);
    const items = await store.items();
    expect(items.filter(({ pk, schema }) => pk !== PARTITIONS.auditLog && schema !== upgrades.length)).toEqual([]);
    expect(items.find(({ pk }) => pk === 'DATASTORE#1')).toMatchObject({ name: 'Warehouse', shouted: 'WAREHOUSE' });
    expect(violations(items)).toEqual([]);
  });
});

/** The current functions cannot read an item of the future schema version. */
function expectTooNew(error: { code?: string }): void {
  expect(error.code).toBe('schema_too_new');
}
