// Writes a page of a list as CSV (RFC 4180), for spreadsheets. Only the functions that need it have this library.
import { stringify } from 'csv-stringify/sync';
import { CsvPage } from './csv-page.ts';

/** The values of an item by the names of the columns. */
export type Row = Readonly<Record<string, string | number | null | undefined>>;

/** @param columns - The names of the columns, in order. */
export function csvPage(rows: readonly Row[], columns: readonly string[], nextCursor: string | null): CsvPage {
  const text = stringify([...rows], {
    header: true,
    columns: [...columns],
    // A value that a spreadsheet would evaluate as a formula gets an apostrophe in front of it.
    escape_formulas: true,
    record_delimiter: 'windows',
    // The library quotes values with this delimiter, but not those with only one of its characters.
    quoted_match: /[\r\n]/,
  });
  return new CsvPage(text, nextCursor);
}
