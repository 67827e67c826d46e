// Converts a session to an item of the table and back.
import { SESSION_SOURCES, type Session, type SessionFederation } from '../../domain/session.ts';
import { itemOf, mapOf, nullable, number, oneOf, text } from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { type Key, sessionKey, TTL } from '../keys.ts';

export const parseSessionItem = itemOf<Session>({
  account_id: number,
  id: number,
  hash: text,
  epoch: number,
  authenticated_by: oneOf(SESSION_SOURCES),
  federation: nullable(mapOf<SessionFederation>({ policy_id: number, policy_version: number, subject: text })),
  created: text,
  expires: text,
});

export function toSessionItem(session: Session): Key & Item {
  return {
    ...sessionKey(session.account_id, session.id),
    ...session,
    [TTL]: Math.ceil(Date.parse(session.expires) / 1000),
  };
}
