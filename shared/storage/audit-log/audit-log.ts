// Reads the audit log. Entries are written by the transactions of the changes, those about rejected requests separately, and
// nothing changes them afterwards.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AuditEntry, auditEntryId } from '../../domain/audit.ts';
import * as errors from '../../domain/errors.ts';
import type { AuditLog, AuditQuery } from '../../services/ports/queries.ts';
import { allOf, equals } from '../dynamodb/filters.ts';
import type { OrderedList } from '../dynamodb/ordered-query.ts';
import { orderedSource } from '../dynamodb/ordered-source.ts';
import { commitWrites, modifiedConcurrently } from '../dynamodb/transaction.ts';
import { INDEXES, PARTITIONS, SORTABLE_ID, sortableId } from '../keys.ts';
import { parseAuditItem } from './audit-item.ts';
import { auditWrites } from './audit-writes.ts';

/** Entries contain the changes, so they are several times as large as those of other lists. */
const MAX_ENTRIES = 2000;

/** An id is drawn from 4,000 of its millisecond. */
const APPEND_ATTEMPTS = 5;

export function dynamoAuditLog(client: DynamoDBDocumentClient, TableName: string): AuditLog {
  return {
    entries: (query) =>
      orderedSource({
        client,
        list: { TableName, ...listFor(query) },
        identify: (entry) => entry.sk,
        load: async (entries) => entries.map(parseAuditItem),
        maxEntries: MAX_ENTRIES,
        // Counting would read the whole log.
        count: async () => null,
      }),

    async append(make) {
      for (let attempt = 0; attempt < APPEND_ATTEMPTS; attempt += 1) {
        const writes = auditWrites(make(), () => modifiedConcurrently<AuditEntry>(undefined));
        const { committed } = await commitWrites({ client, TableName, before: undefined, writes });
        if (committed) return;
      }
      throw errors.busy();
    },
  };
}

/**
 * Selects the partition that contains the fewest other entries: that of the target, that of the actor, or the whole
 * log. The range of the key selects the time, because ids grow with time. A filter selects by the remaining parameters.
 */
function listFor(query: AuditQuery): Omit<OrderedList, 'TableName'> {
  const range = {
    descending: true,
    from: query.from && sortableId(Math.max(0, firstIdAt(query.from))),
    to: query.to && sortableId(Math.max(0, firstIdAt(query.to) - 1)),
  };
  const { target, actor, action } = query;
  const filter = allOf([
    ...(action === undefined ? [] : [equals('action', action)]),
    ...(target === undefined || actor === undefined ? [] : [equals('actor_id', actor)]),
  ]);
  if (target !== undefined) return { ...indexed(INDEXES.auditTarget), partitions: [target], ...range, filter };
  if (actor !== undefined) return { ...indexed(INDEXES.auditActor), partitions: [actor], ...range, filter };
  return {
    partitionKey: 'pk',
    sortKey: 'sk',
    keyFormat: SORTABLE_ID,
    partitions: [PARTITIONS.auditLog],
    ...range,
    filter,
  };
}

function indexed({ name, partitionKey, sortKey, keyFormat }: (typeof INDEXES)['auditTarget' | 'auditActor']) {
  return { IndexName: name, partitionKey, sortKey, keyFormat };
}

function firstIdAt(time: string): number {
  return auditEntryId(new Date(time), 0);
}
