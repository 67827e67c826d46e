// The natural keys by which the file and the system name the same thing.
import { comparable } from '../commands/named.ts';
import type { WantedServiceUser } from './file-schema.ts';

/** The `user_id` that the system derives from a name: rule R4. */
export function userIdOf({ name, user_id: userId }: WantedServiceUser): string {
  if (userId !== undefined) return userId;
  const stem = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/\s/g, '_')
    .replaceAll(/[^a-z0-9_]/g, '');
  return `${stem}@service`;
}

/** The system stores the ARN of an IAM role or user without its path. */
export const principalKey = (arn: string): string => arn.replace(/:(role|user)\/(?:[^#]*\/)?([^/#]+)/, ':$1/$2');

/** Team names as the system compares them. Public is in every list. */
export const teamKey = (name: string): string => comparable(name);
