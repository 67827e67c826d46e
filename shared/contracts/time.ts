// A time in a query string.
import * as z from 'zod/mini';

/**
 * The times of ISO 8601 that clients write: also without seconds, in lower case, and with an offset without its colon or
 * its minutes. In a query string, a plus sign that is not encoded means a space.
 */
const WRITTEN_TIME = /^(\d{4}-\d\d-\d\d)t(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:(z)|([ +-])(\d\d)(?::?(\d\d))?)$/i;

function normalizeTime(text: string): string {
  const [, date, minutes, seconds = ':00', utc, sign, hours, rest = '00'] = WRITTEN_TIME.exec(text) ?? [];
  if (date === undefined) return text;
  return `${date}T${minutes}${seconds}${utc ? 'Z' : `${sign === '-' ? '-' : '+'}${hours}:${rest}`}`;
}

const [EARLIEST, LATEST] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** Other years, which an offset can reach, have no four digits and would not sort as text. */
function toUtc(time: string): string {
  return new Date(Math.min(Math.max(Date.parse(time), EARLIEST), LATEST)).toISOString();
}

/** An ISO 8601 time with an offset, or a date (its start in UTC), in a query string. It is converted to a UTC time. */
export const Time = z.pipe(
  z.string().check(z.overwrite(normalizeTime)),
  z.pipe(
    z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be an ISO 8601 time with its offset, or a date'),
    z.transform(toUtc),
  ),
);
