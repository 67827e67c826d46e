// Processes the records of the table's stream in order.
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { log } from '../../shared/telemetry/log.ts';

/**
 * Stops at the first record that fails. Lambda then delivers this record and all later ones again, so each record is
 * processed at least once and in order.
 *
 * @param failure - The message of the log line for a record that fails.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function processInOrder(
  records: readonly DynamoDBRecord[],
  failure: string,
  process: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of records) {
    try {
      await process(record);
    } catch (error) {
      const { eventID, dynamodb } = record;
      log('ERROR', failure, { event_id: eventID, error: String(error) });
      return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}
