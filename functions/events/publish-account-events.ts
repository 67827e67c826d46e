// Publishes what became of accounts, in the order in which the table's stream tells it.
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { eventsBetween } from '../../shared/domain/events.ts';
import { accountEventPorts } from '../../shared/runtime/event-ports.ts';
import { log } from '../../shared/telemetry/log.ts';

/** What fails is delivered again, with all that came after it: at least once, and in order. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  for (const record of Records) {
    try {
      await publish(record);
    } catch (error) {
      const { eventID, dynamodb } = record;
      log('ERROR', 'events were not published', { event_id: eventID, error: String(error) });
      return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

async function publish({ dynamodb: { OldImage, NewImage } = {} }: DynamoDBRecord): Promise<void> {
  const { eventBus, parseAccountWrite } = accountEventPorts;
  const { before, after, cause } = parseAccountWrite(OldImage, NewImage);
  await eventBus.publish(eventsBetween(before, after, cause));
}
