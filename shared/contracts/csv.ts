// CSV (RFC 4180) for spreadsheets, as the API and the command line interface write it.
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | null | undefined;

/**
 * What a spreadsheet may evaluate as a formula: one of the first characters of a formula, behind any characters that a
 * spreadsheet or a reader does not see; and a tab or a line break at the start. NFKC turns full-width and small forms into these.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^(?:[\s\p{C}\p{DI}]*[-=+@]|[\t\r\n])/u;

/** Puts an apostrophe in front of a text that a spreadsheet may evaluate as a formula. Numbers stay as they are. */
function withoutFormula(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA.test(cell.normalize('NFKC')) ? `'${cell}` : cell;
}

export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((cells) => cells.map(withoutFormula)),
    // The library quotes values with this delimiter, but not those with only one of its characters.
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}
