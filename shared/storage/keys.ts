// Every key of the table. Nothing outside of storage and the stack that creates the table knows them.

import type { OidcSubject } from '../domain/account.ts';

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
  sequences: 'SEQUENCES',
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

/** The last ids given. */
export const sequencesKey: Key = { pk: PARTITIONS.sequences, sk: 'LAST' };

/** An audit entry; ids grow with time, so the partition is in the order of what happened. */
export function auditKey(entryId: number): Key {
  return { pk: PARTITIONS.auditLog, sk: sortableId(entryId) };
}

/** An id whose order as text is its order as a number. */
export function sortableId(id: number): string {
  return String(id).padStart(16, '0');
}

/** The indexes: each orders the members of a list (`list`) by one attribute. Ids are given in the order of creation. */
export const INDEXES = {
  name: { name: 'list-by-name', sortKey: 'by_name' },
  created: { name: 'list-by-created', sortKey: 'by_created' },
  role: { name: 'list-by-role', sortKey: 'by_role' },
  last_login: { name: 'list-by-last-login', sortKey: 'by_last_login' },
} as const;
export type Index = (typeof INDEXES)[keyof typeof INDEXES];

export const LIST_KEY = 'list';

/** The lists that accounts and tokens are in, as partitions of the indexes. */
export const LISTS = {
  users: (userType: string, active: boolean) => `USERS#${userType}#${active ? 'ACTIVE' : 'DEACTIVATED'}`,
  serviceTokens: 'SERVICE_TOKENS',
} as const;
export const LIST_PARTITIONS = { users: 'USERS#*', serviceTokens: LISTS.serviceTokens } as const;
