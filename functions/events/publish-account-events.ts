// Publishes the changes of accounts, the uses of their federation policies and refused rotations as events, in the order of the table's stream.
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { accountEventPorts } from '../../shared/runtime/event-ports.ts';
import { publishAccountEvents } from '../../shared/services/account-events.ts';
import { processInOrder } from './process-in-order.ts';

export function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  return processInOrder(Records, 'events were not published', publish);
}

async function publish({ dynamodb: { OldImage, NewImage } = {} }: DynamoDBRecord): Promise<void> {
  const { eventBus, isAccountWrite, parseAccountWrite, parseStoredEvent } = accountEventPorts;
  if (!isAccountWrite(NewImage)) {
    const event = parseStoredEvent(OldImage, NewImage);
    return event && eventBus.publish([event]);
  }
  await publishAccountEvents(accountEventPorts, parseAccountWrite(OldImage, NewImage));
}
