// Users, which Admins create, find, change, deactivate and reactivate.
import type { CreatedUser, ListResponse, RevokedTokens, UpdatedUser, UserView } from '../contracts/responses.ts';
import type { NewUser, UserFilter, UserUpdate } from '../contracts/users.ts';
import type { Account } from '../domain/account.ts';
import * as account from '../domain/account.ts';
import * as errors from '../domain/errors.ts';
import { warningsFor } from '../domain/iam-principal.ts';
import { nameKey } from '../domain/names.ts';
import { parseLabel } from '../domain/ownership.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import { named } from '../domain/quote.ts';
import { isActive } from '../domain/token.ts';
import { humanUserId, serviceUserId, USER_TYPES, type User } from '../domain/user.ts';
import { changeAccount, createAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import { findAccount, findAccountIfAny } from './find-account.ts';
import { createOnce, type RecordCreation } from './idempotency.ts';
import { pageOf } from './listing.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';
import { presentUser, presentUsers } from './present-user.ts';
import { teamIdsOf } from './team-names.ts';
import { issueToken, presentIssued } from './tokens.ts';

/**
 * Creates a user, and its first token in the same transaction when the request asks for one.
 *
 * @param key - The idempotency key, if the client sent one.
 */
export function createUser(ports: Ports, caller: Caller, wanted: NewUser, key?: string): Promise<CreatedUser> {
  const request = { operation: 'create-user', request: wanted, key };
  return createOnce(ports, caller, request, (record) => createUserOf(ports, caller, wanted, record));
}

async function createUserOf(
  ports: Ports,
  caller: Caller,
  wanted: NewUser,
  record: RecordCreation | undefined,
): Promise<CreatedUser> {
  const { name, role, email, user_type, token } = wanted;
  const user_id = email === undefined ? serviceUserId(name) : humanUserId(email);
  const team_ids = await teamIdsOf(ports.teamNames, wanted.teams);
  const ids = await ports.ids.next('user', ...(token ? (['token'] as const) : []));
  const user = {
    id: ids.user,
    user_id,
    user_type,
    name,
    email: email ?? null,
    role,
    team_ids,
    created_by: caller.principal.user_id,
  };
  // The policy restricts roles and tokens, and may require owners and a purpose.
  const policy = user_type === 'Service' ? await ports.policies.current() : DEFAULT_POLICY;
  const ownership = { ...wanted, owners: await ownersNamed(ports, wanted.owners) };
  const make = (now: Date) => account.withOwnership(account.newAccount(user, now), ownership, policy);
  const present = presentUser(ports);
  const idempotency = record && ((now: Date) => record(ids.user, now));
  if (token === undefined) return createAccount(ports, caller, make, { steps: [], present, idempotency });
  const issued = issueToken(ports, caller, user, ids.token, { ...token, policy });
  return createAccount(ports, caller, make, {
    steps: [issued.step],
    present: async (created) => ({
      ...(await present(created)),
      token: presentIssued(created, ids.token, issued.plaintext, ports.now()),
    }),
    idempotency,
  });
}

export async function listUsers(ports: Ports, filter: UserFilter, caller?: Caller): Promise<ListResponse<UserView>> {
  const { page, size, cursor, ...query } = filter;
  const { type, name, role, team, owner, label, include_deleted, only_deleted, sort, sort_dir } = query;
  const users = ports.directory.users({
    types: type ? [type] : USER_TYPES,
    includeDeactivated: include_deleted,
    onlyDeactivated: only_deleted,
    name,
    role,
    team_id: team === undefined ? undefined : await teamIdOf(ports, team),
    owner: owner === undefined ? undefined : await ownerOf(ports, owner, caller),
    label: label === undefined ? undefined : parseLabel(label),
    sort,
    descending: sort_dir === 'desc',
  });
  const list = await pageOf(users, { page, size, cursor }, JSON.stringify(['users', query]));
  return { ...list, items: await presentUsers(ports, list.items) };
}

/** The id of the team in a filter. @throws DomainError `validation_failed`. */
async function teamIdOf(ports: Ports, name: string): Promise<number> {
  const id = (await ports.teamNames.idsOf([name])).get(nameKey(name));
  if (id === undefined) {
    throw errors.invalidRequest([{ path: 'team', message: `there is no team ${named(name)}` }]);
  }
  return id;
}

/** The `user_id` of the owner in a filter. @throws DomainError `validation_failed`. */
async function ownerOf(ports: Ports, reference: string, caller: Caller | undefined): Promise<string> {
  const found = await findAccountIfAny(ports, reference, caller);
  if (found === undefined) {
    throw errors.invalidRequest([{ path: 'owner', message: `there is no person ${named(reference)}` }]);
  }
  return found.user.user_id;
}

/** Reads the accounts that a request names as owners. @throws DomainError `validation_failed` that names each unknown one. */
async function ownersNamed(ports: Ports, owners: UserUpdate['owners']): Promise<User[] | undefined> {
  if (owners === undefined || owners.length === 0) return owners && [];
  const found = await ports.accounts.byUserIds(owners);
  const users = new Map(found.map(({ user }) => [user.user_id, user]));
  const unknown = owners.flatMap((owner, index) =>
    users.has(owner) ? [] : [{ path: `owners.${index}`, message: `there is no person ${named(owner)}` }],
  );
  if (unknown.length > 0) throw errors.invalidRequest(unknown);
  return owners.flatMap((owner) => users.get(owner) ?? []);
}

export async function getUser(ports: Ports, caller: Caller, id: string): Promise<UserView> {
  return presentUser(ports)(await findAccount(ports, caller, id));
}

export async function updateUser(ports: Ports, caller: Caller, id: string, wanted: UserUpdate): Promise<UpdatedUser> {
  const { teams, ...changes } = wanted;
  const found = await findAccount(ports, caller, id);
  const team_ids = teams && (await teamIdsOf(ports.teamNames, teams));
  const { role, owners, purpose } = changes;
  const isRestricted = role !== undefined || owners !== undefined || purpose !== undefined;
  const policy = isRestricted ? await ports.policies.current() : DEFAULT_POLICY;
  const resolved = { ...changes, team_ids, owners: await ownersNamed(ports, owners) };
  const apply = (current: Account, now: Date) => account.updateUser(current, resolved, policy, now);
  return changeAccount(ports, caller, found, {
    steps: [{ action: 'user.updated', apply }],
    present: async (updated) => {
      const warnings = warningsFor(wanted.iam_principals ?? []);
      return { ...(await presentUser(ports)(updated)), ...(warnings.length > 0 && { warnings }) };
    },
  });
}

export async function deactivateUser(ports: Ports, caller: Caller, id: string): Promise<void> {
  await changeAccount(ports, caller, await findAccount(ports, caller, id), {
    steps: [{ action: 'user.deactivated', apply: account.deactivate }],
    present: identity,
  });
}

export async function reactivateUser(ports: Ports, caller: Caller, id: string): Promise<UserView> {
  const policy = await ports.policies.current();
  const apply = (current: Account, now: Date) => account.reactivate(current, policy, now);
  return changeAccount(ports, caller, await findAccount(ports, caller, id), {
    steps: [{ action: 'user.reactivated', apply }],
    present: presentUser(ports),
  });
}

/**
 * Unlinks a person from the identity at the OIDC issuer. Another Admin does it, not the person.
 *
 * @throws DomainError `not_a_person`; `forbidden` for the caller's own account; `human_required` (R14).
 */
export async function unlinkIdentity(ports: Ports, caller: Caller, id: string): Promise<void> {
  const found = await findAccount(ports, caller, id);
  if (found.user.user_type !== 'Human') throw errors.notAPerson();
  if (found.user.id === caller.principal.id) throw errors.notYourself();
  await changeAccount(ports, caller, found, {
    steps: [{ action: 'user.identity_unlinked', apply: account.unlinkSubject }],
    present: identity,
  });
}

/** Revokes every active token of the account and ends its sessions. An Admin can revoke a person's tokens without seeing them (R9). */
export async function revokeUserTokens(ports: Ports, caller: Caller, id: string): Promise<RevokedTokens> {
  const found = await findAccount(ports, caller, id);
  let revoked = 0;
  const apply = (current: Account, now: Date) => {
    revoked = current.tokens.filter((token) => isActive(token, now)).length;
    return account.revokeCredentials(current, now);
  };
  return changeAccount(ports, caller, found, {
    steps: [{ action: 'user.tokens_revoked', apply }],
    present: async () => ({ revoked }),
  });
}
