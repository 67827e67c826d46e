// The record of a use does not delay requests: it is given up after a short time, and stops while DynamoDB throttles.
import { expect } from 'vitest';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { createToken, getToken } from '../../shared/services/tokens.ts';
import { createUser } from '../../shared/services/users.ts';
import type { Fault } from '../support/dynamodb-proxy.ts';
import { it, type Store } from '../support/table-fixture.ts';

const failing = (fault: Fault) => (operation: string) => (operation === 'UpdateItem' ? fault : 'none');

async function newToken({ ports, caller }: Store, name: string) {
  const user = await createUser(ports, caller, { name, role: 'Member', teams: [], user_type: 'Service' });
  return createToken(ports, caller, { name: 'production', user_id: user.id, expires_in_days: 90 });
}

it('gives up long before the timeout of DynamoDB, and the next request records the use', async ({ store }) => {
  const { ports, caller, proxy } = store;
  const { id, bearer_token } = await newToken(store, 'Waits');
  proxy.setFault(failing('hung'));
  const start = performance.now();
  expect(await authenticateToken(ports, bearer_token)).toMatchObject({ user_id: 'waits@service' });
  // The limit is 200 ms; without it, the two attempts of the client take more than 6,000 ms.
  expect(performance.now() - start).toBeLessThan(3000);
  proxy.setFault(() => 'none');
  expect(await getToken(ports, caller, String(id))).toMatchObject({ last_used: null });
  await authenticateToken(ports, bearer_token);
  expect(await getToken(ports, caller, String(id))).toMatchObject({ last_used: expect.any(String) });
});

/** How far the clock of the tests is ahead. A pause of one test is over in the next one. */
let later = 0;

it.for(['throttled', 'out of capacity'] as const)(
  'pauses after a write that was %s, without a retry',
  async (fault, { store }) => {
    const { caller, proxy } = store;
    const { id, bearer_token } = await newToken(store, `Is ${fault}`);
    const ports = { ...store.ports, now: () => new Date(Date.now() + later) };
    later += 60_000;
    proxy.takeCalls();
    proxy.setFault(failing(fault));
    const authenticate = () => authenticateToken(ports, bearer_token);
    for (const expected of [['GetItem', 'UpdateItem'], ['GetItem'], ['GetItem']]) {
      expect(await authenticate()).toBeDefined();
      expect(proxy.takeCalls()).toEqual(expected);
    }
    proxy.setFault(() => 'none');
    later += 60_000;
    await authenticate();
    expect(await getToken(ports, caller, String(id))).toMatchObject({ last_used: expect.any(String) });
  },
);
