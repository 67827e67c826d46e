// Expired tokens are deleted over time, so that an account with hundreds of past tokens stays small.
import { expect } from 'vitest';
import { DAY_MS } from '../../shared/domain/token.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { createToken, listServiceTokens, rotateToken } from '../../shared/services/tokens.ts';
import { createUser, revokeUserTokens } from '../../shared/services/users.ts';
import { consumptionOf } from '../support/consumed-capacity.ts';
import { violations } from '../support/invariants.ts';
import { it, type Store } from '../support/table-fixture.ts';

/** A Service User, and a clock that the test advances. */
async function startLife({ ports: real, caller }: Store, name: string) {
  let time = Date.UTC(2026, 0, 1);
  const ports = { ...real, now: () => new Date(time) };
  await seedFirstAdmin(ports, caller, 'admin@example.com');
  const user = await createUser(ports, caller, { name, role: 'Member', teams: [], user_type: 'Service' });
  return {
    ports,
    user,
    make: (token: string) => createToken(ports, caller, { name: token, user_id: user.id, expires_in_days: 1 }),
    pass: (days: number) => {
      time += days * DAY_MS;
    },
  };
}

async function rulesBroken(store: Store, now: Date): Promise<string[]> {
  return violations(await store.items(), now);
}

it.for([
  ['that were never rotated', false, 1],
  ['that were rotated, so that each has two hashes', true, 2],
] as const)(
  'keeps twelve tokens after two years of tokens %s, and authenticates at the cost of these',
  async ([kind, rotated, expected], { store }) => {
    const { ports, user, make, pass } = await startLife(store, `Makes many ${kind}`);
    for (let day = 0; day < 730; day += 10) {
      const { id } = await make(`for day ${day}`);
      if (rotated) await rotateToken(ports, store.caller, String(id), { expires_in_days: 2 });
      pass(10);
    }
    const newest = await make('today');
    const { items } = await listServiceTokens(ports, { user_id: user.user_id, size: 200 });
    expect(items.map(({ status }) => status)).toEqual([...Array(11).fill('Expired'), 'Active']);
    expect(items.at(-2)?.name).toBe('for day 720');
    const authenticate = () => authenticateToken(ports, newest.bearer_token);
    expect(await authenticate()).toMatchObject({ id: user.id });
    const { units } = await consumptionOf(store.client, authenticate);
    expect(units).toBe(expected);
    expect(await rulesBroken(store, ports.now())).toEqual([]);
  },
);

it('deletes expired tokens on creation of a new one, in one transaction with one audit entry', async ({ store }) => {
  const { ports, user, make, pass } = await startLife(store, 'Makes Fifty At Once');
  const names = Array.from({ length: 50 }, (_, index) => `token ${index}`);
  for (const name of names) await make(name);
  await expect(make('one too many')).rejects.toMatchObject({ code: 'token_limit_reached' });
  pass(1);
  store.proxy.takeCalls();
  await make('one too many');
  expect(store.proxy.takeCalls().filter((call) => call === 'TransactWriteItems')).toHaveLength(1);
  const { items } = await listServiceTokens(ports, { user_id: user.user_id, size: 200 });
  expect(items.map(({ name }) => name)).toEqual([...names.slice(-11), 'one too many']);
  const entries = (await store.items()).filter(({ pk, target }) => pk === 'AUDIT_LOG' && target === user.user_id);
  const deletion = entries.find(({ action }) => action === 'token.deleted');
  expect(Object.values(deletion?.changes as object)).toHaveLength(39);
  expect(await rulesBroken(store, ports.now())).toEqual([]);
});

it('revokes fifty active tokens in one transaction', async ({ store }) => {
  const { ports, user, make, pass } = await startLife(store, 'Loses Fifty At Once');
  for (let number = 0; number < 50; number += 1) await make(`token ${number}`);
  // In another millisecond, because audit entries of the same millisecond may get the same id and cause a retry.
  pass(0.5);
  store.proxy.takeCalls();
  expect(await revokeUserTokens(ports, store.caller, String(user.id))).toEqual({ revoked: 50 });
  expect(store.proxy.takeCalls()).toEqual(['GetItem', 'TransactWriteItems']);
});
