// What the other suites stand on: the system in this process is the one that the stack deploys, and a mistake in it shows.
import { expect, test } from 'vitest';
import { signIdToken } from '../support/id-tokens.ts';
import { problem } from '../support/problem.ts';
import { ADMIN_EMAIL, startSubject } from './support/subject.ts';

test('the subject answers by the routes and authorizers of the stack, and tells whose calls it makes', async () => {
  const subject = await startSubject();
  const calls: string[] = [];
  subject.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(`${subject.currentActor()}: ${commandName}`);
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
  expect(subject.afterAnswer()).toEqual([]);
  expect(await subject.violations()).toEqual([]);
  await subject.stop();
});

test('a planted mistake is in the code, and shows', async () => {
  const fault = { file: 'shared/domain/token.ts', right: "return 'Revoked'", wrong: "return 'Active'" };
  const subject = await startSubject({ faults: [fault] });
  const admin = subject.bearer(await signIdToken(ADMIN_EMAIL));
  const token = { name: 'first', expires_in_days: 1 };
  const { body } = await admin.post('/api/users', { name: 'Airflow', token });
  await admin.put(`/api/user-tokens/${body.token.id}`, { revoke: true });
  expect(await subject.bearer(body.token.bearer_token).get('/api/me')).toMatchObject({ status: 200 });
  await subject.stop();
  await expect(startSubject({ faults: [{ ...fault, right: 'what is not there' }] })).rejects.toThrow(
    'does not stand once',
  );
});
