// What the custom resources have in common: their context, their physical ids, and the response to CloudFormation.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Api } from '../cli/connection/api.ts';

export interface ProviderContext {
  /** The signed API. */
  readonly api: Api;
  readonly secretsManager: SecretsManager;
  /** The `user_id` of the Service User that the provider signs as. */
  readonly providerId: string;
  /** Identifies the resource: the stack and the logical id. It stays the same when the stack is deleted and created again. */
  readonly mark: string;
  /** The `managed_by` of the Service Users. */
  readonly manager: string;
  /** The same for each delivery of a request. */
  readonly requestId: string;
}

/** A reason that CloudFormation shows. */
export class ProvisioningError extends Error {
  override readonly name = 'ProvisioningError';
}

/** The physical id of a resource whose creation failed. CloudFormation deletes it. */
export const NOT_CREATED = 'not-created';

/** The mark of the resource. The id of the stack ends with a random part. */
export function markOf({ StackId, LogicalResourceId }: CloudFormationCustomResourceEvent): string {
  return `${StackId.split('/').slice(0, 2).join('/')}/${LogicalResourceId}`;
}

const MAX_MANAGER_LENGTH = 100;

/** The stack, as people read it. */
export function managerOf({ StackId }: CloudFormationCustomResourceEvent): string {
  return `CloudFormation stack ${StackId.split('/')[1]}`.slice(0, MAX_MANAGER_LENGTH);
}

/** The physical id of the resource before the request; undefined if it does not exist. */
export function deployedId(event: CloudFormationCustomResourceEvent): string | undefined {
  if (event.RequestType === 'Create' || event.PhysicalResourceId === NOT_CREATED) return undefined;
  return event.PhysicalResourceId;
}

const MAX_REASON_LENGTH = 1000;

export interface Outcome {
  readonly PhysicalResourceId: string;
  /** The attributes that other resources of the stack can read. */
  readonly Data?: Readonly<Record<string, string>>;
  /** Why it failed; undefined for a success. */
  readonly failure?: string;
}

/** @throws Error when CloudFormation did not accept the response: Lambda delivers the event again then */
export async function respond(
  event: CloudFormationCustomResourceEvent,
  { PhysicalResourceId, Data = {}, failure }: Outcome,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const result =
    failure === undefined ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failure.slice(0, MAX_REASON_LENGTH) };
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId, Data, ...result });
  // The URL is signed without a content type, and `fetch` adds one to a text but not to bytes.
  const response = await fetch(ResponseURL, { method: 'PUT', body: new TextEncoder().encode(body) });
  if (!response.ok) throw new Error(`CloudFormation did not accept the result: ${response.status}`);
}
