// Stores a secret in AWS Secrets Manager, with the credentials and the region that the AWS CLI would use.
import { UsageError } from '../errors.ts';
import type { SecretDestination } from './destination.ts';

/**
 * The secret with this name or ARN gets a new version; one that does not exist is created. The version before keeps the
 * label AWSPREVIOUS.
 *
 * @throws UsageError when the secret cannot be described
 */
export async function openSecretsManager(name: string): Promise<SecretDestination> {
  // The SDK is large, and only this needs it.
  const { CreateSecretCommand, DescribeSecretCommand, PutSecretValueCommand, SecretsManagerClient } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  const client = new SecretsManagerClient({});
  const put = (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
  const isMissing = await client.send(new DescribeSecretCommand({ SecretId: name })).then(
    ({ DeletedDate }) => {
      if (DeletedDate !== undefined) throw unusable(name, new Error('it is scheduled for deletion'));
      return false;
    },
    (error: Error) => {
      if (error.name === 'ResourceNotFoundException') return true;
      throw unusable(name, error);
    },
  );
  return {
    isScreen: false,
    async save(secret) {
      if (!isMissing) return void (await put(secret));
      try {
        await client.send(new CreateSecretCommand({ Name: name, SecretString: secret }));
      } catch (error) {
        // Another process has created it in the meantime.
        if ((error as Error).name !== 'ResourceExistsException') throw error;
        await put(secret);
      }
    },
    close: () => client.destroy(),
  };
}

function unusable(name: string, { message }: Error): UsageError {
  return new UsageError(
    `The secret ${name} of AWS Secrets Manager cannot be used: ${message}. Check the AWS credentials, their permissions and AWS_REGION. Nothing was changed.`,
  );
}
