// The natural keys by which the file and the system name the same thing.
import { derivedUserId } from '../../user-id.ts';
import { comparable } from '../commands/named.ts';
import type { WantedServiceUser } from './file-schema.ts';

/** The `user_id` in the file, or the one that the system derives from the name. A name without one is refused by the API. */
export function userIdOf({ name, user_id: userId }: WantedServiceUser): string {
  return userId ?? derivedUserId(name) ?? '@service';
}

/** The system stores the ARN of an IAM role or user without its path. */
export const principalKey = (arn: string): string => arn.replace(/:(role|user)\/(?:[^#]*\/)?([^/#]+)/, ':$1/$2');

/** Team names as the system compares them. Public is in every list. */
export const teamKey = (name: string): string => comparable(name);
