// R2: a person becomes the owner of a Service User, or ceases to be one, while either account is changed.
import { expect } from 'vitest';
import { SIZE } from '../support/size.ts';
import { exploreInterleavings } from './interleavings.ts';
import { REQUESTS, type TestRequest } from './requests.ts';
import type { Scenario } from './scenario-runner.ts';
import { it } from './with-runner.ts';

const ofOwners: readonly TestRequest[] = [['person@example.com'], []].map((owners) => ({
  name: `set the owners of idle to [${owners}]`,
  about: 'idle',
  send: (client, { first, idle }) => client(first.bearer).put(`/api/users/${idle.id}`, { owners }),
}));

/** Each of them with each other and with every request about the person or the Service User. */
const SCENARIOS: readonly Scenario[] = ofOwners.flatMap((one, index) =>
  [...ofOwners.slice(index), ...REQUESTS.filter(({ about }) => about === 'person' || about === 'idle')].map(
    (other) => ({
      initialState: 'two Admins' as const,
      requests: [one, other],
    }),
  ),
);

it('a change of the owners and any change of the accounts have the outcome of a serial order', {
  timeout: SIZE.timeoutMs,
}, async ({ runner }) => {
  const { schedules, violations } = await exploreInterleavings(runner, SCENARIOS);
  console.log(`owners: ${SCENARIOS.length} pairs in ${schedules} schedules`);
  expect(schedules).toBeGreaterThan(SCENARIOS.length);
  expect(violations).toEqual([]);
});
