// A user: an account of a person or of a machine, and the rules of its name, role and teams.
import * as errors from './errors.ts';

export const ROLES = ['Admin', 'Manager', 'Member'] as const;
export type Role = (typeof ROLES)[number];

export const USER_TYPES = ['Service', 'Human'] as const;
export type UserType = (typeof USER_TYPES)[number];

/** The orders that users are listed in. */
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
  /** Ids, so that a rename keeps the memberships; the API answers their names as `teams`. */
  readonly team_ids: readonly number[];
  readonly iam_principals: readonly string[];
  readonly created_at: string;
  /** The creator's `user_id`. It is a record, not a link: what becomes of the creator changes nothing here (R2). */
  readonly created_by: string;
  readonly last_login: string | null;
  /** When it was deactivated; null = active. */
  readonly deleted_at: string | null;
}

/** No `user_id` is longer: an e-mail has at most 254 characters, a name 255. */
export const MAX_USER_ID_LENGTH = 300;

/**
 * The `user_id` of a Service User, made from its name (R4): lower case, white space to underscores, everything but
 * letters a-z, digits and underscores removed, then `@service`.
 *
 * @throws DomainError `validation_failed` when nothing of the name is left.
 */
export function serviceUserId(name: string): string {
  const stem = name
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

/** Whether a name claims to be a Service User's: no person's e-mail or subject may. */
export function isServiceUserId(name: string): boolean {
  return name.toLowerCase().endsWith('@service');
}

/**
 * The `user_id` of a person: the e-mail in lower case (R4). Letters A-Z alone: `toLowerCase` makes a `k` of the Kelvin
 * sign as well, and so one person's e-mail of another's.
 */
export function humanUserId(email: string): string {
  return email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether the account counts for R8: an active person with the Admin role. */
export function isActiveHumanAdmin(user: User): boolean {
  return user.user_type === 'Human' && user.role === 'Admin' && user.deleted_at === null;
}
