// The function of the custom resources of the CDK constructs. It signs its requests with its IAM role, which is bound to a
// Service User with the role Admin. See docs/decisions/0020-cdk-constructs.md.
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { bodyOf } from '../cli/connection/api.ts';
import {
  deployedId,
  managerOf,
  markOf,
  NOT_CREATED,
  type ProviderContext,
  ProvisioningError,
  respond,
} from './custom-resource.ts';
import { deleteToken, provideToken, TokenSettings } from './provide-token.ts';
import { deactivateUser, provideUser, ServiceUserSettings } from './provide-user.ts';
import { repeatIfUncertain, repeatWhileDenied, signedApi } from './system.ts';

const secretsManager = new SecretsManager();

export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { RequestType, ResourceType, LogicalResourceId } = event;
  const deployed = deployedId(event);
  let outcome: Outcome;
  try {
    outcome = await repeatIfUncertain(() => carryOut(event, deployed));
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    outcome = { PhysicalResourceId: deployed ?? NOT_CREATED, failure };
  }
  const { PhysicalResourceId, failure } = outcome;
  const level = failure === undefined ? 'INFO' : 'ERROR';
  console.log(JSON.stringify({ level, RequestType, ResourceType, LogicalResourceId, PhysicalResourceId, failure }));
  await respond(event, outcome);
}

async function carryOut(event: CloudFormationCustomResourceEvent, deployed: string | undefined): Promise<Outcome> {
  const { RequestType, ResourceType, ResourceProperties } = event;
  // A resource whose creation failed.
  if (RequestType === 'Delete' && deployed === undefined) return { PhysicalResourceId: NOT_CREATED };
  const provide = RESOURCES[ResourceType];
  if (provide === undefined) throw new ProvisioningError(`${ResourceType} is unknown.`);
  const before = RequestType === 'Update' ? event.OldResourceProperties.Settings : undefined;
  return provide(await contextOf(event), {
    isRemoved: RequestType === 'Delete',
    deployed,
    // Properties of custom resources are text. In JSON, numbers keep their type.
    settings: JSON.parse(ResourceProperties.Settings),
    before: before === undefined ? undefined : JSON.parse(before),
  });
}

interface Change {
  readonly isRemoved: boolean;
  /** The physical id before the change. */
  readonly deployed: string | undefined;
  readonly settings: unknown;
  /** The settings before an update. */
  readonly before: unknown;
}

const RESOURCES: Readonly<Record<string, (context: ProviderContext, change: Change) => Promise<Outcome>>> = {
  async 'Custom::ServiceUser'(context, { isRemoved, deployed: userId, settings, before }) {
    if (isRemoved && userId !== undefined) {
      await deactivateUser(context, userId);
      return { PhysicalResourceId: userId };
    }
    const earlier = before === undefined ? undefined : ServiceUserSettings.parse(before);
    const wanted = ServiceUserSettings.parse(settings);
    return { PhysicalResourceId: await provideUser(context, wanted, { userId, settings: earlier }) };
  },
  async 'Custom::ServiceUserToken'(context, { isRemoved, deployed: id, settings, before }) {
    if (isRemoved && id !== undefined) {
      await deleteToken(context, id);
      return { PhysicalResourceId: id };
    }
    const earlier = before === undefined ? undefined : TokenSettings.parse(before);
    const wanted = TokenSettings.parse(settings);
    const PhysicalResourceId = await provideToken(context, wanted, { id, settings: earlier });
    return { PhysicalResourceId, Data: { SecretArn: wanted.secret_id } };
  },
};

async function contextOf(event: CloudFormationCustomResourceEvent): Promise<ProviderContext> {
  const { SERVICE_USERS_SIGNED_URL: url = '' } = process.env;
  const api = await signedApi(url);
  const { user_id: providerId } = await repeatWhileDenied(() => bodyOf(api.GET('/api/me')));
  const identity = { mark: markOf(event), manager: managerOf(event), requestId: event.RequestId };
  return { api, secretsManager, providerId, ...identity };
}
