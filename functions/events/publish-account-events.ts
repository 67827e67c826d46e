// Publishes the changes of accounts, and the uses of their federation policies, as events, in the order of the table's stream.
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { accountEventPorts } from '../../shared/runtime/event-ports.ts';
import { publishAccountEvents } from '../../shared/services/account-events.ts';
import { processInOrder } from './process-in-order.ts';

export function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  return processInOrder(Records, 'events were not published', publish);
}

async function publish({ dynamodb: { OldImage, NewImage } = {} }: DynamoDBRecord): Promise<void> {
  const { eventBus, isFederationUse, parseAccountWrite, parseFederationUse } = accountEventPorts;
  if (isFederationUse(NewImage)) {
    const event = parseFederationUse(OldImage, NewImage);
    return event && eventBus.publish([event]);
  }
  await publishAccountEvents(accountEventPorts, parseAccountWrite(OldImage, NewImage));
}
