// Every key of the table. Nothing outside of storage and the stack that creates the table knows them.

import type { OidcSubject } from '../domain/account.ts';
import { nameKey } from '../domain/team.ts';

/** Where an item lives. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Partitions by what they hold, as patterns of `dynamodb:LeadingKeys`. */
export const PARTITIONS = {
  account: 'USER#*',
  userId: 'USER_ID#*',
  token: 'TOKEN#*',
  subject: 'SUBJECT#*',
  iamPrincipal: 'IAM_PRINCIPAL#*',
  humanAdmins: 'HUMAN_ADMINS',
  membership: 'MEMBERSHIP#*',
  team: 'TEAM#*',
  teamNames: 'TEAM_NAMES',
  datastore: 'DATASTORE#*',
  datastoreNames: 'DATASTORE_NAMES',
  teamDatastores: 'TEAM_DATASTORES#*',
  policy: 'POLICY',
  sequences: 'SEQUENCES',
  tokenNotices: 'TOKEN_NOTICES',
  auditLog: 'AUDIT_LOG',
} as const;

/** A user and its tokens: one item, so that R6 and R7 are a condition on one item. */
export function accountKey(id: number): Key {
  return { pk: `USER#${id}`, sk: 'ACCOUNT' };
}

/** Guards that a `user_id` is given once (R4), and finds its account. */
export function userIdKey(userId: string): Key {
  return { pk: `USER_ID#${userId}`, sk: 'GUARD' };
}

/** Finds the account that a token belongs to. */
export function tokenKey(tokenId: number): Key {
  return { pk: `TOKEN#${tokenId}`, sk: 'OWNER' };
}

/** Finds the account of a person by what the issuer of their tokens calls them. */
export function subjectKey(subject: OidcSubject): Key {
  return { pk: `SUBJECT#${subject.issuer}#${subject.subject}`, sk: 'GUARD' };
}

/** Finds the Service User that an IAM role or user acts as. */
export function iamPrincipalKey(arn: string): Key {
  return { pk: `IAM_PRINCIPAL#${arn}`, sk: 'GUARD' };
}

/** The roster of the active human Admins (R8). */
export const humanAdminsKey: Key = { pk: PARTITIONS.humanAdmins, sk: 'ROSTER' };

/** Lists an account as a member of a team. Every account is in Public, which therefore has none. */
export function membershipKey(accountId: number, teamId: number): Key {
  return { pk: `MEMBERSHIP#${accountId}`, sk: `TEAM#${teamId}` };
}

export function teamKey(id: number): Key {
  return { pk: `TEAM#${id}`, sk: 'TEAM' };
}

/** How many accounts and datastores name a team. */
export function teamUsageKey(id: number): Key {
  return { pk: `TEAM#${id}`, sk: 'USAGE' };
}

/** Guards that a team's name is given once; awaitAll they are the list of teams, by name. */
export function teamNameKey(name: string): Key {
  return { pk: PARTITIONS.teamNames, sk: nameKey(name) };
}

export function datastoreKey(id: number): Key {
  return { pk: `DATASTORE#${id}`, sk: 'DATASTORE' };
}

/** Guards that a datastore's name is given once; awaitAll they are the list of datastores, by name. */
export function datastoreNameKey(name: string): Key {
  return { pk: PARTITIONS.datastoreNames, sk: nameKey(name) };
}

/** Lists a datastore among those that a team reaches, by name. */
export function teamDatastoreKey(teamId: number, name: string): Key {
  return { pk: teamDatastores(teamId), sk: nameKey(name) };
}

export function teamDatastores(teamId: number): string {
  return `TEAM_DATASTORES#${teamId}`;
}

/** The token policy of the workspace. */
export const policyKey: Key = { pk: PARTITIONS.policy, sk: 'POLICY' };

/** The last ids given. */
export const sequencesKey: Key = { pk: PARTITIONS.sequences, sk: 'LAST' };

/** Up to when it was told which tokens expire or are unused. */
export const tokenNoticesKey: Key = { pk: PARTITIONS.tokenNotices, sk: 'TOLD_UNTIL' };

/** An audit entry; ids grow with time, so the partition is in the order of what happened. */
export function auditKey(entryId: number): Key {
  return { pk: PARTITIONS.auditLog, sk: sortableId(entryId) };
}

/** An id whose order as text is its order as a number. */
export function sortableId(id: number): string {
  return String(id).padStart(16, '0');
}

export const LIST_KEY = 'list';

/** What the entries of a list carry beside their keys: whose they are, and what lists are filtered by. */
const PROJECTED_ATTRIBUTES = ['account_id', 'role', 'search_name', 'team_ids', 'expiration'];

/**
 * The indexes. The first four order the members of a list by one attribute; ids are given in the order of creation. The
 * others hold the audit log by whom an entry is about, and by who did it.
 */
export const INDEXES = {
  name: { name: 'list-by-name', partitionKey: LIST_KEY, sortKey: 'by_name', attributes: PROJECTED_ATTRIBUTES },
  created: { name: 'list-by-created', partitionKey: LIST_KEY, sortKey: 'by_created', attributes: PROJECTED_ATTRIBUTES },
  role: { name: 'list-by-role', partitionKey: LIST_KEY, sortKey: 'by_role', attributes: PROJECTED_ATTRIBUTES },
  last_login: {
    name: 'list-by-last-login',
    partitionKey: LIST_KEY,
    sortKey: 'by_last_login',
    attributes: PROJECTED_ATTRIBUTES,
  },
  auditTarget: { name: 'audit-by-target', partitionKey: 'target', sortKey: 'sk', attributes: 'all' },
  auditActor: { name: 'audit-by-actor', partitionKey: 'actor_id', sortKey: 'sk', attributes: 'all' },
} as const;
export type Index = (typeof INDEXES)[keyof typeof INDEXES];

/** The lists that accounts and tokens are in, as partitions of the first four indexes. */
export const LISTS = {
  /** Of all accounts, or of the members of a team. */
  users: (userType: string, active: boolean, teamId?: number) =>
    `USERS#${userType}#${active ? 'ACTIVE' : 'DEACTIVATED'}${teamId === undefined ? '' : `#TEAM#${teamId}`}`,
  /** `Live` tokens are active, or expired: time tells. */
  serviceTokens: (state: TokenListState) => `SERVICE_TOKENS#${state}`,
} as const;
export const TOKEN_LIST_STATES = ['Live', 'Revoked', 'Compromised'] as const;
export type TokenListState = (typeof TOKEN_LIST_STATES)[number];
export const LIST_PARTITIONS = { users: 'USERS#*', serviceTokens: 'SERVICE_TOKENS#*' } as const;
