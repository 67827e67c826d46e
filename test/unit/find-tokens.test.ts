// Tokens are found in any text, by the published pattern and the checksum.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { findTokens } from '../../shared/auth/find-tokens.ts';

const mint = (prefix = '', type: 'Service' | 'Personal' = 'Service') =>
  mintToken({ account_id: 12, token_id: 345, type, prefix, random: randomBytes(32) });

describe.each([
  ['without a prefix', ''],
  ['with the prefix of the deployer', 'acme'],
  ['with the longest prefix', 'a1b2c3d4e5f6g7h8'],
])('a token %s', (_, prefix) => {
  const token = mint(prefix);

  it.each([
    ['by itself', token],
    ['before a line break', `${token}\n`],
    ['after a line break', `\r\n${token}`],
    ['in double quotes', `"${token}"`],
    ['in single quotes', `'${token}'`],
    ['in JSON', JSON.stringify({ token })],
    ['after an escaped line break', JSON.stringify(`first line\n${token}\n`)],
    ['in a URL', `https://example.com/?token=${token}&page=1`],
    ['in an encoded URL', `https://example.com/?next=token%3D${token}%26x`],
    ['in a log line', `2026-01-01T00:00:00Z INFO Authorization: Bearer ${token} 200`],
    ['in an assignment', `export TOKEN=${token};`],
    ['after letters', `TOKEN${token}`],
    ['after an underscore', `_${token}`],
    ['before letters', `${token}abc`],
    ['before an underscore', `${token}_old`],
    ['between spaces of Unicode', `\u00a0${token}\u2003`],
    ['after what looks like a token', `svc_${token}`],
  ])('is found %s', (_name, text) => {
    expect(findTokens(text, prefix)).toEqual([token]);
  });
});

it('finds a token that was reported without the prefix of the deployer', () => {
  const token = mint('acme');
  expect(findTokens(token.slice('acme_'.length), 'acme')).toEqual([token]);
  expect(findTokens(`my_${token.slice('acme_'.length)}`, 'acme')).toEqual([token]);
  expect(findTokens(token.slice('acme_'.length), '')).toEqual([]);
});

it('finds a token of an earlier prefix', () => {
  const token = mint('acme');
  expect(findTokens(`x=${token}`, 'other')).toEqual([token]);
  expect(findTokens(`x=${token}`, '')).toEqual([token]);
});

it('finds each of many tokens once', () => {
  const tokens = [mint(), mint('', 'Personal'), mint('acme')];
  const text = [...tokens, ...tokens].join(',');
  expect(findTokens(text, 'acme')).toEqual(tokens);
  expect(findTokens(tokens.join(''), '')).toEqual(expect.arrayContaining(tokens.slice(0, 2)));
});

it('finds nothing without a valid checksum', () => {
  const token = mint();
  const altered = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
  for (const text of ['', 'svc_', altered, token.slice(0, -1), token.toUpperCase()]) {
    expect(findTokens(text, 'acme')).toEqual([]);
  }
});
