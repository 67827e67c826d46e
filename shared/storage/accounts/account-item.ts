// Converts an account to an item of the table and back. A corrupt item fails loudly when it is read.
import type { Account, OidcSubject } from '../../domain/account.ts';
import type { Cause } from '../../domain/events.ts';
import type { FederationPolicy, JsonWebKeySet } from '../../domain/federation-policy.ts';
import { nameKey } from '../../domain/names.ts';
import { sortLabels, statedOwnership } from '../../domain/ownership.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
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
  ownershipKey,
  TIME_LIST_KEY,
} from '../keys.ts';
import { byTime, sortKeys } from './sort-keys.ts';
import { narrowing, parseToken, toNarrowingItem, toTokenItem } from './token-item.ts';
import { parseUser } from './user-item.ts';

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
    ...narrowing,
    enabled: oneOf([true, false]),
    jwks: nullable(mapOf<JsonWebKeySet>({ keys: listOf(anyMap) })),
  }),
);

/** The attributes of an account that belong to neither its user nor one of its tokens. */
const parseEnvelope = itemOf({
  version: number,
  oidc_subject: nullable(mapOf<OidcSubject>({ issuer: text, subject: text })),
  tokens: anyMap,
  owners: withDefault(listOf(text), []),
  purpose: withDefault(nullable(text), null),
  labels: withDefault(recordOf(text), {}),
  managed_by: withDefault(nullable(text), null),
  federation_policies: withDefault(policies, []),
  session_epoch: withDefault(number, 0),
  sessions_ended_at: withDefault(nullable(text), null),
  uncounted: withDefault(oneOf([true] as const), undefined),
});

/** Leaves out attributes that are empty for most accounts: a read unit covers 4 kB of the item. */
export function toAccountItem(account: Account, cause: Cause): Item {
  const {
    version,
    user,
    ownership,
    oidc_subject,
    tokens,
    federation_policies,
    session_epoch,
    sessions_ended_at,
    uncounted,
  } = account;
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
    ...statedOwnership(ownership),
    ...(federation_policies.length > 0 && { federation_policies: federation_policies.map(toPolicyItem) }),
    ...(session_epoch > 0 && { session_epoch }),
    ...(sessions_ended_at !== null && { sessions_ended_at }),
    ...(uncounted && { uncounted }),
  };
}

function toPolicyItem({ scopes, allowed_cidrs, ...policy }: FederationPolicy): Item {
  return { ...policy, ...toNarrowingItem({ scopes, allowed_cidrs }) };
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

/** Returns the items that list a Service User among the accounts of its owners, in the orders of `toMembershipItems`. */
export function toOwnershipItems({ user, ownership }: Account): (Key & Item)[] {
  return ownership.owners.map((owner) => ({
    ...ownershipKey(user.id, owner),
    account_id: user.id,
    role: user.role,
    search_name: nameKey(user.name),
    [LIST_KEY]: LISTS.ownedBy(owner, user.deleted_at === null),
    ...sortKeys(user),
  }));
}

const parseCauseAttribute = itemOf<Cause>({ at: text, actor: text, request_id: text });

/** Reads the cause of the last change, which the consumer of the table's stream publishes with its events. */
export function parseCause(item: Item): Cause {
  return parseCauseAttribute(item.cause);
}

export function parseAccountItem(item: Item): Account {
  const { tokens, uncounted, owners, purpose, labels, managed_by, ...envelope } = parseEnvelope(item);
  return {
    ...envelope,
    user: parseUser(item),
    ownership: { owners, purpose, labels: sortLabels(labels), managed_by },
    tokens: Object.values(tokens)
      .map(parseToken)
      .sort((a, b) => a.id - b.id),
    ...(uncounted && { uncounted }),
  };
}
