// The system under test is the one that the stack deploys, and a mutant changes its behavior.
import { expect, test } from 'vitest';
import { problem } from '../../support/problem.ts';
import { mutantNamed } from '../mutants/mutants.ts';
import { bundleFunctions } from './bundle.ts';
import { logIn } from './fixtures.ts';
import { ADMIN_EMAIL, startSystemUnderTest } from './system-under-test.ts';

test('the system has the routes and authorizers of the stack, and attributes calls to clients', async () => {
  const system = await startSystemUnderTest();
  const calls: string[] = [];
  system.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(`${system.currentClient()}: ${commandName}`);
        return next(args);
      },
    { step: 'initialize', name: 'calls' },
  );
  const admin = system.bearer(await logIn(system, ADMIN_EMAIL), 'admin');
  const token = { name: 'first', expires_in_days: 1 };
  const { status, body } = await admin.post('/api/users', { name: 'Airflow', token });
  expect(status).toBe(201);
  calls.length = 0;
  const airflow = system.bearer(body.token.bearer_token, 'airflow');
  expect(await airflow.get('/api/me')).toMatchObject({ status: 200, body: { user_id: 'airflow@service' } });
  expect(calls).toEqual(['airflow: GetItemCommand', 'airflow: UpdateItemCommand', 'airflow: GetItemCommand']);
  expect(await system.signed().get('/api/me')).toMatchObject(problem(403, 'iam_principal_unbound'));
  expect(await system.bearer().get('/api/me')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
  expect(system.logs()).toContain('users/create-user');
  expect(system.logs()).not.toContain(body.token.bearer_token);
  expect(system.workAfterResponse()).toEqual([]);
  expect(await system.violations()).toEqual([]);
  await system.stop();
});

const LATE: [mutant: string, report: RegExp][] = [
  ['get-me leaves a call pending', /^me\/get-me responded while GetItemCommand was pending$/],
  ['get-me makes a call after its response', /^After its response, me\/get-me called GetItemCommand$/],
  ['get-me logs a line after its response', /^After its response, me\/get-me logged late/],
];

test.for(LATE)('work after a response is reported: %s', async ([name, report]) => {
  const system = await startSystemUnderTest({ mutant: mutantNamed(name) });
  expect(await system.bearer(await logIn(system, ADMIN_EMAIL)).get('/api/me')).toMatchObject({ status: 200 });
  await expect.poll(() => system.workAfterResponse()).toEqual([expect.stringMatching(report)]);
  await system.stop();
});

test('an invocation that crashes has no response, and none of its code continues', async () => {
  const system = await startSystemUnderTest();
  const admin = system.bearer(await logIn(system, ADMIN_EMAIL));
  await admin.get('/api/me');
  let calls = 0;
  system.client.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      const response = await next(args);
      return system.currentFunction() === 'me/get-me' ? system.crash() : response;
    },
    { step: 'initialize', name: 'crash' },
  );
  const response = await admin.get('/api/me');
  expect(response).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
  // The authorizer makes one call, and the function makes its first one.
  expect(calls).toBe(2);
  expect(system.workAfterResponse()).toEqual([]);
  await system.stop();
});

test('a mutant changes the behavior of the system', async () => {
  const system = await startSystemUnderTest({ mutant: mutantNamed('a revoked token stays active') });
  const admin = system.bearer(await logIn(system, ADMIN_EMAIL));
  const token = { name: 'first', expires_in_days: 1 };
  const { body } = await admin.post('/api/users', { name: 'Airflow', token });
  await admin.put(`/api/user-tokens/${body.token.id}`, { revoke: true });
  expect(await system.bearer(body.token.bearer_token).get('/api/me')).toMatchObject({ status: 200 });
  await system.stop();
});

test('a patch that does not apply to the source is an error with its name', async () => {
  const { name, patch } = mutantNamed('a revoked token stays active');
  const outdated = patch.replace("return 'Revoked'", "return 'Withdrawn'");
  await expect(bundleFunctions({ name, patch: outdated })).rejects.toThrow(
    `The patch ${name} no longer applies to shared/domain/token.ts.`,
  );
  const misplaced = patch.replaceAll('shared/domain/token.ts', 'shared/domain/moved.ts');
  await expect(bundleFunctions({ name, patch: misplaced })).rejects.toThrow('shared/domain/moved.ts');
});
