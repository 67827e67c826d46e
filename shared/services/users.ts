// What Admins do with users: create, find, change, deactivate and reactivate them.
import type { CreatedUser, ListResponse, RevokedTokens, UserView } from '../contracts/responses.ts';
import type { NewUser, UserFilter, UserUpdate } from '../contracts/users.ts';
import type { Account } from '../domain/account.ts';
import * as account from '../domain/account.ts';
import * as errors from '../domain/errors.ts';
import { nameKey } from '../domain/team.ts';
import { isActive } from '../domain/token.ts';
import { humanUserId, MAX_USER_ID_LENGTH, serviceUserId, USER_TYPES } from '../domain/user.ts';
import { changeAccount, changeAndPresent, createAndPresent } from './change-account.ts';
import { pageOf } from './listing.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';
import { presentUser, teamIdsOf, withTeamNames } from './team-names.ts';
import { issueToken, presentIssued } from './tokens.ts';

/** Creates a user, and its first token in the same transaction when one is asked for. */
export async function createUser(ports: Ports, caller: Caller, wanted: NewUser): Promise<CreatedUser> {
  const { name, role, email, user_type, token } = wanted;
  const user_id = email === undefined ? serviceUserId(name) : humanUserId(email);
  const team_ids = await teamIdsOf(ports.teamNames, wanted.teams);
  const ids = await ports.ids.next('user', ...(token ? (['token'] as const) : []));
  const identity = {
    id: ids.user,
    user_id,
    user_type,
    name,
    email: email ?? null,
    role,
    team_ids,
    created_by: caller.principal.user_id,
  };
  const make = (now: Date) => account.newAccount(identity, now);
  const present = presentUser(ports.teamNames);
  if (token === undefined) return createAndPresent(ports, caller, make, present);

  const policy = await ports.policies.current();
  const issued = issueToken(ports, caller, identity, ids.token, { ...token, policy });
  const presentBoth = async (created: Account) => {
    const shown = presentIssued(created, ids.token, issued.plaintext, ports.now());
    return { ...(await present(created)), token: shown };
  };
  return createAndPresent(ports, caller, make, presentBoth, issued.step);
}

export async function listUsers(ports: Ports, filter: UserFilter): Promise<ListResponse<UserView>> {
  const { page, size, cursor, ...query } = filter;
  const { type, name, role, team, include_deleted, sort, sort_dir } = query;
  const users = ports.directory.users({
    types: type ? [type] : USER_TYPES,
    includeDeactivated: include_deleted,
    name,
    role,
    team_id: team === undefined ? undefined : await teamIdOf(ports, team),
    sort,
    descending: sort_dir === 'desc',
  });
  const answer = await pageOf(users, { page, size, cursor }, JSON.stringify(['users', query]));
  return { ...answer, items: await withTeamNames(ports.teamNames, answer.items) };
}

/** A team that is filtered by. */
async function teamIdOf(ports: Ports, name: string): Promise<number> {
  const id = (await ports.teamNames.idsOf([name])).get(nameKey(name));
  if (id === undefined)
    throw errors.invalidRequest([{ path: 'team', message: `there is no team named ${JSON.stringify(name)}` }]);
  return id;
}

export async function getUser(ports: Ports, id: string): Promise<UserView> {
  return presentUser(ports.teamNames)(await findAccount(ports, id));
}

export async function updateUser(ports: Ports, caller: Caller, id: string, wanted: UserUpdate): Promise<UserView> {
  const { teams, ...changes } = wanted;
  const found = await findAccount(ports, id);
  const team_ids = teams && (await teamIdsOf(ports.teamNames, teams));
  const apply = (current: Account) => account.updateUser(current, { ...changes, team_ids });
  return changeAndPresent(ports, caller, found, presentUser(ports.teamNames), { action: 'user.updated', apply });
}

export async function deactivateUser(ports: Ports, caller: Caller, id: string): Promise<void> {
  await changeAccount(ports, caller, await findAccount(ports, id), {
    action: 'user.deactivated',
    apply: account.deactivate,
  });
}

export async function reactivateUser(ports: Ports, caller: Caller, id: string): Promise<UserView> {
  const step = { action: 'user.reactivated', apply: account.reactivate } as const;
  return changeAndPresent(ports, caller, await findAccount(ports, id), presentUser(ports.teamNames), step);
}

/** Revokes every active token of a Service User at once; a person's tokens are the person's alone (R9). */
export async function revokeUserTokens(ports: Ports, caller: Caller, id: string): Promise<RevokedTokens> {
  const found = await findAccount(ports, id);
  if (found.user.user_type !== 'Service') {
    throw errors.notAServiceUser();
  }
  let revoked = 0;
  await changeAccount(ports, caller, found, {
    action: 'user.tokens_revoked',
    apply: (current, now) => {
      revoked = current.tokens.filter((token) => isActive(token, now)).length;
      return account.revokeAllTokens(current, now);
    },
  });
  return { revoked };
}

/** The account that a path names by `id` or by `user_id`. */
export async function findAccount(ports: Ports, id: string): Promise<Account> {
  if (id.length > MAX_USER_ID_LENGTH) throw errors.notFound('user');
  const number = pathId(id);
  const found = await (number === undefined ? ports.accounts.byUserId(id) : ports.accounts.byId(number));
  if (found === undefined) throw errors.notFound('user');
  return found;
}
