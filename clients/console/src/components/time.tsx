// A time: relative in the text, in the zone of the browser and in UTC on hover.

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const LOCAL = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

const DAY = 24 * 3600;

/** Each unit with its length in seconds, and from how many seconds on it is used: `in 40 days` says more than `next month`. */
const UNITS = [
  ['year', 365 * DAY, 2 * 365 * DAY],
  ['month', 30 * DAY, 120 * DAY],
  ['day', DAY, DAY],
  ['hour', 3600, 3600],
  ['minute', 60, 60],
] as const;

interface TimeProps {
  /** In ISO 8601. */
  readonly value: string;
  /** @default relative */
  readonly format?: 'relative' | 'date' | 'full';
}

export function Time({ value, format = 'relative' }: TimeProps) {
  const date = new Date(value);
  const text = { relative, date: DATE.format, full: LOCAL.format }[format](date);
  return (
    <time dateTime={value} title={`${LOCAL.format(date)} (${value.replace('T', ' ').replace(/(?:\.\d+)?Z$/, '')} UTC)`}>
      {text}
    </time>
  );
}

/** @param value - In ISO 8601. @returns the day in the zone of the browser */
export function dateText(value: string): string {
  return DATE.format(new Date(value));
}

function relative(date: Date): string {
  const seconds = (date.getTime() - Date.now()) / 1000;
  for (const [unit, length, from] of UNITS) {
    if (Math.abs(seconds) >= from) return RELATIVE.format(whole(seconds / length), unit);
  }
  return seconds < 0 ? 'just now' : 'in a moment';
}

/** A token that was just created for 90 days expires in 90 days, not in 89. What was 1.9 days ago was yesterday. */
function whole(count: number): number {
  return count > 0 ? Math.round(count) : Math.trunc(count);
}
