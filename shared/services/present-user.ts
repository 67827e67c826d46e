// Presents users as clients see them: with the names of their teams, the number of their active tokens, and with `user_name`,
// which repeats the `user_id` for clients that look for it.
import type { UserSummary, UserView } from '../contracts/responses.ts';
import { type Account, activeTokens } from '../domain/account.ts';
import { toUserSummary, type User } from '../domain/user.ts';
import type { TeamNames } from './ports/queries.ts';
import { withTeamNames } from './team-names.ts';

export interface PresentationPorts {
  readonly teamNames: TeamNames;
  readonly now: () => Date;
}

/** Makes the function that presents an account as its user. */
export function presentUser(ports: PresentationPorts): (account: Account) => Promise<UserView> {
  return async (account) => {
    const [presented] = await presentUsers(ports, [account]);
    return presented as UserView;
  };
}

export async function presentUsers(
  { teamNames, now }: PresentationPorts,
  accounts: readonly Account[],
): Promise<UserView[]> {
  const users = accounts.map((account) => {
    const { id, user_id, created_at, created_by, last_login, deleted_at, ...user } = account.user;
    return {
      id,
      user_id,
      user_name: user_id,
      ...user,
      ...account.ownership,
      created_at,
      created_by,
      last_login,
      deleted_at,
      // R9: only the person sees their tokens.
      active_tokens: user.user_type === 'Service' ? activeTokens(account, now()).length : null,
    };
  });
  return withTeamNames(teamNames, users);
}

export function presentUserSummary(user: User): UserSummary {
  return { ...toUserSummary(user), user_name: user.user_id, email: user.email };
}
