// The custom resource Custom::FirstAdmin. Creates the first human Admin when the stack is deployed.
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { DEPLOYMENT } from '../../shared/domain/audit.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { effects } from '../../shared/runtime/effects.ts';
import { accountPorts } from '../../shared/runtime/ports.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { log } from '../../shared/telemetry/log.ts';
import { retryWhileAccessDenied } from './retry-while-access-denied.ts';

const Properties = z.object({ Email: z.email() });

export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  try {
    if (event.RequestType !== 'Delete') await seed(event, context);
    await respond(event, { Status: 'SUCCESS' });
  } catch (error) {
    log('ERROR', 'the first Admin was not created', { error: String(error) });
    await respond(event, { Status: 'FAILED', Reason: `The first Admin was not created: ${String(error)}` });
  }
}

async function seed(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  const { Email } = Properties.parse(event.ResourceProperties);
  const actorContext = {
    actor: DEPLOYMENT,
    request_id: event.RequestId,
    source_ip: 'cloudformation',
    deadline: deadlineOf(context),
  };
  await retryWhileAccessDenied(effects, () => seedFirstAdmin(accountPorts, actorContext, Email));
}

/**
 * Sends the result to the URL at which CloudFormation waits for it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
async function respond(
  event: CloudFormationCustomResourceEvent,
  result: Pick<CloudFormationCustomResourceResponse, 'Status'> & { Reason?: string },
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'first-admin', ...result });
  // The URL is signed without a content type, and `fetch` adds one to a text but not to bytes.
  const response = await fetch(event.ResponseURL, { method: 'PUT', body: new TextEncoder().encode(body) });
  if (!response.ok) throw new Error(`CloudFormation did not accept the result: ${response.status}`);
}
