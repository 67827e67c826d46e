// Every fault at every call: what the client is told is true, and its repetition leads to where it wanted to go.
import { expect, inject, test } from 'vitest';
import { operations } from '../../../infra/operations.ts';
import { startDynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { problem } from '../../support/problem.ts';
import { startWorkspace } from '../../support/workspace.ts';
import { sweepFaults, TIME_TO_ANSWER_MS } from './fault-sweep.ts';
import { SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { OPERATIONS } from './operation-tests.ts';

const { SEED, OPERATION, FAULT } = process.env;
const seed = Number(SEED ?? Date.now() % 2 ** 31);

test('whatever becomes of a call, the client learns the truth, and repeats its request with success', {
  timeout: SIZE.timeoutMs,
}, async () => {
  const system = await startSystemUnderTest({ timeToAnswer: TIME_TO_ANSWER_MS });
  const { cases, calls, violations } = await sweepFaults(system, {
    ...(OPERATION && { operations: [OPERATION] }),
    ...(FAULT && { faultScenarios: [FAULT] }),
    ...(!FAULT && { draw: { ...SIZE.faults, seed } }),
  });
  const told = Object.entries(Object.groupBy(cases, (one) => one.told)).map(([what, all]) => `${what} ${all?.length}`);
  console.log(`fault sweep: ${cases.length} cases at ${calls} calls, SEED=${seed}; told: ${told.join(', ')}`);
  expect(violations).toEqual([]);
  await system.stop();
});

test('every operation is swept that reads or writes the table', () => {
  const ids = operations.filter(({ grants }) => grants.length > 0).map(({ operation }) => operation.id);
  expect(Object.keys(OPERATIONS).sort()).toEqual(ids.sort());
});

test('a call that has no response at all, and then half of one, is given up in time: over HTTP, with the waits of a deployment', async () => {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const { admin, stop } = await startWorkspace({ endpoint: proxy.endpoint });
  let attempts = 0;
  proxy.setFault((operation) => {
    if (operation !== 'TransactWriteItems') return 'none';
    attempts += 1;
    return attempts === 1 ? 'hung' : 'answer stalled';
  });
  expect(await admin.post('/api/teams', { name: 'Data' })).toMatchObject(problem(503, 'outcome_unknown'));
  expect(attempts).toBe(2);
  proxy.setFault(() => 'none');
  expect(await admin.post('/api/teams', { name: 'Data' })).toMatchObject(problem(409, 'team_name_taken'));
  await stop();
  await proxy.stop();
});
