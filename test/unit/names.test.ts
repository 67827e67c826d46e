import { describe, expect, it } from 'vitest';
import {
  DatastoreName,
  Description,
  Email,
  namePart,
  TeamName,
  TokenName,
  UserName,
} from '../../shared/contracts/fields.ts';
import { addToken } from '../../shared/domain/account-tokens.ts';
import { nameKey } from '../../shared/domain/names.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { anAccount } from '../support/account-fixtures.ts';

const NAMES = { UserName, TokenName, TeamName, DatastoreName };
const TOKEN = `svc_${'0Aa'.repeat(20)}1`;

describe('a name', () => {
  it.each([
    ['letters with accents', 'Zürich-Loader #1 (prod)'],
    ['a wide space', 'データ\u3000基盤'],
    ['an emoji', 'Rocket 🚀'],
    ['an emoji with a variation selector', 'Settings ⚙\ufe0f'],
    ['an emoji in text style', 'Settings ⚙\ufe0e'],
    ['a keycap', 'Team 1\ufe0f\u20e3'],
    ['a sequence of emojis', '👩\u200d💻 👨🏽\u200d🚀 🏳\ufe0f\u200d🌈'],
    ['a flag', '🇩🇪'],
    ['a non-joiner in Persian', 'می\u200cخواهم'],
    ['a joiner in Sinhala', 'ශ්\u200dරී'],
    ['a joiner at the end of a word of Malayalam', 'അവന\u0d4d\u200d'],
  ])('may contain %s', (_, name) => {
    for (const schema of Object.values(NAMES)) expect(schema.parse(name)).toBe(name);
  });

  it.each([
    ['a control character', 'a\u0000b'],
    ['a line break', 'a\nb'],
    ['a C1 control character', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a zero-width space', 'Public\u200b'],
    ['a zero-width space only', '\u200b'],
    ['a byte order mark at the start', '\ufeffa'],
    ['a right-to-left override', 'a\u202eb'],
    ['an isolate', 'a\u2066b\u2069'],
    ['a soft hyphen', 'a\u00adb'],
    ['a word joiner', 'a\u2060b'],
    ['a Hangul filler', '\u3164'],
    ['a combining grapheme joiner', 'a\u034fb'],
    ['a tag character', 'a\u{e0061}'],
    ['a joiner between Latin letters', 'a\u200db'],
    ['a non-joiner between Latin letters', 'a\u200cb'],
    ['a non-joiner at the end of a word', 'می\u200c'],
    ['two joiners', '👩\u200d\u200d💻'],
    ['a joiner after an emoji only', '👩\u200d'],
    ['a variation selector after a letter', 'a\ufe0f'],
    ['half of a surrogate pair', 'a\ud83d'],
    ['a replacement character', 'a\ufffd'],
    ['a noncharacter', 'a\uffff'],
    ['Braille without dots only', '\u2800'],
    ['a mark only', '\u0301'],
    ['spaces only', ' \u00a0\u3000'],
    ['a token', `x ${TOKEN}`],
  ])('must not contain %s', (_, name) => {
    for (const [kind, schema] of Object.entries(NAMES)) {
      expect([kind, schema.safeParse(name).success]).toEqual([kind, false]);
    }
  });

  it('is stored in NFC, without white space at its ends', () => {
    expect(UserName.parse(' \u00a0Cafe\u0301\n')).toBe('Caf\u00e9');
  });

  it('has a key that fits into a sort key of the table', () => {
    expect(TeamName.safeParse('x'.repeat(100)).success).toBe(true);
    expect(TeamName.safeParse('\ufdfa'.repeat(100)).success).toBe(false);
  });

  it('takes linear time', () => {
    const started = performance.now();
    for (const part of ['\u200d', '👩\u200d', 'می\u200c', 'a ', '\u00a0']) {
      expect(UserName.safeParse(`x${part.repeat(100_000)}x`).success).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a description', () => {
  it('may have lines and tabs, stored with line feeds', () => {
    expect(Description.parse(' one\r\n\ttwo\rthree ')).toBe('one\n\ttwo\nthree');
    expect(Description.parse('')).toBe('');
  });

  it.each(['a\u0000b', 'a\u001bb', 'a\u202eb', 'a\u200bb', 'a\ud83d', 'a\ufffd', TOKEN])('%j is rejected', (text) => {
    expect(Description.safeParse(text).success).toBe(false);
  });
});

describe('names are equal', () => {
  it.each([
    ['in another case', 'Data', 'DATA'],
    ['with accents in another encoding', 'Caf\u00e9', 'CAFE\u0301'],
    ['with a final sigma', 'ΣΊΣΥΦΟΣ', 'Σίσυφος'],
    ['with a sharp s', 'Straße', 'STRASSE'],
    ['with a ligature', '\ufb01nance', 'FINANCE'],
    ['in full-width letters', '\uff24ata', 'data'],
    ['with a no-break space', 'a\u00a0b', 'a b'],
    ['with an invisible character', 'Public\u200b', 'public'],
    ['with and without a variation selector', '⚙\ufe0f', '⚙'],
    ['with a Kelvin sign', '\u212aate', 'kate'],
  ])('%s', (_, one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
    expect(nameKey(nameKey(one))).toBe(nameKey(one));
  });

  it.each([
    ['Data', 'Data '],
    ['Cafe', 'Café'],
    ['\u0131', 'i'],
    ['\u0430', 'a'],
  ])('not for %j and %j', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  it('not: an ordinary name has the key that it had before', () => {
    for (const name of ['Data Platform', 'Zürich', 'ÉCOLE', 'Łódź', 'Ω-team', 'Команда', 'データ', 'Işık']) {
      expect(nameKey(name)).toBe(name.normalize('NFC').toLowerCase().replaceAll('ς', 'σ'));
    }
  });

  it('for tokens of one account', () => {
    const request = {
      id: 1,
      hash: 'h',
      hint: 'svc_...abcd',
      expires_in_days: 1,
      created_by: 'x',
      policy: DEFAULT_POLICY,
    };
    const now = new Date();
    const account = addToken(anAccount(), { ...request, name: 'Deploy' }, now);
    const add = (name: string) => addToken(account, { ...request, id: 2, name }, now).tokens.length;
    expect(() => add('\uff24EPLOY')).toThrow(expect.objectContaining({ code: 'token_name_taken' }));
    expect(add('Deploy 2')).toBe(2);
  });
});

it('a filter by name has at least one visible character', () => {
  expect(namePart(9).safeParse('\u200b').success).toBe(false);
  expect(namePart(9).safeParse('ﬁ').success).toBe(true);
});

it('an e-mail of a person has one at sign and plain characters', () => {
  expect(Email.parse("Jane.O'Hara+test@mail.example.com")).toBe("Jane.O'Hara+test@mail.example.com");
  for (const text of ['a@b@example.com', 'example.com', 'a\u200b@example.com', '\u0430@example.com', 'a@localhost']) {
    expect([text, Email.safeParse(text).success]).toEqual([text, false]);
  }
});
