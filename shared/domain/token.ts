// A token: its record, which has a hash and never the plaintext, and its status at a given time.
import type { Narrowing } from './narrowing.ts';
import type { User } from './user.ts';

export const TOKEN_TYPES = ['Service', 'Personal'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export const TOKEN_STATUSES = ['Active', 'Revoked', 'Expired', 'Compromised'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** A token as it is stored in its account. Times are ISO 8601 UTC. */
export interface Token extends Narrowing {
  readonly id: number;
  readonly name: string;
  /** SHA-256 of the whole plaintext, base64url (R11). */
  readonly hash: string;
  /** The number of the newest secret: 1 for the first, one more after each rotation. */
  readonly generation: number;
  /** The secret that the last rotation replaced; it works until it expires. Null before the first rotation. */
  readonly previous: PreviousSecret | null;
  /** Older secrets, the latest first, each as `retiredSecret` returns it. They no longer work; their use is reported. */
  readonly retired: readonly string[];
  /** A part of the plaintext that is enough to recognize the token, and too little to use it. */
  readonly hint: string;
  readonly created: string;
  readonly created_by: string;
  /** The time of the last rotation; null before the first one. */
  readonly rotated_at: string | null;
  /** The time when the secret of the last rotation was first used, which confirms the rotation (R13). */
  readonly confirmed_at: string | null;
  /** The lifetime that was granted, in days: the most by which the token can extend itself. Null means never expiring. */
  readonly lifetime_days: number | null;
  /** Null means that the token never expires. */
  readonly expiration: string | null;
  readonly last_used: string | null;
  readonly revoked_at: string | null;
  /** The time of the last restoration; null before the first one. */
  readonly restored_at: string | null;
  /** The time when the plaintext was reported as leaked. It cannot be undone. */
  readonly compromised_at: string | null;
  /** The time when a use from an address that is not allowed was last recorded. */
  readonly refused_address: string | null;
}

/** The secret that a rotation replaced. */
export interface PreviousSecret {
  readonly hash: string;
  readonly generation: number;
  readonly expires: string;
  readonly last_used: string | null;
  /** Whether this secret made the newest one, by a self-rotation. */
  readonly made_newest: boolean;
  /** The time when a retired secret of the token was first presented since the rotation. */
  readonly retired_use: string | null;
}

export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

/** The tokens of a Service User are service tokens, those of a person are personal. */
export function typeOfTokens(owner: Pick<User, 'user_type'>): TokenType {
  return owner.user_type === 'Service' ? 'Service' : 'Personal';
}

/** The expiration of a token issued now. @param days - null means never. */
export function expirationAfter(days: number | null, now: Date): string | null {
  return days === null ? null : new Date(now.getTime() + days * DAY_MS).toISOString();
}

/** The end of an overlap that starts now: not later than the expiration of the token. */
export function overlapEnd(hours: number, expiration: string | null, now: Date): string {
  const end = new Date(now.getTime() + hours * HOUR_MS).toISOString();
  return expiration !== null && expiration < end ? expiration : end;
}

/** The previous secret, while the overlap lasts. */
export function workingPreviousSecret(token: Token, now: Date): PreviousSecret | null {
  return token.previous !== null && token.previous.expires > now.toISOString() ? token.previous : null;
}

/**
 * Whether the previous secret may repeat the last rotation, because its client may have lost the response: the previous
 * secret made the newest one, which was never used (R13). A use of the newest secret must be recorded at once then.
 */
export function isRotationRepeatable(token: Token, now: Date): boolean {
  return workingPreviousSecret(token, now)?.made_newest === true && token.confirmed_at === null;
}

/** The part of a hash that is enough to recognize a retired secret. */
export function secretFingerprint(hash: string): string {
  return hash.slice(0, 16);
}

/**
 * How a secret was retired: it rotated its token itself, a repeat of the rotation that made it replaced it before it was
 * used, or an Admin or the owner granted the next one.
 */
export type Retirement = 'rotated' | 'replaced' | 'granted';

const MARKS: Readonly<Record<Retirement, string>> = { rotated: '+', replaced: '=', granted: '' };

/** What is stored of a retired secret: its fingerprint, and a mark of how it was retired. */
export function retiredSecret(hash: string, how: Retirement): string {
  return secretFingerprint(hash) + MARKS[how];
}

export function isRetired({ retired }: Token, hash: string): boolean {
  return retired.some((one) => one.startsWith(secretFingerprint(hash)));
}

/** Whether the last secrets, this number of them, were all retired by self-rotations. */
export function isRetiredByItself({ retired }: Token, number: number): boolean {
  const byItself = (one: string) => one.endsWith(MARKS.rotated) || one.endsWith(MARKS.replaced);
  return retired.length >= number && retired.slice(0, number).every(byItself);
}

/**
 * Whether the secret made the newest one, or made the secret that made it, and so on. A thief who has a copy of it may have
 * made them all, until an Admin or the owner grants a secret.
 */
export function hasMadeNewest(token: Token, hash: string): boolean {
  const { previous, retired } = token;
  if (previous === null || !previous.made_newest) return false;
  if (previous.hash === hash) return true;
  const chain = retired.filter((one) => !one.endsWith(MARKS.replaced));
  const own = chain.findIndex((one) => one.startsWith(secretFingerprint(hash)));
  return own >= 0 && chain.slice(0, own + 1).every((one) => one.endsWith(MARKS.rotated));
}

/** A use from an address that is not allowed is recorded at most once an hour. */
export function isRefusedAddressDue({ refused_address }: Token, now: Date): boolean {
  return refused_address === null || now.getTime() - Date.parse(refused_address) >= HOUR_MS;
}

export function isExpired(token: Token, now: Date): boolean {
  return token.expiration !== null && token.expiration <= now.toISOString();
}

/** Only an `Active` token authenticates, and only an `Active` token blocks a deactivation (R6). */
export function statusOf(token: Token, now: Date): TokenStatus {
  if (token.compromised_at !== null) return 'Compromised';
  if (token.revoked_at !== null) return 'Revoked';
  return isExpired(token, now) ? 'Expired' : 'Active';
}

export function isActive(token: Token, now: Date): boolean {
  return statusOf(token, now) === 'Active';
}
