// No list request reads more than a stated number of entries, however many there are.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { BulkWriter } from '../../infra/operator/bulk-write.ts';
import { listAccessReview } from '../../shared/services/access-review.ts';
import { createTeam, listTeams } from '../../shared/services/teams.ts';
import { createToken, listServiceTokens } from '../../shared/services/tokens.ts';
import { createUser } from '../../shared/services/users.ts';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { teamNameKey, tokenKey } from '../../shared/storage/keys.ts';
import { consumptionOf } from '../support/consumed-capacity.ts';
import { CALLER, openTable } from '../support/table.ts';

const open = () => openTable(readAssembly(inject('assembly')), inject('endpoint'));

/** Writes many items, with a client that waits longer than that of the functions. It finds the database in the environment. */
const bulkWriter = (tableName: string) =>
  new BulkWriter(DynamoDBDocumentClient.from(new DynamoDBClient({})), tableName);

it('reads at most 10,000 entries for a part of a name, and continues with the cursor', async () => {
  const { client, tableName, ports } = await open();
  const writer = bulkWriter(tableName);
  for (let number = 0; number < 10_200; number += 1) {
    await writer.add([{ ...teamNameKey(`Team ${number}`), id: 1_000_000 + number, schema: SCHEMA_VERSION }]);
  }
  await writer.flush();
  const last = await createTeam(ports, CALLER, { name: 'Zeta sought', description: '' });
  let first: Awaited<ReturnType<typeof listTeams>> | undefined;
  const { units } = await consumptionOf(client, async () => {
    first = await listTeams(ports, { name: 'SOUGHT', size: 20 });
  });
  // An entry has about 60 bytes.
  expect(units).toBeLessThan(200);
  expect(first).toMatchObject({ items: [], total: null, next_cursor: expect.any(String) });
  const cursor = first?.next_cursor ?? '';
  expect(await listTeams(ports, { name: 'SOUGHT', size: 20, cursor })).toMatchObject({
    items: [last],
    next_cursor: null,
  });
  // More than 10,000 teams are not counted, and a page that a filter hides is not searched for.
  expect(await listTeams(ports, { size: 20 })).toMatchObject({ total: null });
  await expect(listTeams(ports, { name: 'SOUGHT', size: 20, page: 2 })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

it('consumes as much for a page of the access review in a workspace that is six times as large', async () => {
  const measure = async (accounts: number) => {
    const { client, ports } = await open();
    for (let number = 100; number < 100 + accounts; number += 1) {
      await createUser(ports, CALLER, { name: `Pipeline ${number}`, role: 'Member', teams: [], user_type: 'Service' });
    }
    const { next_cursor } = await listAccessReview(ports, { size: 10, cursor: '*' });
    const pages = [{ cursor: '*' }, { cursor: next_cursor ?? '' }, { cursor: '*', finding: 'no_owner' as const }];
    const consumptions = [];
    for (const page of pages) {
      const act = () => listAccessReview(ports, { size: 10, ...page });
      consumptions.push(await consumptionOf(client, act));
    }
    return consumptions;
  };
  const [small, large] = [await measure(25), await measure(150)];
  expect(large).toEqual(small);
  expect(small.map(({ entries }) => entries)).toEqual([11, expect.any(Number), expect.any(Number)]);
});

it('loads at most 1,000 tokens to find unused ones, and counts at most 1,000 by their expiration', async () => {
  const { tableName, ports } = await open();
  const user = await createUser(ports, CALLER, { name: 'Airflow', role: 'Member', teams: [], user_type: 'Service' });
  const token = await createToken(ports, CALLER, { name: 'first', user_id: user.id, expires_in_days: 30 });
  const list = 'SERVICE_TOKENS#Live';
  const writer = bulkWriter(tableName);
  // Entries whose tokens were deleted, as an index that lags may return them.
  for (let number = 0; number < 1100; number += 1) {
    const id = 1000 + number;
    const by_time = `2100-01-01T00:00:00.000Z\0${String(id).padStart(16, '0')}`;
    const listed = { list, time_list: list, by_created: String(id).padStart(16, '0'), by_time, search_name: 'x' };
    await writer.add([{ ...tokenKey(id), account_id: user.id, ...listed, schema: SCHEMA_VERSION }]);
  }
  await writer.flush();
  expect(token.id).toBeLessThan(1000);
  const page = await listServiceTokens(ports, { size: 20, unused_since: '2000-01-01T00:00:00.000Z' });
  expect(page).toMatchObject({ items: [], total: null, next_cursor: expect.any(String) });
  const rest = { size: 20, unused_since: '2000-01-01T00:00:00.000Z', cursor: page.next_cursor ?? '' };
  expect(await listServiceTokens(ports, rest)).toMatchObject({ items: [], next_cursor: null });
  expect(await listServiceTokens(ports, { size: 20, expires_before: '2090-01-01' })).toMatchObject({ total: 1 });
  expect(await listServiceTokens(ports, { size: 20, status: 'Active' })).toMatchObject({ total: null });
});
