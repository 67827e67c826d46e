// The Secrets Manager of the tests behaves as the service documents, for the client of the service.
import { randomUUID } from 'node:crypto';
import { SecretsManager as Client } from '@aws-sdk/client-secrets-manager';
import { afterAll, expect, it } from 'vitest';
import { ROTATION_STEPS, startSecretsManager } from '../support/secrets-manager.ts';

const service = await startSecretsManager();
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const client = new Client({ endpoint: service.url, region: 'us-east-1', credentials, maxAttempts: 1 });
afterAll(async () => {
  client.destroy();
  await service.stop();
});

it('moves the label AWSCURRENT to a new version, and AWSPREVIOUS to the one before', async () => {
  const { ARN: SecretId } = await client.createSecret({ Name: 'moved', SecretString: 'one' });
  const { VersionId } = await client.putSecretValue({ SecretId, SecretString: 'two' });
  expect(await client.getSecretValue({ SecretId })).toMatchObject({ SecretString: 'two', VersionId });
  expect(await client.getSecretValue({ SecretId, VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one' });
  const { CreatedDate } = await client.getSecretValue({ SecretId });
  expect(CreatedDate).toBeInstanceOf(Date);
});

it('accepts a repeated version with the same value, and refuses another value', async () => {
  const SecretId = service.create('repeated');
  const put = (SecretString: string) =>
    client.putSecretValue({ SecretId, SecretString, ClientRequestToken: 'a'.repeat(32) });
  await put('one');
  await put('one');
  await expect(put('two')).rejects.toMatchObject({ name: 'ResourceExistsException' });
});

it('has no value for a secret without versions, and for a version without a value', async () => {
  const SecretId = service.create('empty');
  await expect(client.getSecretValue({ SecretId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const VersionId = service.announce(SecretId);
  await expect(client.getSecretValue({ SecretId, VersionId })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await client.describeSecret({ SecretId })).toMatchObject({
    VersionIdsToStages: { [VersionId]: ['AWSPENDING'] },
  });
});

it('moves a label only from the version that the request names', async () => {
  const SecretId = service.create('labels');
  const { VersionId: one = '' } = await client.putSecretValue({ SecretId, SecretString: 'one' });
  const stages = ['AWSPENDING'];
  const { VersionId: two } = await client.putSecretValue({ SecretId, SecretString: 'two', VersionStages: stages });
  const move = (RemoveFromVersionId: string) =>
    client.updateSecretVersionStage({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: two,
      RemoveFromVersionId,
    });
  await expect(move(randomUUID())).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await move(one);
  expect(service.valueOf(SecretId)).toBe('two');
  expect(service.valueOf(SecretId, 'AWSPREVIOUS')).toBe('one');
});

it('calls a rotation function for the four steps, and refuses a second rotation at the same time', async () => {
  const SecretId = service.create('rotated');
  const steps: string[] = [];
  await service.rotate(SecretId, async ({ Step }) => steps.push(Step));
  expect(steps).toEqual(ROTATION_STEPS);
  expect(() => service.announce(SecretId)).toThrow('not complete');
});

it('refuses a request that is not signed, and a member that the model of the service does not have', async () => {
  const headers = { 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const unsigned = await fetch(service.url, { method: 'POST', headers, body: '{}' });
  expect(unsigned.status).toBe(400);
  const authorization = 'AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/secretsmanager/aws4_request';
  const send = (body: object) =>
    fetch(service.url, { method: 'POST', headers: { ...headers, authorization }, body: JSON.stringify(body) });
  expect(await (await send({ SecretId: 'x', Unknown: 1 })).json()).toMatchObject({ __type: 'ValidationException' });
  expect(await (await send({})).json()).toMatchObject({ __type: 'ValidationException' });
});
