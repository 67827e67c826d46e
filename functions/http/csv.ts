// Writes a page of a list as CSV. Only the functions that need it have the library.
import { type Cell, toCsv } from '../../shared/contracts/csv.ts';
import { CsvPage } from './csv-page.ts';

/** The values of an item by the names of the columns. */
export type Row = Readonly<Record<string, Cell>>;

/** @param columns - The names of the columns, in order. */
export function csvPage(rows: readonly Row[], columns: readonly string[], nextCursor: string | null): CsvPage {
  return new CsvPage(toCsv([columns, ...rows.map((row) => columns.map((column) => row[column]))]), nextCursor);
}
