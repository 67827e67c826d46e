// The computed price of a write equals the one of DynamoDB Local, which is correct for writes outside transactions.
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { writeUnits } from '../support/request-units.ts';
import { it } from '../support/table-fixture.ts';

const listed = (name: string) => ({ list: 'USERS#Service#ACTIVE', by_name: name, search_name: name });
const key = { pk: 'USER#77', sk: 'ACCOUNT' };

it.for([
  ['of a new item', undefined, { ...key, name: 'x' }, 1],
  ['that makes an item smaller', { ...key, name: 'x'.repeat(2100) }, { ...key, name: 'x' }, 3],
  ['that adds an item to an index', { ...key }, { ...key, ...listed('one') }, 2],
  ['that changes nothing in an index', { ...key, ...listed('one') }, { ...key, ...listed('one'), name: 'x' }, 1],
  ['that moves an item in an index', { ...key, ...listed('one') }, { ...key, ...listed('two') }, 3],
  ['that removes an item from an index', { ...key, ...listed('one') }, { ...key }, 2],
  ['with values of many types', undefined, { ...key, n: -12.5, m: { a: [1, true, null] }, s: new Set(['a']) }, 1],
] as const)('prices a write %s', async ([, before, after, units], { store: { client, tableName, put } }) => {
  await client.send(new PutCommand({ TableName: tableName, Item: key }));
  if (before) await put(before);
  const { ConsumedCapacity } = await client.send(
    new PutCommand({ TableName: tableName, Item: after, ReturnConsumedCapacity: 'TOTAL' }),
  );
  expect([writeUnits(before ?? key, after), ConsumedCapacity?.CapacityUnits]).toEqual([units, units]);
});

it('prices an update', async ({ store: { client, tableName, put } }) => {
  const before = { ...key, ...listed('one') };
  await put(before);
  const { ConsumedCapacity } = await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: key,
      UpdateExpression: 'SET by_name = :name',
      ExpressionAttributeValues: { ':name': 'two' },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  const counted = ConsumedCapacity?.CapacityUnits;
  expect(counted).toBe(writeUnits(before, { ...before, by_name: 'two' }));
});
