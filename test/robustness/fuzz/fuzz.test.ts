// Whatever comes is refused by a client error with a body that clients can read, and changes nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '../../../infra/operations.ts';
import { send } from '../../local/support/send.ts';
import { it } from '../../support/workspace.ts';
import { fuzzInput } from './fuzz.ts';
import { oddRequests } from './malformed-requests.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const INPUTS = 10_000;
const ODD_REQUESTS = 200;

test('input that does not fit a schema', { timeout: 600_000 }, async () => {
  const system = await startSystemUnderTest();
  const before = await system.items();
  const { sent, wrong } = await fuzzInput(system, { requests: INPUTS, seed });
  console.log(`fuzz: ${sent} inputs to ${operations.length} operations (SEED=${seed})`);
  expect(wrong).toEqual([]);
  expect(await system.items()).toEqual(before);
  expect(system.workAfterResponse()).toEqual([]);
  await system.stop();
});

it('odd paths, methods and headers', { timeout: 600_000 }, async ({ workspace }) => {
  const { token } = await workspace.person('Admin');
  await workspace.client(token.bearer_token).get('/api/me');
  const before = await workspace.items();
  let sent = 0;
  for (const { operation } of operations) {
    const odd = oddRequests(operation.method, operation.path, token.bearer_token);
    const requests = fc.sample(odd, { numRuns: ODD_REQUESTS, seed });
    const wrong = await Promise.all(
      requests.map(async ({ method, target, headers }) => {
        const response = await send(workspace.url, method, target, headers);
        const type = response.headers['content-type'];
        sent += 1;
        const told = method === 'HEAD' || /^application\/(?:problem\+)?json$/.test(String(type));
        const { status = 0 } = response;
        const fine = status < 500 && (status < 400 || told) && (status < 300 || status >= 400);
        return fine ? [] : [`${status} ${type} ${response.body}: ${method} ${target} ${headers.join(' ')}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  }
  console.log(`fuzz: ${sent} odd requests (SEED=${seed})`);
  expect(await workspace.items()).toEqual(before);
});
