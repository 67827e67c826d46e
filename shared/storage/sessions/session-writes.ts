// The writes that create and end sessions.
import { createHash } from 'node:crypto';
import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import type { Session } from '../../domain/session.ts';
import type { Change, CommitResult, NewSession, SpentToken } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { isNew, isStored } from '../conditions.ts';
import { modifiedConcurrently, put, remove, type Write, type WriteRejection } from '../dynamodb/transaction.ts';
import { sessionKey, spentTokenKey, TTL } from '../keys.ts';
import { toSessionItem } from './session-item.ts';

/** A used token is remembered for this time after it has expired, in seconds: longer than clocks may differ. */
const SPENT_TOKEN_MARGIN_S = 600;

/**
 * Creates a session, and marks the OIDC token as used: of concurrent requests with one token, one gets a session.
 *
 * @param onIdTaken - What it means that another session has the id.
 */
export function creationWrites<T>(
  { session, spent }: NewSession,
  onIdTaken: () => CommitResult<T>,
): Write<WriteRejection<T>>[] {
  return [
    put<WriteRejection<T>>(toSessionItem(session), { condition: isNew, onRejected: onIdTaken }),
    ...(spent ? [spentTokenWrite(spent)] : []),
  ];
}

function spentTokenWrite({ issuer, token_id, expires }: SpentToken): Write<DomainError> {
  const hash = createHash('sha256')
    .update(JSON.stringify([issuer, token_id]))
    .digest('base64url');
  return put(
    { ...spentTokenKey(hash), [TTL]: Math.ceil(expires) + SPENT_TOKEN_MARGIN_S },
    {
      condition: isNew,
      onRejected: errors.idTokenUsed,
    },
  );
}

/** Deletes a session, unless it has been deleted. */
export function endingWrites({ before, entries }: Change<Session>): Write<WriteRejection<Session>>[] {
  if (before === undefined) throw new Error('A session that does not exist cannot be ended');
  return [
    remove<WriteRejection<Session>>(sessionKey(before.account_id, before.id), {
      condition: isStored,
      onRejected: () => modifiedConcurrently<Session>(undefined),
    }),
    ...auditWrites(entries, () => modifiedConcurrently(before)),
  ];
}
