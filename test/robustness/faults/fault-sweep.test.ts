// Every fault at every call: the response is true, and the repeated request has the intended effect once.
import { expect, inject, test } from 'vitest';
import { operations } from '../../../infra/operations.ts';
import { startDynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { problem } from '../../support/problem.ts';
import { startWorkspace } from '../../support/workspace.ts';
import { randomFaults, startAuditArchive } from '../support/audit-archive.ts';
import { SEED, SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { FUNCTION_TIMEOUT_MS, sweepFaults } from './fault-sweep.ts';
import { OPERATIONS } from './operation-tests.ts';

const { OPERATION, FAULT } = process.env;

test('after any fault, the response is true and the repeated request succeeds', {
  timeout: SIZE.timeoutMs,
}, async () => {
  const system = await startSystemUnderTest({ functionTimeout: FUNCTION_TIMEOUT_MS });
  const { cases, calls, violations } = await sweepFaults(system, {
    ...(OPERATION && { operations: [OPERATION] }),
    ...(FAULT && { faultScenarios: [FAULT] }),
    ...(!FAULT && { draw: { ...SIZE.faults, seed: SEED } }),
  });
  const responses = Object.entries(Object.groupBy(cases, ({ code }) => code)).map(
    ([code, all]) => `${code} ${all?.length}`,
  );
  console.log(`fault sweep: ${cases.length} cases at ${calls} calls, SEED=${SEED}; responses: ${responses.join(', ')}`);
  expect(violations).toEqual([]);
  const archive = await startAuditArchive(system);
  expect(await archive.discrepancies(await system.items(), randomFaults(SEED))).toEqual([]);
  await archive.stop();
  await system.stop();
});

test('the sweep has every operation that reads or writes the table', () => {
  const ids = operations.filter(({ grants }) => grants.length > 0).map(({ operation }) => operation.id);
  expect(Object.keys(OPERATIONS).sort()).toEqual(ids.sort());
});

test('over HTTP, a call without a response and then with half a response is abandoned within the deployed timeouts', async () => {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const { admin, stop } = await startWorkspace({ endpoint: proxy.endpoint });
  let attempts = 0;
  proxy.setFault((operation) => {
    if (operation !== 'TransactWriteItems') return 'none';
    attempts += 1;
    return attempts === 1 ? 'hung' : 'response stalled';
  });
  expect(await admin.post('/api/teams', { name: 'Data' })).toMatchObject(problem(503, 'outcome_unknown'));
  expect(attempts).toBe(2);
  proxy.setFault(() => 'none');
  expect(await admin.post('/api/teams', { name: 'Data' })).toMatchObject(problem(409, 'team_name_taken'));
  await stop();
  await proxy.stop();
});
