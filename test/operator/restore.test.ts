// Restores: a complete backup, a backup with the damaged table, and a backup only.
import { rmSync } from 'node:fs';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { restoredItems } from '../../infra/operator/restored-items.ts';
import { restoredState } from '../../infra/operator/restored-state.ts';
import { readSource } from '../../infra/operator/sources.ts';
import { eventsBetween } from '../../shared/domain/events.ts';
import { listDatastores, updateDatastore } from '../../shared/services/datastores.ts';
import { listFederationPolicies } from '../../shared/services/federation-policies.ts';
import { updatePolicy } from '../../shared/services/policy.ts';
import { createTeam, deleteTeam, listTeams } from '../../shared/services/teams.ts';
import { createToken, rotateToken, updateToken } from '../../shared/services/tokens.ts';
import {
  createUser,
  deactivateUser,
  getUser,
  listUsers,
  reactivateUser,
  updateUser,
} from '../../shared/services/users.ts';
import { parseAccountWrite } from '../../shared/storage/accounts/account-stream.ts';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { accountKey, PARTITIONS, tokenKey } from '../../shared/storage/keys.ts';
import { type Item, violations } from '../support/invariants.ts';
import {
  bootstrappedTable,
  isRestored,
  itemsOf,
  populatedTable,
  RESTORED_AT,
  restore,
  userIdsOf,
} from '../support/restored-table.ts';
import { CALLER, type Table } from '../support/table.ts';
import { writeExport } from '../support/table-export.ts';

const page = { size: 100, cursor: '*' };
const allUsers = { ...page, sort: 'name', sort_dir: 'asc', include_deleted: true } as const;
const service = (name: string) => ({ name, role: 'Member' as const, teams: ['Data'], user_type: 'Service' as const });
const airflow = 'airflow@service';
const person = 'person@example.com';

const logOf = (items: readonly Item[]) =>
  items.filter(({ pk }) => pk === PARTITIONS.auditLog).sort((a, b) => String(a.sk).localeCompare(String(b.sk)));

describe('a complete backup restored into an empty table', () => {
  it('gives the same rules, audit log, lists, tokens and next ids', async () => {
    const { table, tokens, retiring, laptop } = await populatedTable();
    const { production, staging, revoked, leaked, rotated } = tokens;
    const shown = [production, staging, revoked, leaked, rotated, laptop].map(({ bearer_token }) => bearer_token);
    const lists = async ({ ports }: Table) => [
      await listUsers(ports, allUsers),
      await listTeams(ports, page),
      await listDatastores(ports, CALLER, page),
      await ports.policies.current(),
      await ports.notices.publishedUntil(),
      await listFederationPolicies(ports, CALLER, airflow, page),
    ];
    const listed = await lists(table);
    const items = await itemsOf(table);
    const folder = writeExport(items);
    const fresh = await bootstrappedTable();

    const state = await restore(fresh, { backup: await readSource(folder) });
    rmSync(folder, { recursive: true });

    expect(state).toMatchObject({ entries: [], lostTokens: [], gaps: [] });
    const restored = await itemsOf(fresh);
    expect(violations(restored)).toEqual([]);
    expect(logOf(restored)).toEqual(logOf(items));
    expect(restored.every(({ schema }) => schema === SCHEMA_VERSION)).toBe(true);
    expect(new Set(restored.map(({ pk, sk }) => `${pk}/${sk}`))).toEqual(
      new Set(items.filter(isRestored).map(({ pk, sk }) => `${pk}/${sk}`)),
    );
    const policy = { ...(listed[3] as object), version: 2 };
    expect(await lists(fresh)).toEqual([...listed.slice(0, 3), policy, ...listed.slice(4)]);
    expect(listed[5]).toMatchObject({
      items: [{ version: 2, last_used: expect.any(String) }, { jwks: { keys: [{}] } }],
    });
    expect(await userIdsOf(fresh, [...shown, retiring])).toEqual([
      airflow,
      airflow,
      undefined,
      undefined,
      airflow,
      person,
      airflow,
    ]);

    const next = await createUser(fresh.ports, CALLER, {
      ...service('Next'),
      token: { name: 'x', expires_in_days: 1 },
    });
    const team = await createTeam(fresh.ports, CALLER, { name: 'Next', description: '' });
    const ids = [next.id, next.token?.id, team.id];
    const after = await createUser(table.ports, CALLER, {
      ...service('Next'),
      token: { name: 'x', expires_in_days: 1 },
    });
    expect(ids).toEqual([
      after.id,
      after.token?.id,
      (await createTeam(table.ports, CALLER, { name: 'Next', description: '' })).id,
    ]);
    await expect(createUser(fresh.ports, CALLER, service('Retired'))).rejects.toMatchObject({ code: 'user_id_taken' });
    await expect(deactivateUser(fresh.ports, CALLER, '1')).rejects.toMatchObject({ code: 'last_human_admin' });
    await expect(deactivateUser(fresh.ports, CALLER, airflow)).rejects.toMatchObject({ code: 'active_tokens' });
    await expect(deleteTeam(fresh.ports, CALLER, '2')).rejects.toMatchObject({ code: 'team_in_use' });
    expect(violations(await itemsOf(fresh))).toEqual([]);
  });

  it('can be restored back into its source with the changes made in the meantime', async () => {
    const { table, tokens } = await populatedTable();
    const { production, staging } = tokens;
    const standby = await bootstrappedTable();
    await restore(standby, { backup: await itemsOf(table) });
    await updateToken(standby.ports, CALLER, String(production.id), { revoke: true });

    await restore(table, { backup: await itemsOf(standby) });
    const items = await itemsOf(table);
    expect(violations(items)).toEqual([]);
    expect(logOf(items)).toEqual(logOf(await itemsOf(standby)));
    expect(await userIdsOf(table, [production.bearer_token, staging.bearer_token])).toEqual([undefined, airflow]);
  });
});

describe('a backup restored with the damaged table', () => {
  it('gives all changes made after the backup, except secrets', async () => {
    const { table, tokens, retiring, laptop, admin } = await populatedTable();
    const { ports, client, tableName } = table;
    const backup = await itemsOf(table);

    await updateToken(ports, admin, String(tokens.production.id), { revoke: true });
    const rotated = await rotateToken(ports, admin, String(tokens.staging.id), { overlap_hours: 168 });
    await updateToken(ports, admin, String(tokens.revoked.id), { revoke: false });
    await deactivateUser(ports, admin, person);
    await updateUser(ports, admin, 'dbt@service', { iam_principals: [], role: 'Manager', teams: [] });
    const late = await createUser(ports, admin, { ...service('Late'), token: { name: 'first', expires_in_days: 1 } });
    await updateDatastore(ports, admin, '1', { teams: ['Operations'] });
    await createTeam(ports, admin, { name: 'Late', description: '' });
    await updatePolicy(ports, admin, { max_lifetime_days: 30 });
    const users = (await listUsers(ports, allUsers)).items.map(({ user_id }) => user_id);
    const [teams, datastores] = [await listTeams(ports, page), await listDatastores(ports, CALLER, page)];

    // The damage: items were deleted directly in the table.
    for (const Key of [accountKey(2), tokenKey(1), accountKey(late.id)]) {
      await client.send(new DeleteCommand({ TableName: tableName, Key }));
    }
    const survived = await itemsOf(table);
    const state = await restore(table, { backup, survived });

    expect(state.lostTokens.toSorted()).toEqual(['airflow@service staging', 'late@service first']);
    const restored = await itemsOf(table);
    expect(violations(restored)).toEqual([]);
    expect(logOf(restored).slice(0, logOf(survived).length)).toEqual(logOf(survived));
    expect(await getUser(ports, CALLER, person)).toMatchObject({ deleted_at: expect.any(String) });
    expect(await getUser(ports, CALLER, 'dbt@service')).toMatchObject({
      iam_principals: [],
      role: 'Manager',
      teams: ['Public'],
    });
    expect(await getUser(ports, CALLER, 'late@service')).toMatchObject({
      id: late.id,
      created_by: 'admin@example.com',
    });
    await expect(createUser(ports, admin, service('Late'))).rejects.toMatchObject({ code: 'user_id_taken' });
    expect(await listTeams(ports, page)).toEqual(teams);
    expect(await listDatastores(ports, CALLER, page)).toEqual(datastores);
    expect((await listUsers(ports, allUsers)).items.map(({ user_id }) => user_id)).toEqual(users);
    expect(await ports.policies.current()).toMatchObject({ max_lifetime_days: 30 });

    const { production, staging, revoked, leaked } = tokens;
    const shown = [production, staging, rotated, revoked, leaked, laptop, late.token].map(
      (token) => token?.bearer_token ?? '',
    );
    expect(await userIdsOf(table, [...shown, retiring])).toEqual([
      undefined,
      undefined,
      undefined,
      airflow,
      undefined,
      undefined,
      undefined,
      airflow,
    ]);
    const made = await createToken(ports, admin, { name: 'first', user_id: late.id, expires_in_days: 1 });
    expect(made.id).toBe((late.token?.id ?? 0) + 1);
    expect(await userIdsOf(table, [made.bearer_token])).toEqual(['late@service']);
    expect(violations(await itemsOf(table))).toEqual([]);
  });
});

it('publishes no event for a restore, and the next event has a higher sequence number than all earlier ones', async () => {
  const { table, tokens } = await populatedTable();
  const backup = await itemsOf(table);
  await updateToken(table.ports, CALLER, String(tokens.production.id), { revoke: true });
  const survived = await itemsOf(table);
  await restore(table, { backup, survived });
  const accountIn = (items: readonly Item[]) => marshall(items.find(({ pk }) => pk === 'USER#2') as Item);
  const [old, restored] = [accountIn(survived), accountIn(await itemsOf(table))];
  await updateToken(table.ports, CALLER, String(tokens.staging.id), { revoke: true });
  const next = accountIn(await itemsOf(table));

  const events = (before: typeof old | undefined, after: typeof old) => {
    const write = parseAccountWrite(before as never, after as never);
    return eventsBetween(write.before, write.after, write.cause);
  };
  expect(events(undefined, restored)).toEqual([]);
  expect(events(old, restored)).toEqual([]);
  expect(events(restored, next)).toMatchObject([{ type: 'token.revoked', token: { id: tokens.staging.id } }]);
  expect(events(restored, next)[0]?.sequence).toBeGreaterThan(Number(old.version?.N));
});

describe('a backup restored without the changes made after it', () => {
  it('closes every account except the named Admin, revokes every credential, and assigns unused ids', async () => {
    const { table, tokens, retiring, laptop } = await populatedTable();
    const backup = await itemsOf(table);
    await updateToken(table.ports, CALLER, String(tokens.production.id), { revoke: true });
    const fresh = await bootstrappedTable();

    expect(() => restoredState({ backup, closeAllBut: [], now: RESTORED_AT })).toThrow(
      'No active human Admin would be left',
    );
    expect(() => restoredState({ backup, closeAllBut: [person], now: RESTORED_AT })).toThrow(
      `Not an active human Admin: ${person}`,
    );
    await restore(fresh, { backup, closeAllBut: ['admin@example.com'] });

    const { ports } = fresh;
    expect(violations(await itemsOf(fresh))).toEqual([]);
    const shown = [...Object.values(tokens), laptop].map(({ bearer_token }) => bearer_token);
    expect((await userIdsOf(fresh, [...shown, retiring])).filter(Boolean)).toEqual([]);
    expect(await ports.accounts.byIamPrincipal('arn:aws:iam::000000000000:role/dbt')).toBeUndefined();
    const open = (await listUsers(ports, { ...allUsers, include_deleted: false })).items;
    expect(open.map(({ user_id }) => user_id)).toEqual(['admin@example.com']);

    // An Admin reactivates accounts, which restores no credential.
    await reactivateUser(ports, CALLER, person);
    await reactivateUser(ports, CALLER, 'dbt@service');
    expect((await userIdsOf(fresh, [laptop.bearer_token])).filter(Boolean)).toEqual([]);
    expect(await getUser(ports, CALLER, 'dbt@service')).toMatchObject({
      iam_principals: [],
      teams: ['Public', 'Data', 'Operations'],
    });
    const { id } = await createUser(ports, CALLER, service('Next'));
    expect(id).toBeGreaterThan(1_000_000);
    expect(violations(await itemsOf(fresh))).toEqual([]);
  });

  it('rebuilds an account whose item is missing from its audit entries', async () => {
    const { table } = await populatedTable();
    const backup = (await itemsOf(table)).filter(({ pk }) => pk !== 'USER#2' && pk !== `USER_ID#${airflow}`);
    const fresh = await bootstrappedTable();
    await restore(fresh, { backup, closeAllBut: ['admin@example.com'] });
    expect(violations(await itemsOf(fresh))).toEqual([]);
    await expect(createUser(fresh.ports, CALLER, service('Airflow'))).rejects.toMatchObject({ code: 'user_id_taken' });
  });
});

it('can be repeated after a restore that stopped halfway', async () => {
  const { table, tokens } = await populatedTable();
  const backup = await itemsOf(table);
  await rotateToken(table.ports, CALLER, String(tokens.staging.id), { overlap_hours: 1 });
  const state = restoredState({ backup, survived: await itemsOf(table), now: RESTORED_AT });
  const items = restoredItems(state, RESTORED_AT);
  for (const item of items.slice(items.length / 2)) {
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: item }));
  }
  await restore(table, { backup, survived: await itemsOf(table) });
  expect(violations(await itemsOf(table))).toEqual([]);
  expect((await userIdsOf(table, [tokens.staging.bearer_token])).filter(Boolean)).toEqual([]);
});
