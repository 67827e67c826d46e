// CSV as the API and the command line interface write it.
import { describe, expect, it } from 'vitest';
import { csvPage } from '../../functions/http/csv.ts';
import { toCsv } from '../../shared/contracts/csv.ts';

/** What is stored when a value is written as the only one of a line, without quotes and line breaks of CSV. */
function written(value: string): string {
  const line = toCsv([[value]]).slice(0, -2);
  return line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
}

describe('a value is no formula', () => {
  const STARTS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];
  it.for(STARTS)('that starts with %s', (start) => {
    expect(written(`${start}1+1`)).toBe(`'${start}1+1`);
  });

  it.for(['\t', '\r', '\n', '\r\n'])('that starts with the white space %j', (space) => {
    expect(written(`${space}x`)).toBe(`'${space}x`);
  });

  const INVISIBLE = [' ', '   ', '\u00a0', '\u3000', '\u2028', '\v', '\u0000', '\u001b', '\u200b', '\u200d', '\u200e'];
  const IGNORABLE = [
    '\u2060',
    '\u00ad',
    '\ufeff',
    '\u202e',
    '\u2066',
    '\u115f',
    '\u3164',
    '\ufe0f',
    '\u{e0001}',
    '\ue000',
  ];
  it.for([...INVISIBLE, ...IGNORABLE])('that starts with %j and a formula', (invisible) => {
    for (const start of STARTS) {
      expect(written(`${invisible}${start}1+1`)).toBe(`'${invisible}${start}1+1`);
      expect(written(`${invisible}\t ${start}1+1`)).toBe(`'${invisible}\t ${start}1+1`);
    }
  });

  it('in any column, also in the column with quotes, and in the header', () => {
    expect(toCsv([['=a'], ['x', '=HYPERLINK("https://example.com","x")']])).toBe(
      `'=a\r\nx,"'=HYPERLINK(""https://example.com"",""x"")"\r\n`,
    );
  });
});

it.for(['x', 'a=1', 'x-1', 'a@example.com', ' x', '', '1+1', '(=1)', '“=1”', '🙂=1'])('leaves %j as it is', (value) => {
  expect(written(value)).toBe(value);
});

it('leaves numbers as they are', () => {
  expect(toCsv([[-1, 0, 12]])).toBe('-1,0,12\r\n');
});

it.for(['x,y', 'one\ntwo', 'one\rtwo', 'one\r\ntwo'])('quotes %j', (value) => {
  expect(toCsv([[value]])).toBe(`"${value}"\r\n`);
});

it('repeats a quote within a value', () => {
  expect(toCsv([['say "x"']])).toBe('"say ""x"""\r\n');
});

describe('a page', () => {
  it('has only its header when there is no row', () => {
    expect(csvPage([], ['a', 'b'], null).text).toBe('a,b\r\n');
  });

  it('has the columns in their order, and an empty cell for a value that is missing', () => {
    expect(csvPage([{ b: '=1', a: 7 }, { a: null }], ['a', 'b'], null).text).toBe("a,b\r\n7,'=1\r\n,\r\n");
  });
});
