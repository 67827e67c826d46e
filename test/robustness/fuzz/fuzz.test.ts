// Invalid requests are rejected with a client error that clients can parse, and change nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '../../../infra/operations.ts';
import { send } from '../../local/support/send.ts';
import { it } from '../../support/workspace.ts';
import { limiter } from '../support/limiter.ts';
import { SEED, SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { fuzzInput } from './fuzz.ts';
import { malformedRequests } from './malformed-requests.ts';

const INPUTS = 10_000;
const MALFORMED_REQUESTS = 200;

/** More concurrent requests would exceed the timeouts of the system on a busy machine. */
const CONCURRENCY = 20;

test('input that violates a schema is rejected and changes nothing', { timeout: SIZE.timeoutMs }, async () => {
  const system = await startSystemUnderTest();
  const before = await system.items();
  const { sent, wrong } = await fuzzInput(system, { requests: INPUTS, seed: SEED });
  console.log(`fuzz: ${sent} inputs to ${operations.length} operations (SEED=${SEED})`);
  expect(wrong).toEqual([]);
  expect(await system.items()).toEqual(before);
  expect(system.workAfterResponse()).toEqual([]);
  await system.stop();
});

it('malformed paths, methods and headers are rejected and change nothing', { timeout: SIZE.timeoutMs }, async ({
  workspace,
}) => {
  const { token } = await workspace.person('Admin');
  await workspace.client(token.bearer_token).get('/api/me');
  const before = await workspace.items();
  const concurrently = limiter(CONCURRENCY);
  let sent = 0;
  for (const { operation } of operations) {
    const malformed = malformedRequests(operation.method, operation.path, token.bearer_token);
    const requests = fc.sample(malformed, { numRuns: MALFORMED_REQUESTS, seed: SEED });
    const wrong = await Promise.all(
      requests.map(async ({ method, target, headers }) => {
        const response = await concurrently(() => send(workspace.url, method, target, headers));
        const type = response.headers['content-type'];
        sent += 1;
        const isJson = method === 'HEAD' || /^application\/(?:problem\+)?json$/.test(String(type));
        const { status = 0 } = response;
        const fine = status < 500 && (status < 400 || isJson) && (status < 300 || status >= 400);
        return fine ? [] : [`${status} ${type} ${response.body}: ${method} ${target} ${headers.join(' ')}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  }
  console.log(`fuzz: ${sent} malformed requests (SEED=${SEED})`);
  expect(await workspace.items()).toEqual(before);
});
