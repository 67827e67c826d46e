// The filter of the table's stream, applied to the items that are stored: which writes invoke the publisher of events.
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, inject } from 'vitest';
import { matches } from '../../infra/local/events/event-pattern.ts';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { resolveStack } from '../../infra/local/template/stack.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { createToken } from '../../shared/services/tokens.ts';
import { createUser, updateUser } from '../../shared/services/users.ts';
import { it, type Store } from '../support/table-fixture.ts';

const mappings = resolveStack(readAssembly(inject('assembly'))).of('AWS::Lambda::EventSourceMapping');
const [publisher] = mappings.filter(({ logicalId }) => logicalId.startsWith('PublishAccountEvents'));

/** Whether the publisher gets the last write of the item that is stored under the key. */
async function invokesPublisher(store: Store, pk: string): Promise<boolean> {
  const item = (await store.items()).find((one) => one.pk === pk);
  const { pk: partition, sk } = item ?? {};
  const record = {
    eventName: 'MODIFY',
    dynamodb: { Keys: marshall({ pk: partition, sk }), NewImage: marshall(item, { removeUndefinedValues: true }) },
  };
  const filters = publisher?.properties.FilterCriteria.Filters ?? [];
  return filters.some(({ Pattern }) => matches(JSON.parse(Pattern), record));
}

it('passes on every change of an account, but no record of a use', async ({ store }) => {
  const { ports, caller } = store;
  await seedFirstAdmin(ports, caller, 'admin@example.com');
  const user = await createUser(ports, caller, { name: 'Pipeline', role: 'Member', teams: [], user_type: 'Service' });
  const { bearer_token } = await createToken(ports, caller, { name: 'token', user_id: user.id });
  const account = `USER#${user.id}`;
  expect(await invokesPublisher(store, account)).toBe(true);
  await authenticateToken(ports, bearer_token);
  expect(await invokesPublisher(store, account)).toBe(false);
  await updateUser(ports, caller, String(user.id), { name: 'Renamed' });
  expect(await invokesPublisher(store, account)).toBe(true);
});

it('passes on nothing else', async ({ store }) => {
  const partitions = (await store.items()).map(({ pk }) => String(pk));
  const passed = await Promise.all(partitions.map((pk) => invokesPublisher(store, pk)));
  expect(new Set(partitions.filter((_, index) => !passed[index]))).toContain('AUDIT_LOG');
  expect(partitions.filter((pk, index) => passed[index] && !pk.startsWith('USER#'))).toEqual([]);
});
