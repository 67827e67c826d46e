// An account: a user and its tokens, and every change its rules allow. A change is a pure function from the account as
// it was read to the account as it should be; it is kept only if the account is still as it was read.
import * as errors from './errors.ts';
import { assertLifetimeAllowed, type Policy, resolveOverlapHours } from './policy.ts';
import { withPublic } from './team.ts';
import {
  expirationAfter,
  isActive,
  isExpired,
  overlapEnd,
  type PreviousSecret,
  secretFingerprint,
  statusOf,
  type Token,
  workingPreviousSecret,
} from './token.ts';
import type { Role, User } from './user.ts';

export interface Account {
  /** Grows by one with every write of the account; 0 = not yet stored. */
  readonly version: number;
  readonly user: User;
  /** Who the person is to the OIDC issuer; null until seen, and for Service Users. */
  readonly oidc_subject: OidcSubject | null;
  readonly tokens: readonly Token[];
}

/** The `iss` and `sub` of a person's tokens. */
export interface OidcSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** A new account, active and without tokens. */
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
  return { version: 0, user, oidc_subject: null, tokens: [] };
}

export interface UserChanges {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly team_ids?: readonly number[] | undefined;
  /** In normal form. */
  readonly iam_principals?: readonly string[] | undefined;
}

/** Renames, changes the role or the teams; the `user_id` stays (R4), and so does `Public` (R5). */
export function updateUser(account: Account, changes: UserChanges): Account {
  const { user } = account;
  const iam_principals = changes.iam_principals ?? user.iam_principals;
  if (user.user_type !== 'Service' && iam_principals.length > 0) {
    throw errors.notAServiceUser();
  }
  return withUser(account, {
    name: changes.name ?? user.name,
    role: changes.role ?? user.role,
    team_ids: changes.team_ids ? withPublic(changes.team_ids) : user.team_ids,
    iam_principals,
  });
}

/** R6: no Service User is deactivated while a token of it is active. A person's tokens die with the account (R9). */
export function deactivate(account: Account, now: Date): Account {
  if (account.user.deleted_at !== null) return account;
  const blocking = account.user.user_type === 'Service' ? activeTokens(account, now) : [];
  if (blocking.length > 0) {
    throw errors.activeTokens(blocking);
  }
  return withUser(account, { deleted_at: now.toISOString() });
}

/** A token that stands in the way of R6, as the refusal names it. */
type BlockingToken = Pick<Token, 'id' | 'name' | 'expiration' | 'last_used'>;

export function activeTokens(account: Account, now: Date): BlockingToken[] {
  return account.tokens
    .filter((token) => isActive(token, now))
    .map(({ id, name, expiration, last_used }) => ({ id, name, expiration, last_used }));
}

/** Reactivates the account and nothing else: no token is restored by it (R7). */
export function reactivate(account: Account): Account {
  return account.user.deleted_at === null ? account : withUser(account, { deleted_at: null });
}

/**
 * Whether the account may be taken for that subject's. Another subject of the same issuer is somebody else, even with the
 * same e-mail; a new issuer takes the place of the old one.
 */
function mayLink({ oidc_subject }: Account, seen: OidcSubject): boolean {
  return oidc_subject?.issuer !== seen.issuer || oidc_subject.subject === seen.subject;
}

/** Remembers who the person is to the issuer, when first seen. Nobody is a person whose account is deactivated (R7). */
export function linkSubject(account: Account, seen: OidcSubject): Account {
  if (!mayLink(account, seen)) {
    throw errors.identityMismatch();
  }
  assertPersonActive(account);
  return { ...account, oidc_subject: seen };
}

/** A person logs in. */
export function logIn(account: Account, now: Date): Account {
  if (account.user.user_type === 'Service') throw errors.serviceUserCannotLogIn();
  assertPersonActive(account);
  return withUser(account, { last_login: now.toISOString() });
}

function assertPersonActive(account: Account): void {
  if (account.user.deleted_at !== null) throw errors.personDeactivated();
}

export interface TokenRequest {
  readonly id: number;
  readonly name: string;
  readonly hash: string;
  readonly hint: string;
  readonly expires_in_days: number | null;
  readonly created_by: string;
  /** What the workspace allows. */
  readonly policy: Policy;
}

/** Adds a token; none is made for a deactivated account (R7), and a name is given once an account. */
export function addToken(account: Account, request: TokenRequest, now: Date): Account {
  assertNotDeactivated(account);
  if (account.tokens.some((token) => token.name === request.name)) {
    throw errors.tokenNameTaken(request.name);
  }
  const { expires_in_days, policy, ...identity } = request;
  assertLifetimeAllowed(policy, account.user.role, expires_in_days);
  if (account.tokens.filter((token) => !isExpired(token, now)).length >= policy.max_tokens_per_account) {
    throw errors.tokenLimitReached(policy.max_tokens_per_account);
  }
  const token: Token = {
    ...identity,
    generation: 1,
    previous: null,
    retired: [],
    created: now.toISOString(),
    rotated_at: null,
    expiration: expirationAfter(expires_in_days, now),
    last_used: null,
    revoked_at: null,
    compromised_at: null,
  };
  return { ...account, tokens: [...account.tokens, token] };
}

/** Expired tokens stay until an account has more tokens than this: about as many as one read unit holds. */
const MAX_TOKENS_WITH_EXPIRED = 12;

/** Makes room for one more token: the oldest of the expired go, so that no account grows by every token it ever had. */
export function deleteExpiredTokens(account: Account, now: Date): Account {
  const surplus = Math.max(0, account.tokens.length + 1 - MAX_TOKENS_WITH_EXPIRED);
  const gone = account.tokens.filter((token) => isExpired(token, now)).slice(0, surplus);
  return { ...account, tokens: account.tokens.filter((token) => !gone.includes(token)) };
}

export interface Rotation {
  readonly hash: string;
  readonly hint: string;
  /** The generation of the secret that goes on working for the overlap: the caller's own, or the newer one. */
  readonly keeps: number | 'newer';
  /** Undefined leaves it to the policy. */
  readonly overlap_hours: number | undefined;
  /** Undefined leaves the expiration as it is. */
  readonly expires_in_days: number | null | undefined;
  /** What the workspace allows. */
  readonly policy: Policy;
}

/**
 * Gives a token a new secret. The kept secret works until the overlap ends, so that a rotation whose answer was lost is
 * repeated with it; at most two secrets ever work.
 */
export function rotateToken(account: Account, tokenId: number, rotation: Rotation, now: Date): Account {
  const token = tokenOf(account, tokenId);
  assertNotDeactivated(account);
  assertTokenActive(token, now);
  const { hash, hint, expires_in_days, policy } = rotation;
  if (expires_in_days !== undefined) assertLifetimeAllowed(policy, account.user.role, expires_in_days);
  const expiration = expires_in_days === undefined ? token.expiration : expirationAfter(expires_in_days, now);
  const overlap_hours = resolveOverlapHours(policy, rotation.overlap_hours);
  const kept = keptSecret(token, rotation.keeps, now);
  return withToken(account, {
    ...token,
    hash,
    hint,
    generation: token.generation + 1,
    rotated_at: now.toISOString(),
    previous: { ...kept, expires: overlapEnd(overlap_hours, expiration, now), retired_use: null },
    retired: retiredSecrets(kept, token),
    expiration,
  });
}

/** How many secrets that are gone a token remembers. */
const MAX_RETIRED = 5;

/** With the secret that goes when the other one is kept. */
function retiredSecrets(kept: Pick<PreviousSecret, 'hash'>, { hash, previous, retired }: Token): readonly string[] {
  const gone = kept.hash === hash ? previous?.hash : hash;
  return gone === undefined ? retired : [secretFingerprint(gone), ...retired].slice(0, MAX_RETIRED);
}

function keptSecret(
  token: Token,
  keeps: Rotation['keeps'],
  now: Date,
): Omit<PreviousSecret, 'expires' | 'retired_use'> {
  const { hash, generation, last_used } = token;
  if (keeps === 'newer' || keeps === generation) return { hash, generation, last_used };
  const retiring = workingPreviousSecret(token, now);
  if (retiring?.generation !== keeps) {
    throw errors.secretReplaced();
  }
  return retiring;
}

function assertTokenActive(token: Token, now: Date): void {
  const status = statusOf(token, now);
  if (status !== 'Active') throw errors.tokenNotActive(status);
}

/** Notes that a secret was shown that is gone: once in each rotation, for who shows it again tells nothing new. */
export function recordRetiredSecretUseInAccount(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  const { previous } = token;
  if (previous === null || previous.retired_use !== null) return account;
  return withToken(account, { ...token, previous: { ...previous, retired_use: now.toISOString() } });
}

/**
 * Whoever holds the plaintext can burn the token: it is of no use for good. A secret that a rotation has put out of use, or
 * whose token is gone, burns nothing.
 *
 * @param generation - Of the secret that was shown.
 */
export function compromiseToken(account: Account, tokenId: number, generation: number, now: Date): Account {
  const token = account.tokens.find(({ id }) => id === tokenId);
  if (token === undefined || token.compromised_at !== null) return account;
  const works = [token.generation, workingPreviousSecret(token, now)?.generation].includes(generation);
  return works ? withToken(account, { ...token, compromised_at: now.toISOString() }) : account;
}

/** Revokes a token; what is revoked stays so until it is restored, what is compromised for good. */
export function revokeToken(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  if (token.revoked_at !== null || token.compromised_at !== null) return account;
  return withToken(account, { ...token, revoked_at: now.toISOString() });
}

/** Restores a revoked token, unless it has expired or its account is deactivated (R7). */
export function restoreToken(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  assertNotDeactivated(account);
  if (token.compromised_at !== null) {
    throw errors.tokenNotRestorable('Compromised');
  }
  if (isExpired(token, now)) throw errors.tokenNotRestorable('Expired');
  return token.revoked_at === null ? account : withToken(account, { ...token, revoked_at: null });
}

/** Revokes every active token at once. */
export function revokeAllTokens(account: Account, now: Date): Account {
  const tokens = account.tokens.map((token) =>
    isActive(token, now) ? { ...token, revoked_at: now.toISOString() } : token,
  );
  return tokens.some((token, index) => token !== account.tokens[index]) ? { ...account, tokens } : account;
}

/** Deletes a token that is not active any more. */
export function deleteToken(account: Account, tokenId: number, now: Date): Account {
  if (isActive(tokenOf(account, tokenId), now)) {
    throw errors.tokenActive();
  }
  return { ...account, tokens: account.tokens.filter((token) => token.id !== tokenId) };
}

/** @throws DomainError `token_not_found` when the account has no such token (any more). */
export function tokenOf(account: Account, tokenId: number): Token {
  const token = account.tokens.find(({ id }) => id === tokenId);
  if (token === undefined) throw errors.notFound('token');
  return token;
}

function assertNotDeactivated(account: Account): void {
  if (account.user.deleted_at !== null) {
    throw errors.userDeactivated();
  }
}

function withUser(account: Account, changes: Partial<User>): Account {
  return { ...account, user: { ...account.user, ...changes } };
}

function withToken(account: Account, changed: Token): Account {
  return { ...account, tokens: account.tokens.map((token) => (token.id === changed.id ? changed : token)) };
}
