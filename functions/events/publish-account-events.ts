// Publishes the changes of accounts as events, in the order of the table's stream.
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { eventsBetween } from '../../shared/domain/events.ts';
import { accountEventPorts } from '../../shared/runtime/event-ports.ts';
import { log } from '../../shared/telemetry/log.ts';

/**
 * Stops at the first record that fails. Lambda then delivers this record and all later ones again, so events are
 * published at least once and in order.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
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
