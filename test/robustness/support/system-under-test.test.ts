// What the other suites stand on: the system in this process is the one that the stack deploys, and a mistake in it shows.
import { expect, test, vi } from 'vitest';
import { signIdToken } from '../../support/id-tokens.ts';
import { problem } from '../../support/problem.ts';
import type { PlantedFault } from './code.ts';
import { ADMIN_EMAIL, startSystemUnderTest } from './system-under-test.ts';

test('the subject responses by the routes and authorizers of the stack, and tells whose calls it makes', async () => {
  const subject = await startSystemUnderTest();
  const calls: string[] = [];
  subject.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(`${subject.currentClient()}: ${commandName}`);
        return next(args);
      },
    { step: 'initialize', name: 'calls' },
  );
  const admin = subject.bearer(await signIdToken(ADMIN_EMAIL), 'admin');
  const token = { name: 'first', expires_in_days: 1 };
  const { status, body } = await admin.post('/api/users', { name: 'Airflow', token });
  expect(status).toBe(201);
  calls.length = 0;
  const airflow = subject.bearer(body.token.bearer_token, 'airflow');
  expect(await airflow.get('/api/me')).toMatchObject({ status: 200, body: { user_id: 'airflow@service' } });
  expect(calls).toEqual(['airflow: GetItemCommand', 'airflow: UpdateItemCommand', 'airflow: GetItemCommand']);
  expect(await subject.signed().get('/api/me')).toMatchObject(problem(403, 'iam_principal_unbound'));
  expect(await subject.bearer().get('/api/me')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
  expect(subject.logs()).toContain('users/create-user');
  expect(subject.logs()).not.toContain(body.token.bearer_token);
  expect(subject.workAfterResponse()).toEqual([]);
  expect(await subject.violations()).toEqual([]);
  await subject.stop();
});

const GET_ME = 'functions/me/get-me.ts';
const late: [string, PlantedFault, RegExp][] = [
  [
    'a call that it left under way',
    {
      file: GET_ME,
      right: 'getMe(ports, caller)',
      wrong: 'getMe(ports, caller).then((me) => (void ports.policies.current(), me))',
    },
    /^me\/get-me responded while GetItemCommand was under way$/,
  ],
  [
    'a call that it makes later',
    {
      file: GET_ME,
      right: 'getMe(ports, caller)',
      wrong: '(setTimeout(() => void ports.policies.current(), 100), getMe(ports, caller))',
    },
    /^me\/get-me had responded, and then: it called GetItemCommand$/,
  ],
  [
    'a line that it logs later',
    {
      file: GET_ME,
      right: 'getMe(ports, caller)',
      wrong: "(setTimeout(() => console.info('late'), 100), getMe(ports, caller))",
    },
    /^me\/get-me had responded, and then: it logged late/,
  ],
];

test.for(late)('a function that has responded is frozen: %s is told', async ([, fault, told]) => {
  const subject = await startSystemUnderTest({ faults: [fault] });
  expect(await subject.bearer(await signIdToken(ADMIN_EMAIL)).get('/api/me')).toMatchObject({ status: 200 });
  await vi.waitFor(() => expect(subject.workAfterResponse()).toEqual([expect.stringMatching(told)]));
  await subject.stop();
});

test('an invocation that crashes has no response, and nothing of it goes on', async () => {
  const subject = await startSystemUnderTest();
  const admin = subject.bearer(await signIdToken(ADMIN_EMAIL));
  await admin.get('/api/me');
  let calls = 0;
  subject.client.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      const response = await next(args);
      return subject.currentFunction() === 'me/get-me' ? subject.crash() : response;
    },
    { step: 'initialize', name: 'crash' },
  );
  const response = await admin.get('/api/me');
  expect(response).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
  // Who it is, by the authorizer; the first call of the function, and none after it.
  expect(calls).toBe(3);
  expect(subject.workAfterResponse()).toEqual([]);
  await subject.stop();
});

test('a planted mistake is in the code, and shows', async () => {
  const fault = { file: 'shared/domain/token.ts', right: "return 'Revoked'", wrong: "return 'Active'" };
  const subject = await startSystemUnderTest({ faults: [fault] });
  const admin = subject.bearer(await signIdToken(ADMIN_EMAIL));
  const token = { name: 'first', expires_in_days: 1 };
  const { body } = await admin.post('/api/users', { name: 'Airflow', token });
  await admin.put(`/api/user-tokens/${body.token.id}`, { revoke: true });
  expect(await subject.bearer(body.token.bearer_token).get('/api/me')).toMatchObject({ status: 200 });
  await subject.stop();
  await expect(startSystemUnderTest({ faults: [{ ...fault, right: 'what is not there' }] })).rejects.toThrow(
    'does not stand once',
  );
});
