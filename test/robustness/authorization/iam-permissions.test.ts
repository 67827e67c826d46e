// What functions ask of the table is held against their roles in every suite; here is what else is to be known of that.
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { accountKey, subjectKey } from '../../../shared/storage/keys.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { ADMIN_EMAIL, startSystemUnderTest } from '../support/system-under-test.ts';

test('a call that the role of its function does not allow is told', async () => {
  const wrong = 'ports.policies.current().then(() => getMe(ports, caller))';
  const subject = await startSystemUnderTest({
    faults: [{ file: 'functions/me/get-me.ts', right: 'getMe(ports, caller)', wrong }],
  });
  const admin = subject.bearer(await signIdToken(ADMIN_EMAIL));
  await admin.get('/api/policy');
  expect([...subject.denied]).toEqual([]);
  await admin.get('/api/me');
  expect([...subject.denied]).toEqual([
    'the role of me/get-me does not allow {"action":"dynamodb:GetItem","partitions":["POLICY"],"attributes":[]}',
  ]);
  await subject.stop();
});

test('a person is linked to another issuer, and what pointed to them from the one before goes', async () => {
  const subject = await startSystemUnderTest();
  const { directClient, tableName: TableName } = subject;
  const idToken = await signIdToken(ADMIN_EMAIL);
  const admin = (await subject.items()).find(({ user_id }) => user_id === ADMIN_EMAIL);
  const id = Number(admin?.id);
  const before = { issuer: 'https://issuer.before.example.com', subject: 'admin' };
  const values = { ':before': before };
  const link = { UpdateExpression: 'SET oidc_subject = :before', ExpressionAttributeValues: values };
  await directClient.send(new UpdateCommand({ TableName, Key: { ...accountKey(id) }, ...link }));
  await directClient.send(new PutCommand({ TableName, Item: { ...subjectKey(before), account_id: id } }));
  expect(await subject.bearer(idToken).get('/api/me')).toMatchObject({ status: 200 });
  const pointer = new GetCommand({ TableName, Key: { ...subjectKey(before) }, ConsistentRead: true });
  expect((await directClient.send(pointer)).Item).toBeUndefined();
  // It fails when a role does not allow what was done.
  await subject.stop();
});
