// The rule by which writes are priced agrees with DynamoDB Local, where that counts right: one write outside of a transaction.
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { it } from '../support/store.ts';
import { writeUnits } from '../support/units.ts';

const listed = (name: string) => ({ list: 'USERS#Service#ACTIVE', by_name: name, search_name: name });
const key = { pk: 'USER#77', sk: 'ACCOUNT' };

it.for([
  ['nothing before', undefined, { ...key, name: 'x' }, 1],
  ['the larger of the two', { ...key, name: 'x'.repeat(2100) }, { ...key, name: 'x' }, 3],
  ['with an index that it comes into', { ...key }, { ...key, ...listed('one') }, 2],
  ['in whose index nothing changes', { ...key, ...listed('one') }, { ...key, ...listed('one'), name: 'x' }, 1],
  ['that moves in an index', { ...key, ...listed('one') }, { ...key, ...listed('two') }, 3],
  ['that goes out of an index', { ...key, ...listed('one') }, { ...key }, 2],
  ['with many kinds of values', undefined, { ...key, n: -12.5, m: { a: [1, true, null] }, s: new Set(['a']) }, 1],
] as const)('a write %s', async ([, before, after, units], { store: { client, tableName, put } }) => {
  await client.send(new PutCommand({ TableName: tableName, Item: key }));
  if (before) await put(before);
  const { ConsumedCapacity } = await client.send(
    new PutCommand({ TableName: tableName, Item: after, ReturnConsumedCapacity: 'TOTAL' }),
  );
  expect([writeUnits(before ?? key, after), ConsumedCapacity?.CapacityUnits]).toEqual([units, units]);
});

it('an update', async ({ store: { client, tableName, put } }) => {
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
