// The last uses of federation policies: recorded seldom and briefly, apart from the account.
import { expect } from 'vitest';
import type { FederationUse } from '../../shared/domain/events.ts';
import { federationUseKey } from '../../shared/storage/keys.ts';
import { anAccount } from '../support/account-fixtures.ts';
import { it } from '../support/table-fixture.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const NEVER = { last_used: null, last_subject: null, last_refused: null };

interface Changes extends Partial<Omit<FederationUse, 'account' | 'policy'>> {
  readonly account_id?: number;
  readonly policy_id?: number;
}

const use = ({ account_id = 1, policy_id = 7, ...changes }: Changes): FederationUse => ({
  account: anAccount({ id: account_id }),
  policy: { id: policy_id, name: 'main branch' },
  request_id: 'request',
  subject: 'job:etl',
  outcome: 'used',
  now: NOW,
  ...changes,
});

it('of an account without any are empty', async ({ store }) => {
  expect((await store.ports.federationUses.of(99))(7)).toEqual(NEVER);
});

it('are recorded for each policy, with one write and one read', async ({ store }) => {
  const { federationUses } = store.ports;
  await federationUses.record(use({ account_id: 2 }));
  await federationUses.record(use({ account_id: 2, policy_id: 8, outcome: 'refused' }));
  store.proxy.takeCalls();
  const usesOf = await federationUses.of(2);
  expect(usesOf(7)).toEqual({ ...NEVER, last_used: NOW.toISOString(), last_subject: 'job:etl' });
  expect(usesOf(8)).toEqual({ ...NEVER, last_refused: NOW.toISOString() });
  expect(usesOf(9)).toEqual(NEVER);
  expect(store.proxy.takeCalls()).toEqual(['GetItem']);
  const stored = (await store.items()).filter(({ pk }) => pk === federationUseKey(2).pk);
  expect(stored).toMatchObject([{ sk: 'POLICIES', schema: expect.any(Number) }]);
});

it('are recorded at most every five minutes, a use and a rejection each', async ({ store }) => {
  const { federationUses } = store.ports;
  await federationUses.record(use({ account_id: 3 }));
  await federationUses.record(use({ account_id: 3, outcome: 'refused', now: minutesLater(1) }));
  await federationUses.record(use({ account_id: 3, subject: 'job:other', now: minutesLater(4.9) }));
  const recorded = {
    last_used: NOW.toISOString(),
    last_subject: 'job:etl',
    last_refused: minutesLater(1).toISOString(),
  };
  expect((await federationUses.of(3))(7)).toEqual(recorded);
  await federationUses.record(use({ account_id: 3, subject: 'job:other', now: minutesLater(5) }));
  expect((await federationUses.of(3))(7)).toEqual({
    ...recorded,
    last_used: minutesLater(5).toISOString(),
    last_subject: 'job:other',
  });
});

it('do not delay a request for long when the database does not respond, and are not retried', async ({ store }) => {
  const { ports, proxy } = store;
  const failing = (fault: 'hung' | 'throttled') => (operation: string) => (operation === 'UpdateItem' ? fault : 'none');
  proxy.setFault(failing('hung'));
  const start = performance.now();
  await ports.federationUses.record(use({ account_id: 4 }));
  // The limit is 200 ms; without it, the two attempts of the client take more than 6,000 ms.
  expect(performance.now() - start).toBeLessThan(3000);
  proxy.setFault(failing('throttled'));
  proxy.takeCalls();
  await ports.federationUses.record(use({ account_id: 4 }));
  expect(proxy.takeCalls()).toEqual(['UpdateItem']);
  proxy.setFault(() => 'none');
  expect((await ports.federationUses.of(4))(7)).toEqual(NEVER);
});
