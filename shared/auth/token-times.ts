// The rules about the times in an OIDC token, all in seconds since the epoch (RFC 7519, section 4.1).

/** Tolerance for clocks that differ, in seconds. */
const MAX_CLOCK_SKEW = 60;
/** The longest time between `iat` and `exp`, in seconds. Together with `exp`, it limits the age of a token. */
const MAX_LIFETIME = 24 * 60 * 60;
/** No time in seconds reaches this value before the year 5138; a current time in milliseconds is larger. */
const MAX_TIME = 1e11;

/**
 * Returns what is wrong with the times of a token; undefined if nothing is. Every time must be a number of seconds; `exp` and
 * `iat` are required, and limit the lifetime to a day.
 *
 * @param now - In seconds since the epoch.
 */
export function timeFaultOf(claims: Readonly<Record<string, unknown>>, now: number): string | undefined {
  const { exp, iat, nbf } = claims;
  if (!isTime(exp)) return 'The token has no valid expiration';
  if (!isTime(iat)) return 'The token has no valid time of issue';
  if (nbf !== undefined && !isTime(nbf)) return 'The token has an invalid start of its validity';
  if (iat > now + MAX_CLOCK_SKEW) return 'The token was issued in the future';
  if (exp - iat > MAX_LIFETIME) return 'The lifetime of the token is longer than a day';
  if (exp + MAX_CLOCK_SKEW <= now) return 'The token has expired';
  if (nbf !== undefined && nbf > now + MAX_CLOCK_SKEW) return 'The token is not valid yet';
  return undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < MAX_TIME;
}
