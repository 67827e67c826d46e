// Prints results: as a table for people, as JSON or CSV for programs.
import { toCsv } from '../../../shared/contracts/csv.ts';
import { UsageError } from '../errors.ts';
import { formatTable } from './table.ts';

/** The value of a column. A name is the field with this name. */
export type Column<Item> = (keyof Item & string) | readonly [name: string, value: (item: Item) => unknown];

export interface OutputOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

type Format = 'table' | 'json' | 'csv';

function formatOf({ json = false, csv = false }: OutputOptions): Format {
  if (json && csv) throw new UsageError('Use --json or --csv, not both.');
  if (json) return 'json';
  return csv ? 'csv' : 'table';
}

export class Output {
  readonly format: Format;

  constructor(options: OutputOptions) {
    this.format = formatOf(options);
  }

  /** Prints a list. JSON has all fields of each item. */
  list<Item extends object>(items: readonly Item[], columns: readonly Column<Item>[]): void {
    const names = columns.map(nameOf);
    const rows = items.map((item) => columns.map((column) => text(fieldOf(item, column))));
    if (this.format === 'json') printJson(items);
    else if (this.format === 'csv') process.stdout.write(toCsv([names, ...rows]));
    else if (items.length === 0) this.note('There are none.');
    else process.stdout.write(formatTable([names.map(toHeader), ...rows]));
  }

  /** Prints one item with all its fields, one a line. */
  item(item: object): void {
    const fields = Object.entries(item).map(([name, value]) => [name, text(value)]);
    if (this.format === 'json') printJson(item);
    else if (this.format === 'table') process.stdout.write(formatTable(fields));
    else process.stdout.write(toCsv([Object.keys(item), fields.map(([, value = '']) => value)]));
  }

  /** Reports to people what was done. Programs read the exit code. */
  note(line: string): void {
    if (this.format === 'table') console.error(line);
  }
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

const toHeader = (name: string) => name.toUpperCase().replaceAll('_', ' ');
const nameOf = <Item>(column: Column<Item>) => (typeof column === 'string' ? column : column[0]);
const fieldOf = <Item>(item: Item, column: Column<Item>): unknown =>
  typeof column === 'string' ? item[column] : column[1](item);

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
