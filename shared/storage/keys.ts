// Every key of the table. Only storage, the stack that creates the table and the operator commands use them.
import type { OidcSubject } from '../domain/account.ts';
import { nameKey } from '../domain/names.ts';

/** The primary key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The partitions by their contents, as patterns for the IAM condition key `dynamodb:LeadingKeys`. */
export const PARTITIONS = {
  account: 'USER#*',
  userId: 'USER_ID#*',
  token: 'TOKEN#*',
  subject: 'SUBJECT#*',
  session: 'SESSION#*',
  spentToken: 'SPENT_TOKEN#*',
  idempotency: 'IDEMPOTENCY#*',
  iamPrincipal: 'IAM_PRINCIPAL#*',
  humanAdmins: 'HUMAN_ADMINS',
  membership: 'MEMBERSHIP#*',
  ownership: 'OWNERSHIP#*',
  team: 'TEAM#*',
  teamNames: 'TEAM_NAMES',
  datastore: 'DATASTORE#*',
  datastoreNames: 'DATASTORE_NAMES',
  teamDatastores: 'TEAM_DATASTORES#*',
  federationUse: 'FEDERATION_USE#*',
  policy: 'POLICY',
  sequences: 'SEQUENCES',
  tokenNotices: 'TOKEN_NOTICES',
  totals: 'TOTALS#*',
  auditLog: 'AUDIT_LOG',
} as const;

/** A user and its tokens are one item, so that a condition on one item enforces R6 and R7. */
export function accountKey(id: number): Key {
  return { pk: `USER#${id}`, sk: 'ACCOUNT' };
}

/** Keeps a `user_id` unique (R4), and finds its account. */
export function userIdKey(userId: string): Key {
  return { pk: `USER_ID#${userId}`, sk: 'GUARD' };
}

/** Finds the account that a token belongs to. */
export function tokenKey(tokenId: number): Key {
  return { pk: `TOKEN#${tokenId}`, sk: 'OWNER' };
}

/** Keeps the subject of an OIDC issuer unique among accounts, and finds its account. */
export function subjectKey(subject: OidcSubject): Key {
  return { pk: `SUBJECT#${subject.issuer}#${subject.subject}`, sk: 'GUARD' };
}

/** A session. The sessions of an account are one partition. */
export function sessionKey(accountId: number, sessionId: number): Key {
  return { pk: sessionsOf(accountId), sk: sortableId(sessionId) };
}

export function sessionsOf(accountId: number): string {
  return `SESSION#${accountId}`;
}

/** Marks an OIDC token as used. @param hash - A hash of the issuer and of the token's id, which may be long. */
export function spentTokenKey(hash: string): Key {
  return { pk: `SPENT_TOKEN#${hash}`, sk: 'GUARD' };
}

/** Remembers a creation. @param hash - A hash of the caller and of the idempotency key. */
export function idempotencyKey(hash: string): Key {
  return { pk: `IDEMPOTENCY#${hash}`, sk: 'GUARD' };
}

/** DynamoDB deletes an item some time after this attribute, in seconds since the epoch. Nothing depends on it. */
export const TTL = 'ttl';

/** Keeps the ARN of an IAM principal unique among accounts, and finds the Service User that it acts as. */
export function iamPrincipalKey(arn: string): Key {
  return { pk: `IAM_PRINCIPAL#${arn}`, sk: 'GUARD' };
}

/** The roster of the active human Admins (R8). */
export const humanAdminsKey: Key = { pk: PARTITIONS.humanAdmins, sk: 'ROSTER' };

/** Lists an account as a member of a team. Public has no such items, because every account is in it. */
export function membershipKey(accountId: number, teamId: number): Key {
  return { pk: `MEMBERSHIP#${accountId}`, sk: `TEAM#${teamId}` };
}

/** Lists a Service User among the accounts of an owner. */
export function ownershipKey(accountId: number, owner: string): Key {
  return { pk: `OWNERSHIP#${accountId}`, sk: `OWNER#${owner}` };
}

export function teamKey(id: number): Key {
  return { pk: `TEAM#${id}`, sk: 'TEAM' };
}

/** Counts the accounts and datastores in a team. */
export function teamUsageKey(id: number): Key {
  return { pk: `TEAM#${id}`, sk: 'USAGE' };
}

/** Keeps the name of a team unique. The partition is also the list of teams by name. */
export function teamNameKey(name: string): Key {
  return { pk: PARTITIONS.teamNames, sk: nameKey(name) };
}

export function datastoreKey(id: number): Key {
  return { pk: `DATASTORE#${id}`, sk: 'DATASTORE' };
}

/** Keeps the name of a datastore unique. The partition is also the list of datastores by name. */
export function datastoreNameKey(name: string): Key {
  return { pk: PARTITIONS.datastoreNames, sk: nameKey(name) };
}

/** Lists a datastore among those that the members of a team reach, by name. */
export function teamDatastoreKey(teamId: number, name: string): Key {
  return { pk: teamDatastores(teamId), sk: nameKey(name) };
}

export function teamDatastores(teamId: number): string {
  return `TEAM_DATASTORES#${teamId}`;
}

/** The last uses of the federation policies of an account. They are not in its item, which each of them would change. */
export function federationUseKey(accountId: number): Key {
  return { pk: `FEDERATION_USE#${accountId}`, sk: 'POLICIES' };
}

/** The token policy of the workspace. */
export const policyKey: Key = { pk: PARTITIONS.policy, sk: 'POLICY' };

/** Counts the ids that were assigned. */
export const sequencesKey: Key = { pk: PARTITIONS.sequences, sk: 'LAST' };

/** Stores the time up to which notices about tokens were published. */
export const tokenNoticesKey: Key = { pk: PARTITIONS.tokenNotices, sk: 'TOLD_UNTIL' };

/**
 * The number of items that the totals of lists are divided into. An item accepts 500 transactions a second, because each
 * takes two of the 1,000 write units of a partition. A read of all items is one round trip.
 */
export const TOTAL_SHARDS = 32;

/** One part of the totals. An account counts in the same part for ever. */
export function totalsKey(accountId: number): Key {
  return { pk: `TOTALS#${accountId % TOTAL_SHARDS}`, sk: 'TOTALS' };
}

/** An audit entry. Ids grow with time, so the partition is in chronological order. */
export function auditKey(entryId: number): Key {
  return { pk: PARTITIONS.auditLog, sk: sortableId(entryId) };
}

/** Formats an id so that ids have the same order as text and as numbers. */
export function sortableId(id: number): string {
  return String(id).padStart(16, '0');
}

/** The format of `sortableId`. */
export const SORTABLE_ID = /^\d{16}$/;
/** A key of a resource that is listed by its name. */
export const NAME_KEY = /^[^\0]+$/;
/** What a list is ordered by, then the id of the account. */
const ORDER_KEY = /\0\d{16}$/;

/** Marks an account whose last write recorded only a use. A change of the account writes the whole item, without the mark. */
export const ONLY_USE = 'only_use';

/** The partition key of the indexes that order lists by an attribute that does not change with time. */
export const LIST_KEY = 'list';
/** The partition key of the index that orders lists by a time. */
export const TIME_LIST_KEY = 'time_list';

/** The attributes of list entries besides their keys: the account, and the attributes that lists are filtered by. */
const PROJECTED_ATTRIBUTES = ['account_id', 'role', 'search_name', 'team_ids', 'expiration'];

/**
 * The indexes of the table. The first four order the entries of a list by one attribute; the order of creation is that
 * of the ids, and the time is the last login of an account or the expiration of a token. The other two contain the audit
 * log by target and by actor.
 */
export const INDEXES = {
  name: {
    name: 'list-by-name',
    partitionKey: LIST_KEY,
    sortKey: 'by_name',
    keyFormat: ORDER_KEY,
    attributes: PROJECTED_ATTRIBUTES,
  },
  created: {
    name: 'list-by-created',
    partitionKey: LIST_KEY,
    sortKey: 'by_created',
    keyFormat: SORTABLE_ID,
    attributes: PROJECTED_ATTRIBUTES,
  },
  role: {
    name: 'list-by-role',
    partitionKey: LIST_KEY,
    sortKey: 'by_role',
    keyFormat: ORDER_KEY,
    attributes: PROJECTED_ATTRIBUTES,
  },
  time: {
    name: 'list-by-time',
    partitionKey: TIME_LIST_KEY,
    sortKey: 'by_time',
    keyFormat: ORDER_KEY,
    attributes: ['account_id', 'role', 'search_name', 'team_ids'],
  },
  auditTarget: {
    name: 'audit-by-target',
    partitionKey: 'target',
    sortKey: 'sk',
    keyFormat: SORTABLE_ID,
    attributes: 'all',
  },
  auditActor: {
    name: 'audit-by-actor',
    partitionKey: 'actor_id',
    sortKey: 'sk',
    keyFormat: SORTABLE_ID,
    attributes: 'all',
  },
} as const;
export type Index = (typeof INDEXES)[keyof typeof INDEXES];

/**
 * The index that ordered accounts by last login before `list-by-time`. Nothing reads it, and new items are not in it.
 * CloudFormation adds or removes one index per deployment, so the release after this one removes it.
 */
export const RETIRED_INDEX = {
  name: 'list-by-last-login',
  partitionKey: LIST_KEY,
  sortKey: 'by_last_login',
  attributes: PROJECTED_ATTRIBUTES,
} as const;

/**
 * The number of partitions that contain the active Service Users in the order of their last use. Every Service User
 * records its use up to every five minutes, which takes two of the 1,000 write units a second of a partition.
 */
const USE_SHARDS = 8;

/** The lists of accounts and tokens, as partitions of the first four indexes. */
export const LISTS = {
  /** All accounts of a type and state, or only the members of a team. */
  users: (userType: string, active: boolean, teamId?: number) =>
    `USERS#${userType}#${active ? 'ACTIVE' : 'DEACTIVATED'}${teamId === undefined ? '' : `#TEAM#${teamId}`}`,
  /** The Service Users of an owner. */
  ownedBy: (owner: string, active: boolean) => `USERS#Service#${active ? 'ACTIVE' : 'DEACTIVATED'}#OWNER#${owner}`,
  /** The list `Live` contains active and expired tokens: no write takes place when a token expires. */
  serviceTokens: (state: TokenListState) => `SERVICE_TOKENS#${state}`,
} as const;
export const TOKEN_LIST_STATES = ['Live', 'Revoked', 'Compromised'] as const;
export type TokenListState = (typeof TOKEN_LIST_STATES)[number];

/** The partition that lists the account in the order of the last login. */
export function lastLoginList(userType: string, active: boolean, accountId: number): string {
  const list = LISTS.users(userType, active);
  return isSharded(userType, active) ? `${list}#${accountId % USE_SHARDS}` : list;
}

/** The partitions that list all accounts of a type and state in the order of the last login. */
export function lastLoginLists(userType: string, active: boolean): string[] {
  const shards = isSharded(userType, active) ? USE_SHARDS : 1;
  return Array.from({ length: shards }, (_, shard) => lastLoginList(userType, active, shard));
}

/** People log in seldom, and deactivated accounts are not used. */
function isSharded(userType: string, active: boolean): boolean {
  return userType === 'Service' && active;
}

/** Patterns of the partitions in `LISTS`, for the IAM condition key `dynamodb:LeadingKeys`. */
export const LIST_PARTITIONS = { users: 'USERS#*', serviceTokens: 'SERVICE_TOKENS#*' } as const;
