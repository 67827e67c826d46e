// Creates something once for each idempotency key of a caller, also when requests with the same key are concurrent.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { DomainError, type ErrorKind } from '../domain/errors.ts';
import { IDEMPOTENCY_HOURS, type IdempotencyRecord, repeatError } from '../domain/idempotency.ts';
import type { Effects } from './ports/effects.ts';
import type { IdempotencyRecords } from './ports/queries.ts';
import type { Caller } from './ports/request-context.ts';

interface IdempotencyPorts extends Effects {
  readonly idempotency: IdempotencyRecords;
}

/** Makes the record of a creation, which is stored in the transaction of the creation. */
export type RecordCreation = (createdId: number, now: Date) => IdempotencyRecord;

interface IdempotentRequest {
  /** The operation. A key belongs to one operation and one request. */
  readonly operation: string;
  readonly request: unknown;
  /** The idempotency key that the client chose; undefined when it sent none. */
  readonly key: string | undefined;
}

/** The kinds of errors with which the result of the first request may reject a repeat, such as a name that is taken. */
const KINDS_AFTER_CREATION: readonly ErrorKind[] = ['rule', 'conflict', 'not-found', 'invalid'];

/**
 * Runs a creation. With a key, the transaction of the creation stores its record, under the condition that there is none yet.
 *
 * @throws DomainError `already_created` for a repeat, `idempotency_key_reused` for another request with the same key; the
 * errors of the creation.
 */
export async function createOnce<Created>(
  ports: IdempotencyPorts,
  caller: Caller,
  { operation, request, key: clientKey }: IdempotentRequest,
  create: (record: RecordCreation | undefined) => Promise<Created>,
): Promise<Created> {
  if (clientKey === undefined) return create(undefined);
  const key = hashOf([caller.principal.id, clientKey]);
  const requestHash = hashOf([operation, request]);
  try {
    return await create((created_id, now) => {
      const created = Math.floor(now.getTime() / 1000);
      return { key, request: requestHash, created_id, created, expires: created + IDEMPOTENCY_HOURS * 3600 };
    });
  } catch (error) {
    if (!(error instanceof DomainError) || !KINDS_AFTER_CREATION.includes(error.kind)) throw error;
    const used = await ports.idempotency.find(key, ports.now());
    throw used === undefined ? error : repeatError(used, { request: requestHash });
  }
}

/** The key is hashed, because a client may use one that others should not see, and because its length is not bounded by a key of the table. */
function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}
