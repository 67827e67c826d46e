// An account as an item of the table: written from the domain, parsed when read. A corrupt item fails loudly.
import * as z from 'zod/mini';
import type { Account } from '../domain/account.ts';
import type { Cause } from '../domain/events.ts';
import { nameKey, PUBLIC_TEAM } from '../domain/team.ts';
import type { Token } from '../domain/token.ts';
import { ROLES, type Role, USER_TYPES, type User } from '../domain/user.ts';
import type { CredentialRecord } from '../services/ports.ts';
import { accountKey, type Key, LIST_KEY, LISTS, membershipKey, sortableId } from './keys.ts';

const time = z.string();

const UserItem = z.object({
  id: z.number(),
  user_id: z.string(),
  user_type: z.enum(USER_TYPES),
  name: z.string(),
  email: z.nullable(z.string()),
  role: z.enum(ROLES),
  team_ids: z.array(z.number()),
  iam_principals: z.array(z.string()),
  created_at: time,
  created_by: z.string(),
  last_login: z.nullable(time),
  deleted_at: z.nullable(time),
});

const PreviousSecretItem = z.object({
  hash: z.string(),
  generation: z.number(),
  expires: time,
  last_used: z.nullable(time),
  retired_use: z._default(z.nullable(time), null),
});

const TokenItem = z.object({
  id: z.number(),
  name: z.string(),
  hash: z.string(),
  generation: z.number(),
  previous: z.nullable(PreviousSecretItem),
  retired: z._default(z.array(z.string()), []),
  hint: z.string(),
  created: time,
  created_by: z.string(),
  rotated_at: z._default(z.nullable(time), null),
  expiration: z.nullable(time),
  last_used: z.nullable(time),
  revoked_at: z.nullable(time),
  compromised_at: z.nullable(time),
});

/** What an item says besides its user and tokens. */
const Envelope = z.object({
  version: z.number(),
  oidc_subject: z.nullable(z.object({ issuer: z.string(), subject: z.string() })),
  tokens: z.record(z.string(), z.unknown()),
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
const CauseItem = z.object({ at: time, actor: z.string(), request_id: z.string() });

export function parseCause(item: AccountItem): Cause {
  return CauseItem.parse(item.cause);
}

export function parseAccountItem(item: AccountItem): Account {
  const { version, oidc_subject, tokens } = Envelope.parse(item);
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
  const { version, tokens } = Envelope.parse(item);
  const token = tokens[tokenId];
  return { version, user: parseUser(item), token: token === undefined ? undefined : parseToken(token) };
}

function parseUser(item: AccountItem): User {
  return UserItem.parse(item);
}

function parseToken(item: unknown): Token {
  return TokenItem.parse(item);
}
