// The record of a use does not delay requests: it is given up after a short time, and is not retried.
import { expect, vi } from 'vitest';
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

it.for(['throttled', 'out of capacity'] as const)('sends a write that is %s once', async (fault, { store }) => {
  const { ports, proxy } = store;
  const { bearer_token } = await newToken(store, `Is ${fault}`);
  proxy.takeCalls();
  proxy.setFault(failing(fault));
  expect(await authenticateToken(ports, bearer_token)).toBeDefined();
  expect(proxy.takeCalls()).toEqual(['GetItem', 'UpdateItem']);
});

it('logs nothing when a concurrent request has recorded the use', async ({ store }) => {
  const { ports } = store;
  const { bearer_token } = await newToken(store, 'Is used by many jobs');
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const principals = await Promise.all(Array.from({ length: 10 }, () => authenticateToken(ports, bearer_token)));
  const lines = written.mock.calls.map(([line]) => String(line));
  written.mockRestore();
  expect(principals.every((principal) => principal?.user_id === 'is_used_by_many_jobs@service')).toBe(true);
  expect(lines.filter((line) => line.includes('a use was not recorded'))).toEqual([]);
});
