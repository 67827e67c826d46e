// Every suite checks the calls of the functions against the permissions of their IAM roles. These tests check the check.
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { accountKey, subjectKey } from '../../../shared/storage/keys.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import { mutantNamed } from '../mutants/mutants.ts';
import { logIn } from '../support/fixtures.ts';
import { allows, requestsOf, type Statement } from '../support/iam-permissions.ts';
import { ADMIN_EMAIL, startSystemUnderTest } from '../support/system-under-test.ts';

test('a call that the IAM role of its function does not allow is reported', async () => {
  const mutant = mutantNamed('the role of get-me does not allow a read of the policy');
  const system = await startSystemUnderTest({ mutant });
  const admin = system.bearer(await logIn(system, ADMIN_EMAIL));
  await admin.get('/api/policy');
  expect([...system.denied]).toEqual([]);
  await admin.get('/api/me');
  expect([...system.denied]).toEqual([
    'The role of me/get-me does not allow {"action":"dynamodb:GetItem","partitions":["POLICY"],"attributes":[]}.',
  ]);
  await system.stop();
});

describe('a transaction', () => {
  const put = (pk: string) => ({ Put: { Item: { pk } } });
  const transaction = { TransactItems: [put('USER#1'), put('AUDIT_LOG')] };
  const statement = (...partitions: string[]): Statement => ({
    Action: 'dynamodb:PutItem',
    Resource: 'table',
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
  });
  const deniedBy = (...statements: Statement[]) =>
    requestsOf('TransactWriteItemsCommand', transaction).filter(
      (request) => !statements.some((one) => allows(one, request)),
    );

  test('needs one statement for all of its items with the same action', () => {
    expect(deniedBy(statement('USER#*', 'AUDIT_LOG'))).toEqual([]);
    expect(deniedBy(statement('USER#*'), statement('AUDIT_LOG'))).toMatchObject([
      { partitions: ['USER#1', 'AUDIT_LOG'] },
    ]);
  });

  test('needs a statement for each of its items', () => {
    expect(deniedBy(statement('USER#*')).map(({ partitions }) => partitions)).toContainEqual(['AUDIT_LOG']);
  });

  test('needs a statement for its action even if IAM has no partitions to compare', () => {
    const update: Statement = { ...statement('USER#*', 'AUDIT_LOG'), Action: 'dynamodb:UpdateItem' };
    expect(deniedBy(update).map(({ partitions }) => partitions)).toContainEqual(undefined);
  });
});

test('linking a person to another issuer deletes the pointer of the issuer before', async () => {
  const system = await startSystemUnderTest();
  const { directClient, tableName: TableName } = system;
  const id_token = await signIdToken(ADMIN_EMAIL);
  const admin = (await system.items()).find(({ user_id }) => user_id === ADMIN_EMAIL);
  const id = Number(admin?.id);
  const before = { issuer: 'https://issuer.before.example.com', subject: 'admin' };
  const values = { ':before': before };
  const link = { UpdateExpression: 'SET oidc_subject = :before', ExpressionAttributeValues: values };
  await directClient.send(new UpdateCommand({ TableName, Key: { ...accountKey(id) }, ...link }));
  await directClient.send(new PutCommand({ TableName, Item: { ...subjectKey(before), account_id: id } }));
  expect(await system.bearer().post('/api/login', { id_token })).toMatchObject({ status: 200 });
  const pointer = new GetCommand({ TableName, Key: { ...subjectKey(before) }, ConsistentRead: true });
  expect((await directClient.send(pointer)).Item).toBeUndefined();
  // This fails when a role did not allow one of the calls.
  await system.stop();
});
