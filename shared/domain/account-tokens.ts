// The changes of an account's tokens: pure functions, like those of `account.ts`.
import type { Account } from './account.ts';
import { withRoom } from './account-size.ts';
import * as errors from './errors.ts';
import { nameKey } from './names.ts';
import { type Narrowing, narrowingOf } from './narrowing.ts';
import {
  assertLifetimeAllowed,
  assertNarrowedAsRequired,
  assertTokenAllowed,
  capLifetimeDays,
  type Policy,
  resolveLifetimeDays,
  resolveOverlapHours,
} from './policy.ts';
import {
  expirationAfter,
  hasMadeNewest,
  isActive,
  isExpired,
  isRefusedAddressDue,
  isRetiredByItself,
  isRotationRepeatable,
  overlapEnd,
  type PreviousSecret,
  type Retirement,
  retiredSecret,
  statusOf,
  type Token,
  workingPreviousSecret,
} from './token.ts';
import type { Role } from './user.ts';

export interface TokenRequest {
  readonly id: number;
  readonly name: string;
  readonly hash: string;
  readonly hint: string;
  /** Days from now; null means that the token never expires. Undefined takes the default of the policy. */
  readonly expires_in_days?: number | null | undefined;
  readonly created_by: string;
  /** @default everything that the account may do */
  readonly scopes?: readonly string[] | null | undefined;
  /** @default any address */
  readonly allowed_cidrs?: readonly string[] | undefined;
  readonly policy: Policy;
}

/**
 * Adds a token. Names of tokens are unique within an account, as `nameKey` compares them.
 *
 * @throws DomainError `user_deactivated` (R7), `token_name_taken`, `token_limit_reached`, and what the policy forbids.
 */
export function addToken(account: Account, request: TokenRequest, now: Date): Account {
  assertNotDeactivated(account);
  const key = nameKey(request.name);
  if (account.tokens.some(({ name }) => nameKey(name) === key)) throw errors.tokenNameTaken(request.name);
  const { expires_in_days, scopes = null, allowed_cidrs = [], policy, ...identity } = request;
  const lifetime_days = resolveLifetimeDays(policy, expires_in_days);
  assertLifetimeAllowed(policy, account.user.role, lifetime_days);
  assertNarrowedAsRequired(policy, account.user.role, [{ name: request.name, scopes, allowed_cidrs }]);
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
    confirmed_at: null,
    expiration: expirationAfter(lifetime_days, now),
    lifetime_days,
    scopes,
    allowed_cidrs,
    last_used: null,
    revoked_at: null,
    restored_at: null,
    compromised_at: null,
    refused_address: null,
  };
  return withRoom(account, { ...account, tokens: [...account.tokens, token] });
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
  /** The generation of the secret that rotates its own token; null when an Admin or the owner rotates it. */
  readonly bySecret: number | null;
  /** In hours; undefined takes the default of the policy. */
  readonly overlap_hours: number | undefined;
  /**
   * In days; null means never. Undefined keeps the expiration when an Admin or the owner rotates the token, and takes
   * the granted lifetime when the token rotates itself.
   */
  readonly expires_in_days: number | null | undefined;
  readonly policy: Policy;
}

/**
 * Gives a token a new secret. The secret before works until the overlap ends; at most two secrets work at any time.
 *
 * A client that lost the response may repeat a self-rotation with the previous secret, as long as that secret made the
 * newest one and the newest one was never used: the repeat replaces the newest secret and changes nothing else. Any other
 * attempt by a secret that is not the newest is rejected (R13).
 *
 * @throws DomainError `user_deactivated`, `token_revoked`, `token_expired`, `token_compromised`; `secret_superseded`;
 * `lifetime_not_allowed`, `never_expiring_not_allowed`, `overlap_not_allowed`; `busy` during the pause after many self-rotations.
 */
export function rotateToken(account: Account, tokenId: number, rotation: Rotation, now: Date): Account {
  const token = tokenOf(account, tokenId);
  assertNotDeactivated(account);
  assertTokenActive(token, now);
  const { bySecret } = rotation;
  if (bySecret !== null) {
    if (!mayRotate(token, bySecret, now)) throw errors.secretSuperseded();
    if (selfRotationDelay(token, bySecret, now) > 0) throw errors.busy();
  }
  const { role } = account.user;
  assertNarrowedAsRequired(rotation.policy, role, [token]);
  const isRepeat = bySecret !== null && bySecret !== token.generation;
  return withToken(account, (isRepeat ? repeatRotation : replaceNewestSecret)(token, role, rotation, now));
}

function mayRotate(token: Token, bySecret: number, now: Date): boolean {
  return bySecret === token.generation || (bySecret === token.previous?.generation && isRotationRepeatable(token, now));
}

const SELF_ROTATION_PAUSE_MS = 300;

/**
 * The milliseconds until this secret can rotate its token; 0 for now. After many self-rotations in a row, the token pauses
 * between two of them. Each one writes the account, and a holder who never stopped writing would keep every change by an
 * Admin from being committed, a revocation included.
 */
export function selfRotationDelay(token: Token, bySecret: number, now: Date): number {
  const { rotated_at, previous } = token;
  const hasMany = previous?.made_newest === true && isRetiredByItself(token, MAX_RETIRED);
  if (rotated_at === null || !hasMany || !mayRotate(token, bySecret, now)) return 0;
  return Math.max(0, Date.parse(rotated_at) + SELF_ROTATION_PAUSE_MS - now.getTime());
}

/** The newest secret becomes the previous one. */
function replaceNewestSecret(token: Token, role: Role, rotation: Rotation, now: Date): Token {
  const { hash, hint, bySecret, policy } = rotation;
  const overlapHours = resolveOverlapHours(policy, rotation.overlap_hours);
  const { expiration, lifetime_days } =
    bySecret === null ? grantLifetime(token, role, rotation, now) : extendLifetime(token, role, rotation, now);
  const previous: PreviousSecret = {
    hash: token.hash,
    generation: token.generation,
    expires: overlapEnd(overlapHours, expiration, now),
    last_used: token.last_used,
    made_newest: bySecret !== null,
    retired_use: null,
  };
  return {
    ...token,
    hash,
    hint,
    generation: token.generation + 1,
    rotated_at: now.toISOString(),
    confirmed_at: null,
    previous,
    retired: token.previous
      ? withRetired(token, token.previous.hash, token.previous.made_newest ? 'rotated' : 'granted')
      : token.retired,
    expiration,
    lifetime_days,
  };
}

/**
 * The previous secret, its overlap and the expiration stay as the first attempt set them, unless the policy was tightened in
 * the meantime: it also applies to the repeat.
 */
function repeatRotation(token: Token, role: Role, rotation: Rotation, now: Date): Token {
  const { hash, hint, policy, overlap_hours } = rotation;
  resolveOverlapHours(policy, overlap_hours);
  extendLifetime(token, role, rotation, now);
  const { expiration } = extendLifetime(token, role, { ...rotation, expires_in_days: undefined }, now);
  return {
    ...token,
    hash,
    hint,
    generation: token.generation + 1,
    rotated_at: now.toISOString(),
    retired: withRetired(token, token.hash, 'replaced'),
    expiration: earlierOf(token.expiration, expiration),
  };
}

/** The earlier of two expirations, of which null is never. */
function earlierOf(first: string | null, second: string | null): string | null {
  if (first === null || second === null) return first ?? second;
  return first < second ? first : second;
}

interface Lifetime {
  readonly expiration: string | null;
  readonly lifetime_days: number | null;
}

/** An Admin or the owner grants a new lifetime within the policy, or keeps the expiration. */
function grantLifetime(token: Token, role: Role, { policy, expires_in_days }: Rotation, now: Date): Lifetime {
  if (expires_in_days === undefined) {
    assertTokenAllowed(policy, role, token, now);
    return token;
  }
  assertLifetimeAllowed(policy, role, expires_in_days);
  return { expiration: expirationAfter(expires_in_days, now), lifetime_days: expires_in_days };
}

/** A token extends itself by at most the lifetime that it was granted, and never beyond the policy (R13). */
function extendLifetime(token: Token, role: Role, { policy, expires_in_days }: Rotation, now: Date): Lifetime {
  const { lifetime_days } = token;
  // The policy has capped a token that was granted no end. It stays a token that expires.
  const isCapped = lifetime_days === null && token.expiration !== null;
  if (expires_in_days === undefined) {
    const granted = isCapped ? policy.max_lifetime_days : lifetime_days;
    return { expiration: expirationAfter(capLifetimeDays(policy, role, granted), now), lifetime_days };
  }
  if (lifetime_days !== null && (expires_in_days === null || expires_in_days > lifetime_days)) {
    throw errors.lifetimeNotGranted(lifetime_days);
  }
  assertLifetimeAllowed(policy, role, expires_in_days);
  if (isCapped && expires_in_days === null) throw errors.lifetimeNotGranted(policy.max_lifetime_days);
  return { expiration: expirationAfter(expires_in_days, now), lifetime_days };
}

/** A token remembers this number of retired secrets, to recognize one that is still presented. */
const MAX_RETIRED = 5;

function withRetired({ retired }: Token, hash: string, how: Retirement): readonly string[] {
  return [retiredSecret(hash, how), ...retired].slice(0, MAX_RETIRED);
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
 * Changes the given part of what narrows a token.
 *
 * @throws DomainError for what the policy requires.
 */
export function changeNarrowing(
  account: Account,
  tokenId: number,
  { scopes, allowed_cidrs }: { readonly [Part in keyof Narrowing]?: Narrowing[Part] | undefined },
  policy: Policy,
): Account {
  const token = tokenOf(account, tokenId);
  const changed = {
    ...token,
    scopes: scopes === undefined ? token.scopes : scopes,
    allowed_cidrs: allowed_cidrs ?? token.allowed_cidrs,
  };
  if (narrowingOf(changed) === narrowingOf(token)) return account;
  assertNarrowedAsRequired(policy, account.user.role, [changed]);
  return withRoom(account, withToken(account, changed));
}

/** Records that a token was used from an address that is not allowed; at most once an hour. */
export function recordRefusedAddress(account: Account, tokenId: number, now: Date): Account {
  const token = tokenOf(account, tokenId);
  return isRefusedAddressDue(token, now)
    ? withToken(account, { ...token, refused_address: now.toISOString() })
    : account;
}

/**
 * Marks a token as compromised, for good, if the reported secret works or has made the newest one. Any other secret, and
 * one whose token was deleted, changes nothing.
 *
 * @param hash - The hash of the secret that was reported.
 */
export function compromiseToken(account: Account, tokenId: number, hash: string, now: Date): Account {
  const token = account.tokens.find(({ id }) => id === tokenId);
  if (token === undefined || token.compromised_at !== null) return account;
  const isWorking = hash === token.hash || hash === workingPreviousSecret(token, now)?.hash;
  if (!isWorking && !hasMadeNewest(token, hash)) return account;
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
 * @throws DomainError `user_deactivated` (R7), `token_compromised`, `token_expired`, and what the policy forbids now.
 */
export function restoreToken(account: Account, tokenId: number, policy: Policy, now: Date): Account {
  const token = tokenOf(account, tokenId);
  assertNotDeactivated(account);
  if (token.compromised_at !== null) throw errors.tokenNotRestorable('Compromised');
  if (isExpired(token, now)) throw errors.tokenNotRestorable('Expired');
  if (token.revoked_at === null) return account;
  assertTokenAllowed(policy, account.user.role, token, now);
  return withToken(account, { ...token, revoked_at: null, restored_at: now.toISOString() });
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
