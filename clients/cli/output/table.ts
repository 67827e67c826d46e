// Formats rows as a table for people.
import stringWidth from 'string-width';

/** Characters that a terminal would interpret, and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Removes what could change the terminal. Names in the API have no such characters, but other texts may. */
export const withoutControls = (text: string): string => text.replace(CONTROL, ' ');

/** @param rows - The first one has the headers. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(withoutControls));
  const widths = clean[0]?.map((_, column) => Math.max(...clean.map((row) => stringWidth(row[column] ?? '')))) ?? [];
  return clean
    .map((row) => row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell))).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
