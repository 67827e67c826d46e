// A time: relative in the text, in the zone of the browser and in UTC on hover.

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const LOCAL = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

const UNITS = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
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

function relative(date: Date): string {
  const seconds = (date.getTime() - Date.now()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return seconds < 0 ? 'just now' : 'in a moment';
}
