// Writes the audit entries in the table's stream to the archive, in the order of the stream.
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { auditArchivePorts } from '../../shared/runtime/event-ports.ts';
import { archiveAuditWrite } from '../../shared/services/audit-archive.ts';
import { processInOrder } from './process-in-order.ts';

export function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { parseAuditWrite } = auditArchivePorts;
  return processInOrder(Records, 'an audit entry was not archived', (record) =>
    archiveAuditWrite(auditArchivePorts, parseAuditWrite(record)),
  );
}
