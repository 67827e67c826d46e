// A user: the account of a person or of a machine, and the rules for its name.
import * as errors from './errors.ts';

export const ROLES = ['Admin', 'Manager', 'Member'] as const;
export type Role = (typeof ROLES)[number];

export const USER_TYPES = ['Service', 'Human'] as const;
export type UserType = (typeof USER_TYPES)[number];

/** The sort orders of the list of users. */
export const USER_SORTS = ['name', 'created', 'role', 'last_login'] as const;
export type UserSort = (typeof USER_SORTS)[number];

/** Field names are those of the API, everywhere in the code. Times are ISO 8601 UTC. */
export interface User {
  readonly id: number;
  readonly user_id: string;
  readonly user_type: UserType;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** Ids, so that memberships survive the rename of a team. The API returns the names as `teams`. */
  readonly team_ids: readonly number[];
  readonly iam_principals: readonly string[];
  readonly created_at: string;
  /** The creator's `user_id`: a record, not a link. Changes of the creator have no effect on this account (R2). */
  readonly created_by: string;
  readonly last_login: string | null;
  /** The time of the deactivation; null for an active account. */
  readonly deleted_at: string | null;
}

/** The longest `user_id`: an e-mail has at most 254 characters, a name 255 and its suffix. */
export const MAX_USER_ID_LENGTH = 300;

/**
 * Derives the `user_id` of a Service User from its name (R4): NFC, lower case, white space to underscores, every
 * character except a-z, digits and underscores removed, then `@service`.
 *
 * @throws DomainError `validation_failed` when no letter or digit of the name is left.
 */
export function serviceUserId(name: string): string {
  const stem = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/\s/g, '_')
    .replaceAll(/[^a-z0-9_]/g, '');
  if (!/[a-z0-9]/.test(stem)) {
    throw errors.invalidRequest([
      { path: 'name', message: 'must have at least one letter a-z or digit, from which the user_id is derived' },
    ]);
  }
  return `${stem}@service`;
}

/** Whether a name has the form of a Service User's `user_id`, which no e-mail or subject of a person may have. */
export function isServiceUserId(name: string): boolean {
  return name.toLowerCase().endsWith('@service');
}

/**
 * The `user_id` of a person: the e-mail with A-Z in lower case (R4). Other letters stay as they are: `toLowerCase` maps
 * the Kelvin sign to `k`, and would make two people's e-mails equal.
 */
export function humanUserId(email: string): string {
  return email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether the account counts for R8: an active person with the role Admin. */
export function isActiveHumanAdmin(user: User): boolean {
  return user.user_type === 'Human' && user.role === 'Admin' && user.deleted_at === null;
}

/** The fields by which other resources refer to a user. */
export type UserSummary = Pick<User, 'id' | 'user_id' | 'user_type' | 'name' | 'role'>;

export function toUserSummary({ id, user_id, user_type, name, role }: User): UserSummary {
  return { id, user_id, user_type, name, role };
}
