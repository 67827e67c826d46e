// Presents users as clients see them: with the names of their teams, and with `user_name`, which repeats the `user_id` for
// clients that look for it.
import type { UserSummary, UserView } from '../contracts/responses.ts';
import type { Account } from '../domain/account.ts';
import { toUserSummary, type User } from '../domain/user.ts';
import type { TeamNames } from './ports/queries.ts';
import { withTeamNames } from './team-names.ts';

/** Makes the function that presents an account as its user. */
export function presentUser(teamNames: TeamNames): (account: Account) => Promise<UserView> {
  return async (account) => {
    const [presented] = await presentUsers(teamNames, [account]);
    return presented as UserView;
  };
}

export async function presentUsers(teamNames: TeamNames, accounts: readonly Account[]): Promise<UserView[]> {
  const users = accounts.map(
    ({ user: { id, user_id, created_at, created_by, last_login, deleted_at, ...user }, ownership }) => ({
      id,
      user_id,
      user_name: user_id,
      ...user,
      ...ownership,
      created_at,
      created_by,
      last_login,
      deleted_at,
    }),
  );
  return withTeamNames(teamNames, users);
}

export function presentUserSummary(user: User): UserSummary {
  return { ...toUserSummary(user), user_name: user.user_id, email: user.email };
}
