// Selects tokens for a list.
import { nameKey } from './names.ts';
import { statusOf, type Token, type TokenStatus } from './token.ts';

export interface TokenSelection {
  /** The status at `now`. */
  readonly status?: TokenStatus | undefined;
  /** A part of the name, in any case. */
  readonly name?: string | undefined;
  /** Selects tokens that expire, or have expired, before this time. */
  readonly expires_before?: string | undefined;
  /** Selects tokens whose last use, or whose creation if they were never used, is before this time. */
  readonly unused_since?: string | undefined;
  readonly now: Date;
}

export function isSelected(token: Token, selection: TokenSelection): boolean {
  const { status, name, expires_before, unused_since, now } = selection;
  return (
    (status === undefined || statusOf(token, now) === status) &&
    (name === undefined || nameKey(token.name).includes(nameKey(name))) &&
    (expires_before === undefined || (token.expiration !== null && token.expiration < expires_before)) &&
    (unused_since === undefined || (token.last_used ?? token.created) < unused_since)
  );
}
