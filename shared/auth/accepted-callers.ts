// Which accounts the API of another app accepts. The app chooses an alias of the shared authorizer. API Gateway invokes the
// authorizer by this alias, so a request cannot influence the choice. See docs/decisions/0013-authorizer-aliases.md.
import type { Principal } from '../domain/principal.ts';

/** The accounts that an API accepts in addition to Service Users with the role Member or Manager. */
export interface AcceptedCallers {
  /** Whether it accepts accounts with the role Admin. A human Admin needs `allowPeople` as well. */
  readonly allowAdmins: boolean;
  /** Whether it accepts human accounts. */
  readonly allowPeople: boolean;
}

/** Accepted callers by alias. */
const ALIASES: ReadonlyMap<string, AcceptedCallers> = new Map(
  [
    { allowAdmins: false, allowPeople: false },
    { allowAdmins: true, allowPeople: false },
    { allowAdmins: false, allowPeople: true },
    { allowAdmins: true, allowPeople: true },
  ].map((accepted) => [authorizerAlias(accepted), accepted]),
);

export const AUTHORIZER_ALIASES: readonly string[] = [...ALIASES.keys()];

/** The alias of the authorizer that accepts these callers. */
export function authorizerAlias({ allowAdmins, allowPeople }: AcceptedCallers): string {
  if (allowAdmins) return allowPeople ? 'with-admins-and-people' : 'with-admins';
  return allowPeople ? 'with-people' : 'service-users';
}

/**
 * Whether an API accepts the caller. The bearer API of this system invokes the authorizer without an alias, and accepts every
 * account. An unknown alias accepts none.
 *
 * @param functionArn - The ARN by which the API invoked the authorizer.
 */
export function acceptsCaller(
  functionArn: string,
  { role, user_type }: Pick<Principal, 'role' | 'user_type'>,
): boolean {
  const [matched, alias] = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+(?::([^:]+))?$/.exec(functionArn) ?? [];
  if (matched === undefined) return false;
  if (alias === undefined) return true;
  const accepted = ALIASES.get(alias);
  if (accepted === undefined) return false;
  return (role !== 'Admin' || accepted.allowAdmins) && (user_type === 'Service' || accepted.allowPeople);
}
