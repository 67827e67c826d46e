// Converts an account to an item of the table and back. A corrupt item fails loudly when it is read.
import type { Account, OidcSubject } from '../../domain/account.ts';
import type { Cause } from '../../domain/events.ts';
import type { FederationPolicy, JsonWebKeySet } from '../../domain/federation-policy.ts';
import { nameKey } from '../../domain/names.ts';
import type { SessionAccount } from '../../domain/session.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import { DAY_MS, type PreviousSecret, type Token } from '../../domain/token.ts';
import { ROLES, type Role, USER_TYPES, type User } from '../../domain/user.ts';
import type { CredentialRecord } from '../../services/ports/queries.ts';
import {
  anyMap,
  itemOf,
  listOf,
  mapOf,
  nullable,
  number,
  oneOf,
  recordOf,
  scalar,
  text,
  withDefault,
} from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import {
  accountKey,
  type Key,
  LIST_KEY,
  LISTS,
  lastLoginList,
  membershipKey,
  sortableId,
  TIME_LIST_KEY,
} from '../keys.ts';

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
  made_newest: withDefault(oneOf([true, false]), false),
  retired_use: withDefault(nullable(text), null),
  rotation_refused: withDefault(nullable(text), null),
});

const parseStoredToken = itemOf<Omit<Token, 'lifetime_days'> & { readonly lifetime_days: number | null | undefined }>({
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
  confirmed_at: withDefault(nullable(text), null),
  expiration: nullable(text),
  lifetime_days: withDefault(nullable(number), undefined),
  last_used: nullable(text),
  revoked_at: nullable(text),
  compromised_at: nullable(text),
});

/** The lifetime is stored only when it differs from the one that the expiration shows: a read unit covers 4 kB. */
function parseToken(item: unknown): Token {
  const { lifetime_days, ...token } = parseStoredToken(item);
  return { ...token, lifetime_days: lifetime_days === undefined ? lifetimeOf(token) : lifetime_days };
}

/** In days, at least one. */
function lifetimeOf({ created, rotated_at, expiration }: Pick<Token, 'created' | 'rotated_at' | 'expiration'>) {
  if (expiration === null) return null;
  return Math.max(1, Math.round((Date.parse(expiration) - Date.parse(rotated_at ?? created)) / DAY_MS));
}

const policies = listOf(
  mapOf<FederationPolicy>({
    id: number,
    version: number,
    name: text,
    issuer: text,
    audience: text,
    subject: nullable(text),
    claims: recordOf(scalar),
    session_minutes: number,
    enabled: oneOf([true, false]),
    jwks: nullable(mapOf<JsonWebKeySet>({ keys: listOf(anyMap) })),
  }),
);

/** The attributes of an account that belong to neither its user nor one of its tokens. */
const parseEnvelope = itemOf({
  version: number,
  oidc_subject: nullable(mapOf<OidcSubject>({ issuer: text, subject: text })),
  tokens: anyMap,
  federation_policies: withDefault(policies, []),
  session_epoch: withDefault(number, 0),
  sessions_ended_at: withDefault(nullable(text), null),
  uncounted: withDefault(oneOf([true] as const), undefined),
});

/** Leaves out attributes that are empty for most accounts: a read unit covers 4 kB of the item. */
export function toAccountItem(account: Account, cause: Cause): Item {
  const { version, user, oidc_subject, tokens, federation_policies, session_epoch, sessions_ended_at, uncounted } =
    account;
  const isActive = user.deleted_at === null;
  return {
    ...accountKey(user.id),
    version,
    cause,
    ...user,
    oidc_subject,
    tokens: Object.fromEntries(tokens.map((token) => [token.id, toTokenItem(token)])),
    account_id: user.id,
    [LIST_KEY]: LISTS.users(user.user_type, isActive),
    search_name: nameKey(user.name),
    ...sortKeys(user),
    [TIME_LIST_KEY]: lastLoginList(user.user_type, isActive, user.id),
    by_time: byTime(user.last_login, user.id),
    ...(federation_policies.length > 0 && { federation_policies }),
    ...(session_epoch > 0 && { session_epoch }),
    ...(sessions_ended_at !== null && { sessions_ended_at }),
    ...(uncounted && { uncounted }),
  };
}

/** Leaves out attributes that are empty until the first rotations: a read unit covers 4 kB of the item. */
function toTokenItem({ rotated_at, confirmed_at, retired, previous, lifetime_days, ...token }: Token): Item {
  return {
    ...token,
    previous: previous && toPreviousItem(previous),
    ...(lifetime_days !== lifetimeOf({ ...token, rotated_at }) && { lifetime_days }),
    ...(rotated_at !== null && { rotated_at }),
    ...(confirmed_at !== null && { confirmed_at }),
    ...(retired.length > 0 && { retired }),
  };
}

function toPreviousItem({ made_newest, rotation_refused, ...previous }: PreviousSecret): Item {
  return { ...previous, ...(made_newest && { made_newest }), ...(rotation_refused !== null && { rotation_refused }) };
}

/**
 * Returns the items that list the account among the members of its teams. Public has none, because every account is in
 * it. They have no order by last login, which would add a write per team to the recording of a use.
 */
export function toMembershipItems({ user }: Account): (Key & Item)[] {
  return user.team_ids
    .filter((team) => team !== PUBLIC_TEAM.id)
    .map((team) => ({
      ...membershipKey(user.id, team),
      account_id: user.id,
      role: user.role,
      search_name: nameKey(user.name),
      [LIST_KEY]: LISTS.users(user.user_type, user.deleted_at === null, team),
      ...sortKeys(user),
    }));
}

/**
 * Limits the sort key, which DynamoDB limits to 1024 bytes. Longer names are ordered by their beginning, then by id.
 */
const MAX_NAME_KEY_LENGTH = 255;

/** Returns the sort keys of the user in each order. The id orders users that are otherwise equal. */
function sortKeys(user: User): Record<'by_name' | 'by_created' | 'by_role', string> {
  const name = `${nameKey(user.name).slice(0, MAX_NAME_KEY_LENGTH)}\u0000${sortableId(user.id)}`;
  return {
    by_name: name,
    by_created: sortableId(user.id),
    by_role: `${rolePrefix(user.role)}${name}`,
  };
}

/** The smallest sort key of a role in the order by role. */
export function rolePrefix(role: Role): string {
  return `${role}\u0000`;
}

/** A sort key after all sort keys of a role in the order by role. */
export function afterRole(role: Role): string {
  return `${role}\u0001`;
}

/** Returns the sort key in the order by a time. Without a time, such as that of the last login, it comes first. */
export function byTime(time: string | null, id: number): string {
  return `${time ?? ''}\u0000${sortableId(id)}`;
}

/** The time of a token that never expires, after all others. */
export const NEVER = 'never';

/** A sort key after all sort keys of a time, and before those of the next millisecond. */
export function afterTime(time: string): string {
  return `${time}\u0001`;
}

const parseCauseAttribute = itemOf<Cause>({ at: text, actor: text, request_id: text });

/** Reads the cause of the last change, which the consumer of the table's stream publishes with its events. */
export function parseCause(item: Item): Cause {
  return parseCauseAttribute(item.cause);
}

const parseCredentialEnvelope = itemOf({ version: number, tokens: anyMap });

export function parseAccountItem(item: Item): Account {
  const { tokens, uncounted, ...envelope } = parseEnvelope(item);
  return {
    ...envelope,
    user: parseUser(item),
    tokens: Object.values(tokens)
      .map(parseToken)
      .sort((a, b) => a.id - b.id),
    ...(uncounted && { uncounted }),
  };
}

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
    listOf(mapOf({ id: number, name: text, version: number, enabled: oneOf([true, false]) })),
    [],
  ),
});

/** Parses what decides whether a session of the account is valid. */
export function parseSessionAccount(item: Item): SessionAccount {
  return { ...parseSessionEnvelope(item), user: parseUser(item) };
}
