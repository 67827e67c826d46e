// The counters of accounts and service tokens: their names, and what an account contributes to each of them.
import type { Account } from '../../domain/account.ts';
import type { Token } from '../../domain/token.ts';
import { ROLES, type Role, type User, type UserType } from '../../domain/user.ts';
import type { UserQuery } from '../../services/ports/queries.ts';
import { type Counts, sum } from '../counts.ts';
import type { TokenListState } from '../keys.ts';

/** The counters of accounts, in the totals and in the usage items of teams: `service_active_member`. */
function userCounter(userType: UserType, active: boolean, role: Role): string {
  return `${userType}_${active ? 'active' : 'deactivated'}_${role}`.toLowerCase();
}

type StateQuery = Pick<UserQuery, 'includeDeactivated' | 'onlyDeactivated'>;

/** Whether active accounts, deactivated ones or both are selected. */
export function activeStates({ includeDeactivated, onlyDeactivated = false }: StateQuery): readonly boolean[] {
  if (onlyDeactivated) return [false];
  return includeDeactivated ? [true, false] : [true];
}

/** The counters of the accounts that a query selects by type, state and role. */
export function userCounters({ types, role, ...query }: StateQuery & Pick<UserQuery, 'types' | 'role'>): string[] {
  const states = activeStates(query);
  const roles = role === undefined ? ROLES : [role];
  return types.flatMap((type) => states.flatMap((active) => roles.map((one) => userCounter(type, active, one))));
}

/** The counter of the service tokens in a list: `tokens_live`. */
export function tokenCounter(state: TokenListState): string {
  return `tokens_${state}`.toLowerCase();
}

export function tokenListState({ compromised_at, revoked_at }: Token): TokenListState {
  if (compromised_at !== null) return 'Compromised';
  return revoked_at !== null ? 'Revoked' : 'Live';
}

/** What the account contributes to the totals. */
export function countsOf({ user, tokens, uncounted }: Account): Counts {
  if (uncounted) return {};
  const listed = user.user_type === 'Service' ? tokens : [];
  return sum([{ [counterOf(user)]: 1 }, ...listed.map((token) => ({ [tokenCounter(tokenListState(token))]: 1 }))]);
}

/** What the account contributes to the usage of each of its teams. */
export function countsInTeams({ user, uncounted }: Account): ReadonlyMap<number, Counts> {
  const counts = { accounts: 1, ...(!uncounted && { [counterOf(user)]: 1 }) };
  return new Map(user.team_ids.map((id) => [id, counts]));
}

function counterOf({ user_type, deleted_at, role }: User): string {
  return userCounter(user_type, deleted_at === null, role);
}
