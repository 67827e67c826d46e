// A token: its record (a hash, never the plaintext), and what state it is in at a given moment.
export type TokenType = 'Service' | 'Personal';

export const TOKEN_STATUSES = ['Active', 'Revoked', 'Expired'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** A token as it is kept with its account. Times are ISO 8601 UTC. */
export interface Token {
  readonly id: number;
  readonly name: string;
  /** SHA-256 of the whole plaintext, base64url (R11). */
  readonly hash: string;
  /** Enough of the plaintext to recognise it, too little to use it. */
  readonly hint: string;
  readonly created: string;
  readonly created_by: string;
  /** When it expires; null = never. */
  readonly expiration: string | null;
  readonly last_used: string | null;
  readonly revoked_at: string | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a token made now expires; null days = never. */
export function expirationAfter(days: number | null, now: Date): string | null {
  return days === null ? null : new Date(now.getTime() + days * DAY_MS).toISOString();
}

export function isExpired(token: Token, now: Date): boolean {
  return token.expiration !== null && token.expiration <= now.toISOString();
}

/** The state of a token; only an `Active` one authenticates, and only an `Active` one stands in the way of R6. */
export function statusOf(token: Token, now: Date): TokenStatus {
  if (token.revoked_at !== null) return 'Revoked';
  return isExpired(token, now) ? 'Expired' : 'Active';
}

export function isActive(token: Token, now: Date): boolean {
  return statusOf(token, now) === 'Active';
}
