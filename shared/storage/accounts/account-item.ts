// An account as an item of the table: written from the domain, parsed when read. A corrupt item fails loudly.
import type { Account, OidcSubject } from '../../domain/account.ts';
import type { Cause } from '../../domain/events.ts';
import { nameKey, PUBLIC_TEAM } from '../../domain/team.ts';
import type { PreviousSecret, Token } from '../../domain/token.ts';
import { ROLES, type Role, USER_TYPES, type User } from '../../domain/user.ts';
import type { CredentialRecord } from '../../services/ports/queries.ts';
import { anyMap, itemOf, listOf, mapOf, nullable, number, oneOf, text, withDefault } from '../dynamodb/attributes.ts';
import { accountKey, type Key, LIST_KEY, LISTS, membershipKey, sortableId } from '../keys.ts';

const parseUser = itemOf<User>({
  id: number,
  user_id: text,
  user_type: oneOf(USER_TYPES),
  name: text,
  email: nullable(text),
  role: oneOf(ROLES),
  team_ids: listOf(number),
  iam_principals: listOf(text),
  created_at: text,
  created_by: text,
  last_login: nullable(text),
  deleted_at: nullable(text),
});

const previousSecret = mapOf<PreviousSecret>({
  hash: text,
  generation: number,
  expires: text,
  last_used: nullable(text),
  retired_use: withDefault(nullable(text), null),
});

const parseToken = itemOf<Token>({
  id: number,
  name: text,
  hash: text,
  generation: number,
  previous: nullable(previousSecret),
  retired: withDefault(listOf(text), []),
  hint: text,
  created: text,
  created_by: text,
  rotated_at: withDefault(nullable(text), null),
  expiration: nullable(text),
  last_used: nullable(text),
  revoked_at: nullable(text),
  compromised_at: nullable(text),
});

/** What an item says besides its user and tokens. */
const parseEnvelope = itemOf({
  version: number,
  oidc_subject: nullable(mapOf<OidcSubject>({ issuer: text, subject: text })),
  tokens: anyMap,
});

export type AccountItem = Record<string, unknown>;

export function toAccountItem({ version, user, oidc_subject, tokens }: Account, cause: Cause): AccountItem {
  return {
    ...accountKey(user.id),
    version,
    cause,
    ...user,
    oidc_subject,
    tokens: Object.fromEntries(tokens.map((token) => [token.id, toTokenItem(token)])),
    account_id: user.id,
    [LIST_KEY]: LISTS.users(user.user_type, user.deleted_at === null),
    search_name: nameKey(user.name),
    ...orders(user),
    by_last_login: byLastLogin(user.last_login, user.id),
  };
}

/** What is empty until the first rotations takes no room: a read unit is for 4 kB. */
function toTokenItem({ rotated_at, retired, ...token }: Token): AccountItem {
  return { ...token, ...(rotated_at !== null && { rotated_at }), ...(retired.length > 0 && { retired }) };
}

/** Lists the account among the members of each of its teams but Public, in every order but that of the last login. */
export function toMembershipItems({ user }: Account): (Key & AccountItem)[] {
  return user.team_ids
    .filter((team) => team !== PUBLIC_TEAM.id)
    .map((team) => ({
      ...membershipKey(user.id, team),
      account_id: user.id,
      role: user.role,
      search_name: nameKey(user.name),
      [LIST_KEY]: LISTS.users(user.user_type, user.deleted_at === null, team),
      ...orders(user),
    }));
}

/** What a sort key has room for: names beyond are ordered by their beginning, then by id. */
const MAX_NAME_KEY = 255;

/** Where the user stands in each order; its id decides between equals. */
function orders(user: User): Record<'by_name' | 'by_created' | 'by_role', string> {
  const name = `${nameKey(user.name).slice(0, MAX_NAME_KEY)}\u0000${sortableId(user.id)}`;
  return {
    by_name: name,
    by_created: sortableId(user.id),
    by_role: `${rolePrefix(user.role)}${name}`,
  };
}

/** Where the places of a role begin, and where they end. */
export function rolePrefix(role: Role): string {
  return `${role}\u0000`;
}

export function afterRole(role: Role): string {
  return `${role}\u0001`;
}

/** Those who never logged in come first. */
export function byLastLogin(lastLogin: string | null, id: number): string {
  return `${lastLogin ?? ''}\u0000${sortableId(id)}`;
}

/** Who made the last change, for those who read the stream of changes. */
const causeOf = itemOf<Cause>({ at: text, actor: text, request_id: text });

export function parseCause(item: AccountItem): Cause {
  return causeOf(item.cause);
}

export function parseAccountItem(item: AccountItem): Account {
  const { version, oidc_subject, tokens } = parseEnvelope(item);
  return {
    version,
    user: parseUser(item),
    oidc_subject,
    tokens: Object.values(tokens)
      .map(parseToken)
      .sort((a, b) => a.id - b.id),
  };
}

/** Parses what one credential needs, and leaves the account's other tokens alone. */
export function parseCredential(item: AccountItem, tokenId: number): CredentialRecord {
  const { version, tokens } = parseEnvelope(item);
  const token = tokens[tokenId];
  return { version, user: parseUser(item), token: token === undefined ? undefined : parseToken(token) };
}
