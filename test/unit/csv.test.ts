// Lists as CSV.
import { expect, it } from 'vitest';
import { csvPage } from '../../functions/http/csv.ts';

const textOf = (value: string) => csvPage([{ value }], ['value'], null).text;

it.for(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])('%j is not a formula', (value) => {
  expect(textOf(value)).toBe(`value\r\n'${value}\r\n`);
});

it.for(['x,y', 'one\ntwo', 'one\rtwo', 'one\r\ntwo'])('quotes %j', (value) => {
  expect(textOf(value)).toBe(`value\r\n"${value}"\r\n`);
});

it('repeats a quote within a value', () => {
  expect(textOf('say "x"')).toBe('value\r\n"say ""x"""\r\n');
});

it('has only its header when there is no row', () => {
  expect(csvPage([], ['a', 'b'], null).text).toBe('a,b\r\n');
});
