// Reads records of the table's stream about audit entries. It parses as little as possible, so that an entry that somebody
// changed cannot keep its own alteration from being archived.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import type { AuditWrite } from '../../services/ports/audit-archive.ts';

export function parseAuditWrite({ eventName, dynamodb = {} }: DynamoDBRecord): AuditWrite {
  const { Keys = {}, OldImage, NewImage, SequenceNumber = '' } = dynamodb;
  return {
    type: eventName ?? 'MODIFY',
    entryId: Keys.sk?.S ?? '',
    sequence: SequenceNumber,
    ...(OldImage && { before: toEntry(OldImage) }),
    ...(NewImage && { after: toEntry(NewImage) }),
  };
}

/** The entry as it is stored, without its keys and its event. The types of aws-lambda and of the SDK describe the same JSON. */
function toEntry(image: NonNullable<StreamRecord['NewImage']>): Record<string, unknown> {
  const { pk, sk, actor_id, event, ...entry } = unmarshall(image as Record<string, AttributeValue>);
  return entry;
}
