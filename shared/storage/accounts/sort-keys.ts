// The sort keys by which the indexes order accounts and tokens.
import { nameKey } from '../../domain/names.ts';
import type { Role, User } from '../../domain/user.ts';
import { sortableId } from '../keys.ts';

/**
 * Limits the sort key, which DynamoDB limits to 1024 bytes. Longer names are ordered by their beginning, then by id.
 */
const MAX_NAME_KEY_LENGTH = 255;

/** Returns the sort keys of the user in each order. The id orders users that are otherwise equal. */
export function sortKeys(user: User): Record<'by_name' | 'by_created' | 'by_role', string> {
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
