// The sample data obeys the rules, and the cost of requests does not grow with its size.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { writeSampleData } from '../../infra/seed/sample-data.ts';
import type { UserFilter } from '../../shared/contracts/users.ts';
import { listAccessReview } from '../../shared/services/access-review.ts';
import { listAuditLog } from '../../shared/services/audit-log.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { createDatastore, listDatastores } from '../../shared/services/datastores.ts';
import { createTeam, deleteTeam } from '../../shared/services/teams.ts';
import { createToken, listServiceTokens } from '../../shared/services/tokens.ts';
import { createUser, getUser, listUsers } from '../../shared/services/users.ts';
import { dynamoFederationUses } from '../../shared/storage/accounts/federation-uses.ts';
import { consumptionOf } from '../support/consumed-capacity.ts';
import { violations } from '../support/invariants.ts';
import { CALLER, openTable } from '../support/table.ts';
import { it as itWithStore } from '../support/table-fixture.ts';

itWithStore('violates no rule, and accepts further changes', async ({ store }) => {
  const { client, tableName, ports } = store;
  const size = { users: 60, tokens: 3, teams: 12, datastores: 20 };
  const progress: number[] = [];
  await writeSampleData(client, tableName, size, { onProgress: (done) => progress.push(done) });
  await writeSampleData(client, tableName, size);
  expect(progress.at(-1)).toBe(1);
  const { id } = await createUser(ports, CALLER, {
    name: 'Next',
    role: 'Member',
    teams: ['Sample team 3'],
    user_type: 'Service',
  });
  expect(id).toBe(121);
  await expect(deleteTeam(ports, CALLER, '3')).rejects.toMatchObject({ code: 'team_in_use' });
  expect(await createTeam(ports, CALLER, { name: 'Next', description: '' })).toMatchObject({ id: 26 });
  // The sample data has no people, therefore no first Admin, and no team Public.
  expect(violations(await store.items()).sort()).toEqual([
    'no active human Admin is left',
    'team 1 is referenced, but does not exist',
  ]);
  const all = await listUsers(ports, { size: 1, sort: 'name', sort_dir: 'asc', include_deleted: true });
  expect(all.total).toBe(121);
  expect((await listServiceTokens(ports, { size: 1 })).total).toBe(360);
});

/** The kind of an item, and the names of its attributes. */
const shapeOf = (item: Record<string, unknown>) =>
  `${String(item.pk).split('#')[0]}: ${Object.keys(item).sort().join(' ')}`;

it('writes the same kinds of items as the API', async () => {
  const { client, tableName, ports } = await openTable(readAssembly(inject('assembly')), inject('endpoint'));
  const items = async () => (await client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
  const size = { users: 1, tokens: 1, teams: 1, datastores: 1 };
  await writeSampleData(client, tableName, size, { mode: 'transactions' });
  const sample = await items();
  const { name: team } = await createTeam(ports, CALLER, { name: 'Next', description: 'Created by the API' });
  await createDatastore(ports, CALLER, { name: 'Next', teams: [team] });
  const token = { name: 'first', expires_in_days: 365 };
  const labels = { platform: 'next' };
  const user = { name: 'Next', role: 'Admin', teams: [team], user_type: 'Service', purpose: 'Sample', labels } as const;
  await createUser(ports, CALLER, { ...user, teams: [team], token });
  const stored = new Set(sample.map(({ pk, sk }) => `${pk} ${sk}`));
  const created = (await items()).filter(({ pk, sk }) => !stored.has(`${pk} ${sk}`));
  // The sequences of ids are one item, which both update.
  const resources = sample.filter((item) => !shapeOf(item).includes('last_user'));
  expect(resources.map(shapeOf).sort()).toEqual(created.map(shapeOf).sort());
  expect(resources.length).toBeGreaterThan(8);
});

const DEEP_USERS = 'page 9 of the users with the total';
const DEEP_TOKENS = 'page 49 of the tokens with the total';

it('costs the same in a workspace ten times as large', async () => {
  const costs = [];
  for (const users of [100, 1000]) {
    const { client, tableName, ports } = await openTable(readAssembly(inject('assembly')), inject('endpoint'));
    await writeSampleData(client, tableName, { users, tokens: 3, teams: 10, datastores: 50 });
    const { bearer_token } = await createToken(ports, CALLER, { name: 'x', user_id: 50, expires_in_days: 1 });
    await authenticateToken(ports, bearer_token);
    const review = { ...ports, federationUses: dynamoFederationUses(client, tableName) };
    const walk = (changes: Partial<UserFilter> = {}) =>
      listUsers(ports, { size: 10, cursor: '*', sort: 'name', sort_dir: 'asc', include_deleted: false, ...changes });
    const page = (changes: Partial<UserFilter>) =>
      listUsers(ports, { size: 10, sort: 'name', sort_dir: 'asc', include_deleted: false, ...changes });
    let cursor = '*';
    for (let page = 1; page < users / 10 - 1; page += 1) cursor = (await walk({ cursor })).next_cursor ?? '*';
    const member = { ...CALLER, principal: { ...CALLER.principal, role: 'Member', team_ids: [1, 2, 3] } } as const;
    const acts: Record<string, () => Promise<unknown>> = {
      authenticate: () => authenticateToken(ports, bearer_token),
      'get a user': () => getUser(ports, CALLER, '50'),
      'first page': () => walk(),
      'last page but one': () => walk({ cursor }),
      'by creation': () => walk({ sort: 'created' }),
      'by last login': () => walk({ sort: 'last_login', sort_dir: 'desc' }),
      'of a role': () => walk({ role: 'Admin' }),
      'of a team': () => walk({ team: 'Sample team 2' }),
      'a page with the total': () => page({}),
      'the third page with the total': () => page({ page: 3 }),
      [DEEP_USERS]: () => page({ page: 9 }),
      'a page of a role with the total': () => page({ role: 'Member', type: 'Service' }),
      'a page of a team with the total': () => page({ team: 'Sample team 2' }),
      'a page by last login with the total': () => page({ sort: 'last_login' }),
      'tokens with the total': () => listServiceTokens(ports, { size: 10, page: 2 }),
      // The first workspace has 300 tokens.
      [DEEP_TOKENS]: () => listServiceTokens(ports, { size: 5, page: 49 }),
      'active tokens': () => listServiceTokens(ports, { size: 10, cursor: '*', status: 'Active' }),
      'expired tokens': () => listServiceTokens(ports, { size: 10, cursor: '*', status: 'Expired' }),
      'tokens that expire': () => listServiceTokens(ports, { size: 10, cursor: '*', expires_before: '2100-01-01' }),
      'audit log': () => listAuditLog(ports, { size: 10 }),
      'a page of the access review': () => listAccessReview(review, { size: 10, cursor: '*' }),
      'accounts without an owner': () => listAccessReview(review, { size: 10, cursor: '*', finding: 'no_owner' }),
      // No account has an owner, so that the search ends after 20 reads.
      'accounts with a deactivated owner': () =>
        listAccessReview(review, { size: 3, cursor: '*', finding: 'owner_deactivated' }),
      'accounts with a label': () => walk({ label: 'platform=airflow' }),
      'revoked tokens': () => listServiceTokens(ports, { size: 10, cursor: '*', status: 'Revoked' }),
      'datastores of a Member': () => listDatastores(ports, member, { size: 10, cursor: '*' }),
    };
    const measured: Record<string, { roundTrips: number; units: number }> = {};
    for (const [what, act] of Object.entries(acts)) measured[what] = await consumptionOf(client, act);
    costs.push(measured);
  }
  const [small = {}, large = {}] = costs;
  expect(Object.keys(large)).toHaveLength(26);
  for (const [what, { roundTrips, units }] of Object.entries(large)) {
    expect([what, roundTrips]).toEqual([what, small[what]?.roundTrips]);
    // Index pages are counted in half units: a difference of one is a rounding difference at this size.
    expect(Math.abs(units - (small[what]?.units ?? 0)), what).toBeLessThanOrEqual(2 + 0.1 * units);
  }
  for (const what of [DEEP_USERS, DEEP_TOKENS]) {
    expect(Math.abs(1 - (large[what]?.units ?? 0) / (small[what]?.units ?? 0)), what).toBeLessThanOrEqual(0.1);
  }
});
