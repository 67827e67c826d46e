// The rotation function of Secrets Manager. The token in the secret rotates itself, so that the function needs no other
// credential of Service Users. Each step can be repeated, also after a crash between two requests.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import { ResourceNotFoundException, SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { bodyOf } from '../cli/connection/api.ts';
import { ApiProblem } from '../cli/connection/problem.ts';
import { bearerApi, repeatIfUncertain } from './system.ts';

/** The tag of the secret with the overlap. */
const OVERLAP_TAG = 'service-users:overlap-hours';
const RUNBOOK = 'See "If a rotation fails" in docs/constructs.md.';

const secretsManager = new SecretsManager();

interface Rotation {
  readonly secretId: string;
  /** The version that the rotation creates. */
  readonly version: string;
  /** Versions by label. */
  readonly labels: ReadonlyMap<string, string>;
  readonly overlapHours: number | undefined;
}

const STEPS: Readonly<Record<SecretsManagerRotationEvent['Step'], (rotation: Rotation) => Promise<void>>> = {
  createSecret,
  // Service Users knows the secret since it was created.
  setSecret: async () => {},
  testSecret,
  finishSecret,
};

export async function handler({ Step, SecretId, ClientRequestToken }: SecretsManagerRotationEvent): Promise<void> {
  const { VersionIdsToStages = {}, Tags = [] } = await secretsManager.describeSecret({ SecretId });
  const labels = new Map(Object.entries(VersionIdsToStages).flatMap(([id, all]) => all.map((label) => [label, id])));
  if (labels.get('AWSCURRENT') === ClientRequestToken) return;
  if (labels.get('AWSPENDING') !== ClientRequestToken) {
    throw new Error(`The version ${ClientRequestToken} is not AWSPENDING. Rotate the secret again.`);
  }
  const overlap = Tags.find(({ Key }) => Key === OVERLAP_TAG)?.Value;
  const overlapHours = overlap === undefined ? undefined : Number(overlap);
  await STEPS[Step]({ secretId: SecretId, version: ClientRequestToken, labels, overlapHours });
  console.log(JSON.stringify({ level: 'INFO', step: Step, secret: SecretId, version: ClientRequestToken }));
}

/** Stores a new secret of the token as AWSPENDING. */
async function createSecret(rotation: Rotation): Promise<void> {
  const { secretId: SecretId, version } = rotation;
  if ((await readVersion(SecretId, version)) !== undefined) return;
  const SecretString = (await newerSecret(rotation)) ?? (await rotatedSecret(rotation));
  const VersionStages = ['AWSPENDING'];
  await secretsManager.putSecretValue({ SecretId, SecretString, ClientRequestToken: version, VersionStages });
}

/**
 * The secret that a rotation has stored and tested, but not finished: a version without a label, not older than AWSCURRENT.
 * AWSCURRENT cannot rotate the token any more, and the attempt would be reported as the sign of a copy.
 */
async function newerSecret({ secretId: SecretId, labels }: Rotation): Promise<string | undefined> {
  const { Versions = [] } = await secretsManager.listSecretVersionIds({ SecretId, IncludeDeprecated: true });
  const createdAt = ({ CreatedDate }: { CreatedDate?: Date | undefined }) => CreatedDate?.getTime() ?? 0;
  const current = Versions.find(({ VersionId }) => VersionId === labels.get('AWSCURRENT'));
  const newer = Versions.filter(
    (one) => (one.VersionStages ?? []).length === 0 && createdAt(one) >= createdAt(current ?? {}),
  );
  for (const { VersionId } of newer.sort((a, b) => createdAt(b) - createdAt(a))) {
    const secret = await readVersion(SecretId, VersionId);
    if (secret !== undefined && (await isAccepted(secret))) return secret;
  }
  return undefined;
}

async function rotatedSecret({ secretId, labels, overlapHours }: Rotation): Promise<string> {
  const current = await readVersion(secretId, labels.get('AWSCURRENT'));
  if (current === undefined) throw new Error(`The secret has no AWSCURRENT. ${RUNBOOK}`);
  const api = bearerApi(apiUrl(), current);
  const body = overlapHours === undefined ? {} : { overlap_hours: overlapHours };
  try {
    // If the response is lost, the same secret may repeat the rotation.
    const { bearer_token: secret } = await repeatIfUncertain(() =>
      bodyOf(api.POST('/api/user-tokens/{id}/rotate', { params: { path: { id: 'self' } }, body })),
    );
    return secret;
  } catch (error) {
    if (isUnauthorized(error)) throw new Error(`AWSCURRENT is refused, and no later version is accepted. ${RUNBOOK}`);
    throw error;
  }
}

/**
 * The first use of the new secret confirms the rotation. Secrets Manager also calls only this step, to test the configuration of
 * a rotation that starts later: AWSPENDING has no value then, or that of AWSCURRENT.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
async function testSecret({ secretId, version, labels }: Rotation): Promise<void> {
  const pending = await readVersion(secretId, version);
  if (pending !== undefined && (await isAccepted(pending))) return;
  const current = await readVersion(secretId, labels.get('AWSCURRENT'));
  if (current === undefined || !(await isAccepted(current))) {
    throw new Error(`AWSCURRENT and AWSPENDING are refused. ${RUNBOOK}`);
  }
  if (pending === undefined) return;
  await secretsManager.updateSecretVersionStage({
    SecretId: secretId,
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: version,
  });
  throw new Error('AWSPENDING is refused and was discarded. AWSCURRENT is accepted: rotate the secret again.');
}

async function finishSecret({ secretId, version, labels }: Rotation): Promise<void> {
  if ((await readVersion(secretId, version)) === undefined) {
    throw new Error(`The version ${version} has no value. Rotate the secret again.`);
  }
  await secretsManager.updateSecretVersionStage({
    SecretId: secretId,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: version,
    RemoveFromVersionId: labels.get('AWSCURRENT'),
  });
}

/** @returns undefined if the version has no value */
async function readVersion(SecretId: string, VersionId: string | undefined): Promise<string | undefined> {
  if (VersionId === undefined) return undefined;
  try {
    return (await secretsManager.getSecretValue({ SecretId, VersionId })).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function isAccepted(secret: string): Promise<boolean> {
  try {
    await bearerApi(apiUrl(), secret).GET('/api/me');
    return true;
  } catch (error) {
    if (isUnauthorized(error)) return false;
    throw error;
  }
}

const isUnauthorized = (error: unknown) => error instanceof ApiProblem && error.status === 401;

function apiUrl(): string {
  const { SERVICE_USERS_URL = '' } = process.env;
  return SERVICE_USERS_URL;
}
