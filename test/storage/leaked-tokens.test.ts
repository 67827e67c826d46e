// What a report of leaked tokens costs: one round trip of reads, whatever is in the report.
import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { compromiseLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { createToken } from '../../shared/services/tokens.ts';
import { createUser } from '../../shared/services/users.ts';
import { unitsOf } from '../support/request-units.ts';
import { it, type Store } from '../support/table-fixture.ts';

const forged = (account_id: number) =>
  mintToken({ account_id, token_id: 1, type: 'Service', prefix: '', random: randomBytes(32) });
/** The round trips, and the accounts that are read: one unit for each that is missing or smaller than 4 kB. */
async function costOf({ ports, caller, client, ...table }: Store, texts: readonly string[]) {
  // DynamoDB Local reports no units for missing items of a batch. AWS charges for them.
  const byIds = vi.fn(ports.accounts.byIds);
  const counted = { ...ports, accounts: { ...ports.accounts, byIds } };
  const { roundTrips, writes } = await unitsOf(client, { client, ...table }, () =>
    compromiseLeakedTokens(counted, caller, texts),
  );
  return { roundTrips, accounts: byIds.mock.calls.flatMap(([ids]) => ids).length, writes };
}

async function serviceUser({ ports, caller }: Store, name: string) {
  const { id } = await createUser(ports, caller, { name, role: 'Member', teams: [], user_type: 'Service' });
  const issue = (token: string) => createToken(ports, caller, { name: token, user_id: id, expires_in_days: 30 });
  return { id, issue };
}

it('reads a hundred forged tokens in one round trip', async ({ store }) => {
  const texts = Array.from({ length: 100 }, (_, index) => forged(5_000_000 + index));
  expect(await costOf(store, texts)).toEqual({ roundTrips: 1, accounts: 100, writes: 0 });
  expect(store.proxy.takeCalls()).toContain('BatchGetItem');
});

it('reads no more than a hundred accounts, however many tokens a report contains', async ({ store }) => {
  const texts = Array.from({ length: 100 }, (_, index) =>
    Array.from({ length: 10 }, (_row, column) => forged(6_000_000 + 10 * index + column)).join(' '),
  );
  expect(await costOf(store, texts)).toEqual({ roundTrips: 1, accounts: 100, writes: 0 });
});

it('reads an account once for all forged tokens that name it', async ({ store }) => {
  const { id } = await serviceUser(store, 'Named Often');
  const texts = Array.from({ length: 100 }, () => forged(id));
  expect(await costOf(store, texts)).toEqual({ roundTrips: 1, accounts: 1, writes: 0 });
});

it('reads nothing for text without a token', async ({ store }) => {
  const texts = ['nothing', forged(1).slice(0, -1), `svc_${'0'.repeat(61)}`];
  expect(await costOf(store, texts)).toEqual({ roundTrips: 0, accounts: 0, writes: 0 });
});

it('marks every token of an account and of several accounts', async ({ store }) => {
  const [one, other] = [await serviceUser(store, 'Leaky One'), await serviceUser(store, 'Leaky Other')];
  const tokens = [await one.issue('first'), await other.issue('first'), await one.issue('second')];
  const kept = await one.issue('kept');
  const log = tokens.map(({ bearer_token }) => `Bearer ${bearer_token}\n`).join('');
  await compromiseLeakedTokens(store.ports, store.caller, [log, log]);
  const accounts = await store.ports.accounts.byIds([one.id, other.id]);
  const compromised = accounts.flatMap((account) => account.tokens.filter((token) => token.compromised_at !== null));
  expect(compromised.map(({ id }) => id).sort()).toEqual(tokens.map(({ id }) => id).sort());
  expect(compromised.map(({ id }) => id)).not.toContain(kept.id);
});
