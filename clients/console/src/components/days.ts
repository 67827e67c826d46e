// Days in UTC, as the API takes them in filters.

const DAY_MS = 24 * 3600 * 1000;

/** The day in so many days from now, as `2026-11-28`. @param days - Negative for the past. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
