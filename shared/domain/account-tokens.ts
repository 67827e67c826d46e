// The changes of an account's tokens: pure functions, like those of `account.ts`.
import type { Account } from './account.ts';
import * as errors from './errors.ts';
import { assertLifetimeAllowed, type Policy, resolveOverlapHours } from './policy.ts';
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

export interface TokenRequest {
  readonly id: number;
  readonly name: string;
  readonly hash: string;
  readonly hint: string;
  /** Days from now; null means that the token never expires. */
  readonly expires_in_days: number | null;
  readonly created_by: string;
  readonly policy: Policy;
}

/**
 * Adds a token. Names of tokens are unique within an account.
 *
 * @throws DomainError `user_deactivated` (R7), `token_name_taken`, `token_limit_reached`, and what the policy forbids.
 */
export function addToken(account: Account, request: TokenRequest, now: Date): Account {
  assertNotDeactivated(account);
  if (account.tokens.some(({ name }) => name === request.name)) throw errors.tokenNameTaken(request.name);
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

/** An account keeps its expired tokens up to this number of tokens: about as many as one read unit (4 kB) holds. */
const MAX_TOKENS_WITH_EXPIRED = 12;

/** Deletes the oldest expired tokens to make room for a new one, so that accounts do not grow without bound. */
export function deleteExpiredTokens(account: Account, now: Date): Account {
  const surplus = Math.max(0, account.tokens.length + 1 - MAX_TOKENS_WITH_EXPIRED);
  const deleted = account.tokens.filter((token) => isExpired(token, now)).slice(0, surplus);
  return { ...account, tokens: account.tokens.filter((token) => !deleted.includes(token)) };
}

export interface Rotation {
  readonly hash: string;
  readonly hint: string;
  /** Generation of the secret that works until the overlap ends: the caller's, or the newest one. */
  readonly keeps: number | 'newest';
  /** Absent: the policy decides. */
  readonly overlap_hours: number | undefined;
  /** Absent: the expiration does not change. */
  readonly expires_in_days: number | null | undefined;
  readonly policy: Policy;
}

/**
 * Gives a token a new secret. The kept secret works until the overlap ends, so that a client that lost the response can
 * repeat the rotation. At most two secrets work at any time.
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
    retired: retiredSecrets(token, kept),
    expiration,
  });
}

/** A token remembers this number of retired secrets, to recognize one that is still presented. */
const MAX_RETIRED = 5;

/** The retired secrets after a rotation that keeps one of the two secrets that worked. */
function retiredSecrets({ hash, previous, retired }: Token, kept: Pick<PreviousSecret, 'hash'>): readonly string[] {
  const replaced = kept.hash === hash ? previous?.hash : hash;
  return replaced === undefined ? retired : [secretFingerprint(replaced), ...retired].slice(0, MAX_RETIRED);
}

function keptSecret(
  token: Token,
  keeps: Rotation['keeps'],
  now: Date,
): Omit<PreviousSecret, 'expires' | 'retired_use'> {
  const { hash, generation, last_used } = token;
  if (keeps === 'newest' || keeps === generation) return { hash, generation, last_used };
  const previous = workingPreviousSecret(token, now);
  if (previous?.generation !== keeps) throw errors.secretReplaced();
  return previous;
}

function assertTokenActive(token: Token, now: Date): void {
  const status = statusOf(token, now);
  if (status !== 'Active') throw errors.tokenNotActive(status);
}

/** Records that a retired secret was presented; only the first time after each rotation. */
export function recordRetiredSecretUse(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  const { previous } = token;
  if (previous === null || previous.retired_use !== null) return account;
  return withToken(account, { ...token, previous: { ...previous, retired_use: now.toISOString() } });
}

/**
 * Marks a token as compromised, for good. A secret that no longer works, or whose token was deleted, changes nothing.
 *
 * @param generation - Generation of the secret that was reported.
 */
export function compromiseToken(account: Account, tokenId: number, generation: number, now: Date): Account {
  const token = account.tokens.find(({ id }) => id === tokenId);
  if (token === undefined || token.compromised_at !== null) return account;
  const working = [token.generation, workingPreviousSecret(token, now)?.generation];
  if (!working.includes(generation)) return account;
  return withToken(account, { ...token, compromised_at: now.toISOString() });
}

/** Revokes a token until it is restored. A compromised token stays as it is. */
export function revokeToken(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  if (token.revoked_at !== null || token.compromised_at !== null) return account;
  return withToken(account, { ...token, revoked_at: now.toISOString() });
}

/**
 * Restores a revoked token.
 *
 * @throws DomainError `user_deactivated` (R7), `token_compromised`, `token_expired`.
 */
export function restoreToken(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  assertNotDeactivated(account);
  if (token.compromised_at !== null) throw errors.tokenNotRestorable('Compromised');
  if (isExpired(token, now)) throw errors.tokenNotRestorable('Expired');
  return token.revoked_at === null ? account : withToken(account, { ...token, revoked_at: null });
}

/** Revokes every active token. */
export function revokeAllTokens(account: Account, now: Date): Account {
  const tokens = account.tokens.map((token) =>
    isActive(token, now) ? { ...token, revoked_at: now.toISOString() } : token,
  );
  return tokens.some((token, index) => token !== account.tokens[index]) ? { ...account, tokens } : account;
}

/**
 * Deletes a token that is no longer active.
 *
 * @throws DomainError `token_active`.
 */
export function deleteToken(account: Account, tokenId: number, now: Date): Account {
  if (isActive(tokenOf(account, tokenId), now)) throw errors.tokenActive();
  return { ...account, tokens: account.tokens.filter(({ id }) => id !== tokenId) };
}

/** @throws DomainError `token_not_found` when the account does not have the token (any more). */
export function tokenOf(account: Account, tokenId: number): Token {
  const token = account.tokens.find(({ id }) => id === tokenId);
  if (token === undefined) throw errors.notFound('token');
  return token;
}

function assertNotDeactivated(account: Account): void {
  if (account.user.deleted_at !== null) throw errors.userDeactivated();
}

function withToken(account: Account, changed: Token): Account {
  return { ...account, tokens: account.tokens.map((token) => (token.id === changed.id ? changed : token)) };
}
