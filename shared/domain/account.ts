// An account: a user with its tokens, and the changes of the user. Each change is a pure function from the account as it
// was read to the account as it should be. Storage writes the result only if the account has not changed since the read.
import * as errors from './errors.ts';
import type { FederationPolicy } from './federation-policy.ts';
import {
  assertOwnershipAllowed,
  changeOwnership,
  NO_OWNERSHIP,
  type Ownership,
  type OwnershipChanges,
  statedOwnership,
} from './ownership.ts';
import { assertNarrowedAsRequired, assertRoleAllowed, type Policy } from './policy.ts';
import { withPublic } from './team.ts';
import { isActive, type Token } from './token.ts';
import type { Role, User } from './user.ts';

export interface Account {
  /** Incremented by every write of the account; 0 means not stored yet. */
  readonly version: number;
  readonly user: User;
  /** Empty for people. */
  readonly ownership: Ownership;
  /** Identity of the person at the OIDC issuer; null before the first login, and for Service Users. */
  readonly oidc_subject: OidcSubject | null;
  readonly tokens: readonly Token[];
  /** Who may exchange an OIDC token for a session of this Service User, by id. */
  readonly federation_policies: readonly FederationPolicy[];
  /** Incremented to end all sessions of the account: a session carries the epoch in which it was created. */
  readonly session_epoch: number;
  /** When all sessions were last ended. A person needs an ID token that was issued later to log in again. */
  readonly sessions_ended_at: string | null;
  /** Whether the totals of lists do not include the account yet, because an earlier release stored it. */
  readonly uncounted?: true;
}

/** The claims `iss` and `sub` of a person's ID tokens. */
export interface OidcSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** Creates an active account without tokens and owners. */
export function newAccount(
  identity: Pick<User, 'id' | 'user_id' | 'user_type' | 'name' | 'email' | 'role' | 'team_ids' | 'created_by'>,
  now: Date,
): Account {
  const user = {
    ...identity,
    team_ids: withPublic(identity.team_ids),
    iam_principals: [],
    created_at: now.toISOString(),
    last_login: null,
    deleted_at: null,
  };
  return {
    version: 0,
    user,
    ownership: NO_OWNERSHIP,
    oidc_subject: null,
    tokens: [],
    federation_policies: [],
    session_epoch: 0,
    sessions_ended_at: null,
  };
}

export interface UserChanges extends OwnershipChanges {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly team_ids?: readonly number[] | undefined;
  /** In normal form; see `iam-principal.ts`. */
  readonly iam_principals?: readonly string[] | undefined;
}

/**
 * Changes the name, role, teams, IAM principals, owners, purpose, labels or manager. The `user_id` does not change (R4), and `Public` is kept (R5).
 *
 * @param policy - May forbid the role to have tokens that never expire or are not narrowed, and may require owners and a purpose.
 * @throws DomainError `not_a_service_user` when a person would get IAM principals; `validation_failed` when a person would
 * get owners, a purpose, labels or a manager, and for an owner who cannot be added; `never_expiring_not_allowed`, `scopes_required`,
 * `cidrs_required`, `owner_required`, `purpose_required`.
 */
export function updateUser(account: Account, changes: UserChanges, policy: Policy, now: Date): Account {
  const { user } = account;
  const ownership = updateOwnership(account, changes, policy);
  if (changes.role !== undefined && changes.role !== user.role) {
    assertRoleAllowed(
      policy,
      changes.role,
      account.tokens.filter((token) => isActive(token, now)),
    );
    assertNarrowedAsRequired(
      policy,
      changes.role,
      account.federation_policies.filter(({ enabled }) => enabled),
    );
  }
  const iam_principals = changes.iam_principals ?? user.iam_principals;
  if (user.user_type !== 'Service' && iam_principals.length > 0) throw errors.notAServiceUser();
  return withUser(
    { ...account, ownership },
    {
      name: changes.name ?? user.name,
      role: changes.role ?? user.role,
      team_ids: changes.team_ids ? withPublic(changes.team_ids) : user.team_ids,
      iam_principals,
    },
  );
}

/** Gives a new Service User its owners, purpose, labels and manager. @throws DomainError as `updateUser` */
export function withOwnership(account: Account, changes: OwnershipChanges, policy: Policy): Account {
  const { owners = [], purpose = null, labels = {}, managed_by } = changes;
  return { ...account, ownership: updateOwnership(account, { owners, purpose, labels, managed_by }, policy) };
}

function updateOwnership(account: Account, changes: OwnershipChanges, policy: Policy): Ownership {
  const { owners, purpose, labels, managed_by } = changes;
  const named = { owners, purpose, labels, managed_by };
  if (Object.values(named).every((value) => value === undefined)) return account.ownership;
  const ownership = changeOwnership(account.ownership, named);
  if (account.user.user_type === 'Service') {
    assertOwnershipAllowed(policy, ownership, { owners: owners !== undefined, purpose: purpose !== undefined });
    return ownership;
  }
  const stated = Object.keys(statedOwnership(ownership));
  if (stated.length > 0) {
    throw errors.invalidRequest(
      stated.map((path) => ({ path, message: 'is for Service Users, and not accepted for people' })),
    );
  }
  return ownership;
}

/**
 * Deactivates the account, and ends its sessions. A Service User must not have an active token (R6); all tokens of a person
 * are revoked (R9).
 *
 * @throws DomainError `active_tokens`.
 */
export function deactivate(account: Account, now: Date): Account {
  if (account.user.deleted_at !== null) return account;
  const deactivated = endSessions(withUser(account, { deleted_at: now.toISOString() }), now);
  if (account.user.user_type === 'Human') return revokeAllTokens(deactivated, now);
  const blocking = activeTokens(account, now);
  if (blocking.length > 0) throw errors.activeTokens(blocking);
  return deactivated;
}

/** A token that blocks the deactivation of its Service User (R6), as the error and the preview list it. */
export type BlockingToken = Pick<Token, 'id' | 'name' | 'expiration' | 'last_used'>;

export function activeTokens(account: Account, now: Date): BlockingToken[] {
  return account.tokens
    .filter((token) => isActive(token, now))
    .map(({ id, name, expiration, last_used }) => ({ id, name, expiration, last_used }));
}

/** Revokes every active token, and ends all sessions. */
export function revokeCredentials(account: Account, now: Date): Account {
  return endSessions(revokeAllTokens(account, now), now);
}

/** Ends all sessions: a session of an earlier epoch is not valid. */
function endSessions(account: Account, now: Date): Account {
  return { ...account, session_epoch: account.session_epoch + 1, sessions_ended_at: now.toISOString() };
}

function revokeAllTokens(account: Account, now: Date): Account {
  const tokens = account.tokens.map((token) =>
    isActive(token, now) ? { ...token, revoked_at: now.toISOString() } : token,
  );
  return tokens.some((token, index) => token !== account.tokens[index]) ? { ...account, tokens } : account;
}

/**
 * Reactivates the account. No credential comes back to life (R7): a personal token that is still active is revoked, which
 * concerns people who were deactivated before their deactivation revoked all tokens (R9).
 *
 * @throws DomainError `owner_required`, `purpose_required` for a Service User.
 */
export function reactivate(account: Account, policy: Policy, now: Date): Account {
  if (account.user.deleted_at === null) return account;
  if (account.user.user_type === 'Service') assertOwnershipAllowed(policy, account.ownership);
  const reactivated = withUser(account, { deleted_at: null });
  return account.user.user_type === 'Human' ? revokeAllTokens(reactivated, now) : reactivated;
}

/**
 * Links the account to the person's identity at the OIDC issuer. A subject of another issuer replaces the one before:
 * the workspace changed its issuer. Another subject of the same issuer is another person, even with the same e-mail.
 *
 * @throws DomainError `identity_mismatch`; `user_deactivated` (R7).
 */
export function linkSubject(account: Account, seen: OidcSubject): Account {
  const { oidc_subject } = account;
  if (oidc_subject?.issuer === seen.issuer && oidc_subject.subject !== seen.subject) throw errors.identityMismatch();
  assertPersonActive(account);
  return { ...account, oidc_subject: seen };
}

/**
 * Unlinks the person from the identity, so that a re-created identity with the same verified e-mail can link again. It ends
 * the sessions of the identity.
 */
export function unlinkSubject(account: Account, now: Date): Account {
  return account.oidc_subject === null ? account : endSessions({ ...account, oidc_subject: null }, now);
}

/**
 * Records an interactive login of a person.
 *
 * @param issuedAt - When the ID token was issued, in seconds since the epoch. One that is older than the end of all sessions
 * may be in the hands of somebody who should not have it.
 * @throws DomainError `service_user_cannot_log_in` (R3); `user_deactivated` (R7); `id_token_outdated`.
 */
export function logIn(account: Account, issuedAt: number, now: Date): Account {
  if (account.user.user_type === 'Service') throw errors.serviceUserCannotLogIn();
  assertPersonActive(account);
  const endedAt = account.sessions_ended_at;
  if (endedAt !== null && issuedAt < Math.floor(Date.parse(endedAt) / 1000)) throw errors.idTokenOutdated();
  // Each login is a change, also the second one of a millisecond: it creates a session.
  const isRepeat = account.user.last_login === now.toISOString();
  return withUser(account, { last_login: (isRepeat ? new Date(now.getTime() + 1) : now).toISOString() });
}

function assertPersonActive(account: Account): void {
  if (account.user.deleted_at !== null) throw errors.personDeactivated();
}

function withUser(account: Account, changes: Partial<User>): Account {
  return { ...account, user: { ...account.user, ...changes } };
}
