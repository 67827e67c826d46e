// A token: its record (a hash, never the plaintext), and what state it is in at a given moment.
import type { User } from './user.ts';

export const TOKEN_TYPES = ['Service', 'Personal'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export const TOKEN_STATUSES = ['Active', 'Revoked', 'Expired', 'Compromised'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** A token as it is kept with its account. Times are ISO 8601 UTC. */
export interface Token {
  readonly id: number;
  readonly name: string;
  /** SHA-256 of the whole plaintext, base64url (R11). */
  readonly hash: string;
  /** Counts the secrets of the token: the first is 1, and each rotation makes the next. */
  readonly generation: number;
  /** The secret before, which still works until it expires; null when the token was never rotated. */
  readonly previous: PreviousSecret | null;
  /** Marks of the secrets before that, the latest first: they work no more, and who still shows one is noticed. */
  readonly retired: readonly string[];
  /** Enough of the plaintext to recognise it, too little to use it. */
  readonly hint: string;
  readonly created: string;
  readonly created_by: string;
  /** When it got its newest secret; null = when it was made. */
  readonly rotated_at: string | null;
  /** When it expires; null = never. */
  readonly expiration: string | null;
  readonly last_used: string | null;
  readonly revoked_at: string | null;
  /** When somebody showed that its plaintext had leaked; there is no way back. */
  readonly compromised_at: string | null;
}

/** A secret that a rotation replaced. */
export interface PreviousSecret {
  readonly hash: string;
  readonly generation: number;
  readonly expires: string;
  readonly last_used: string | null;
  /** When it, or one before it, was first shown in vain, by somebody who was left behind or who should not have it. */
  readonly retired_use: string | null;
}

const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

/** A Service User's tokens are service tokens, a person's are personal. */
export function typeOfTokens(owner: Pick<User, 'user_type'>): TokenType {
  return owner.user_type === 'Service' ? 'Service' : 'Personal';
}

/** When a token made now expires; null days = never. */
export function expirationAfter(days: number | null, now: Date): string | null {
  return days === null ? null : new Date(now.getTime() + days * DAY_MS).toISOString();
}

/** When a secret that is replaced now stops working: no later than its token. */
export function overlapEnd(hours: number, expiration: string | null, now: Date): string {
  const end = new Date(now.getTime() + hours * HOUR_MS).toISOString();
  return expiration !== null && expiration < end ? expiration : end;
}

/** The previous secret while it still works. */
export function workingPreviousSecret(token: Token, now: Date): PreviousSecret | null {
  return token.previous !== null && token.previous.expires > now.toISOString() ? token.previous : null;
}

/** What is remembered of a secret that is gone: no more of its hash than it takes to know it again. */
export function secretFingerprint(hash: string): string {
  return hash.slice(0, 16);
}

export function isExpired(token: Token, now: Date): boolean {
  return token.expiration !== null && token.expiration <= now.toISOString();
}

/** The state of a token; only an `Active` one authenticates, and only an `Active` one stands in the way of R6. */
export function statusOf(token: Token, now: Date): TokenStatus {
  if (token.compromised_at !== null) return 'Compromised';
  if (token.revoked_at !== null) return 'Revoked';
  return isExpired(token, now) ? 'Expired' : 'Active';
}

export function isActive(token: Token, now: Date): boolean {
  return statusOf(token, now) === 'Active';
}
