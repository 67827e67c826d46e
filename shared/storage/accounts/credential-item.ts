// Reads from the item of an account only what decides whether a credential is valid, to save time on the path of every
// request.
import type { SessionAccount } from '../../domain/session.ts';
import type { CredentialRecord } from '../../services/ports/queries.ts';
import { anyMap, itemOf, listOf, mapOf, number, oneOf, text, withDefault } from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { narrowing, parseToken } from './token-item.ts';
import { parseUser } from './user-item.ts';

const parseCredentialEnvelope = itemOf({ version: number, tokens: anyMap });

/**
 * Parses the user and one token. The account's other tokens are not parsed, to save time on the path of every request.
 */
export function parseCredential(item: Item, tokenId: number): CredentialRecord {
  const { version, tokens } = parseCredentialEnvelope(item);
  const token = tokens[tokenId];
  return { version, user: parseUser(item), token: token === undefined ? undefined : parseToken(token) };
}

const parseSessionEnvelope = itemOf({
  version: number,
  session_epoch: withDefault(number, 0),
  federation_policies: withDefault(
    listOf(mapOf({ id: number, name: text, version: number, enabled: oneOf([true, false]), ...narrowing })),
    [],
  ),
});

/** Parses what decides whether a session of the account is valid. */
export function parseSessionAccount(item: Item): SessionAccount {
  return { ...parseSessionEnvelope(item), user: parseUser(item) };
}
