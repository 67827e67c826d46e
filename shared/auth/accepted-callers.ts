// Which accounts the API of another app accepts. The app chooses an alias of the shared authorizer. API Gateway invokes the
// authorizer by this alias, so a request cannot influence the choice; nor the name of the API, which is a variable of its
// stage. See docs/decisions/0013-authorizer-aliases.md and docs/decisions/0018-narrowing.md.

import { apiScope, permits } from '../domain/permits.ts';
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

/** The variable of a stage that has the name of its API. */
export const API_NAME_VARIABLE = 'serviceUsersApi';

/** How an API invoked the authorizer. A request cannot influence it. */
export interface Invocation {
  /** The ARN of the authorizer, with its alias. */
  readonly functionArn: string;
  readonly stageVariables?: Readonly<Record<string, string | undefined>> | null | undefined;
}

/**
 * Whether an API accepts the caller. The bearer API of this system invokes the authorizer without an alias, and accepts every
 * account: each operation verifies its scope. An unknown alias accepts none. A credential with scopes needs the one of the
 * API, and an API without a name has none.
 */
export function acceptsCaller(
  { functionArn, stageVariables }: Invocation,
  { role, user_type, scopes }: Pick<Principal, 'role' | 'user_type' | 'scopes'>,
): boolean {
  const [matched, alias] = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+(?::([^:]+))?$/.exec(functionArn) ?? [];
  if (matched === undefined) return false;
  if (alias === undefined) return true;
  const accepted = ALIASES.get(alias);
  if (accepted === undefined) return false;
  // Without a name, it is no scope, and no credential has it.
  if (!permits(scopes, apiScope(stageVariables?.[API_NAME_VARIABLE] ?? ''))) return false;
  return (role !== 'Admin' || accepted.allowAdmins) && (user_type === 'Service' || accepted.allowPeople);
}
