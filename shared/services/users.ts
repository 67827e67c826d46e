// What Admins do with users: create, find, change, deactivate and reactivate them.
import type { NewUser, UserFilter, UserUpdate } from '../contracts/users.ts';
import type { Account } from '../domain/account.ts';
import * as account from '../domain/account.ts';
import { Refusal } from '../domain/errors.ts';
import { isActive } from '../domain/token.ts';
import { humanUserId, MAX_USER_ID_LENGTH, serviceUserId, USER_TYPES, type User } from '../domain/user.ts';
import { changeAccount, createAccount } from './change-account.ts';
import { filtered, type ListAnswer, pageOf } from './listing.ts';
import type { Caller, Ports } from './ports.ts';
import { type IssuedToken, issueToken, presentIssued } from './tokens.ts';

/** Creates a user, and its first token in the same transaction when one is asked for. */
export async function createUser(
  ports: Ports,
  caller: Caller,
  wanted: NewUser,
): Promise<User & { token?: IssuedToken }> {
  const { name, role, teams, email, user_type, token } = wanted;
  const user_id = email === undefined ? serviceUserId(name) : humanUserId(email);
  const ids = await ports.ids.next({ users: 1, tokens: token ? 1 : 0 });
  const identity = {
    id: ids.user,
    user_id,
    user_type,
    name,
    email: email ?? null,
    role,
    teams,
    created_by: caller.principal.user_id,
  };
  const make = (now: Date) => account.newAccount(identity, now);
  if (token === undefined) return (await createAccount(ports, caller, make)).user;

  const issued = issueToken(ports, caller, identity, ids.token, token);
  const created = await createAccount(ports, caller, make, issued.step);
  return { ...created.user, token: presentIssued(created, ids.token, issued.plaintext, ports.now()) };
}

export function listUsers(ports: Ports, filter: UserFilter): Promise<ListAnswer<User>> {
  const { page, size, cursor, ...query } = filter;
  const { type, name, role, team, include_deleted, sort, sort_dir } = query;
  const users = ports.directory.users({
    types: type ? [type] : USER_TYPES,
    includeDeactivated: include_deleted,
    sort,
    descending: sort_dir === 'desc',
  });
  const wanted = (user: User) =>
    (name === undefined || user.name.toLowerCase().includes(name.toLowerCase())) &&
    (role === undefined || user.role === role) &&
    (team === undefined || user.teams.includes(team));
  const narrowed = name !== undefined || role !== undefined || team !== undefined;
  return pageOf(narrowed ? filtered(users, wanted) : users, { page, size, cursor }, JSON.stringify(['users', query]));
}

export async function getUser(ports: Ports, id: string): Promise<User> {
  return (await findAccount(ports, id)).user;
}

export async function updateUser(ports: Ports, caller: Caller, id: string, changes: UserUpdate): Promise<User> {
  const apply = (current: Account) => account.updateUser(current, changes);
  return (await changeAccount(ports, caller, await findAccount(ports, id), { action: 'user.updated', apply })).user;
}

export async function deactivateUser(ports: Ports, caller: Caller, id: string): Promise<void> {
  await changeAccount(ports, caller, await findAccount(ports, id), {
    action: 'user.deactivated',
    apply: account.deactivate,
  });
}

export async function reactivateUser(ports: Ports, caller: Caller, id: string): Promise<User> {
  const step = { action: 'user.reactivated', apply: account.reactivate } as const;
  return (await changeAccount(ports, caller, await findAccount(ports, id), step)).user;
}

/** Revokes every active token of a Service User at once; a person's tokens are the person's alone (R9). */
export async function revokeUserTokens(ports: Ports, caller: Caller, id: string): Promise<{ revoked: number }> {
  const found = await findAccount(ports, id);
  if (found.user.user_type !== 'Service') {
    throw Refusal.rule('not_a_service_user', 'Only the tokens of a Service User can be revoked for it.');
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
async function findAccount(ports: Ports, id: string): Promise<Account> {
  if (id.length > MAX_USER_ID_LENGTH) throw Refusal.notFound('user');
  const found = await (/^[1-9]\d{0,14}$/.test(id) ? ports.accounts.byId(Number(id)) : ports.accounts.byUserId(id));
  if (found === undefined) throw Refusal.notFound('user');
  return found;
}
