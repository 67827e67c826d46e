// Tokens in number: none is made twice, and what was altered is known without a read.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hashToken, locateToken, mintToken } from '../../shared/auth/bearer-token.ts';

const mint = (prefix = '') =>
  mintToken({ account_id: 7, token_id: 9, type: 'Service', prefix, random: randomBytes(32) });

it('a million tokens of one record are a million', { timeout: 400_000 }, () => {
  const seen = new Set<string>();
  for (let count = 0; count < 1_000_000; count += 1) seen.add(mint());
  expect(seen.size).toBe(1_000_000);
});

it('a token that was altered, cut or lengthened anywhere is no token of ours', () => {
  const token = mint('acme');
  for (let at = 0; at < token.length; at += 1) {
    for (const other of '09AZaz_-.') {
      if (other === token[at]) continue;
      expect(locateToken(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
      expect(locateToken(token.slice(0, at) + other + token.slice(at))).toBeUndefined();
    }
    expect(locateToken(token.slice(0, at))).toBeUndefined();
    expect(locateToken(token.slice(at + 1))).toBeUndefined();
    expect(locateToken(token.slice(0, at) + token.slice(at + 1))).toBeUndefined();
  }
  expect(locateToken(token)).toEqual({ account_id: 7, token_id: 9 });
  expect(hashToken(token)).toHaveLength(43);
});

it('every token fits the pattern that the docs give to scanners', () => {
  const docs = readFileSync(new URL('../../docs/leaked-tokens.md', import.meta.url), 'utf8');
  const [, pattern = ''] = /```\n(.*svc\|pat.*)\n```/.exec(docs) ?? [];
  const scanner = new RegExp(`^${pattern}$`);
  for (let count = 0; count < 1000; count += 1) {
    expect(mint('acme')).toMatch(scanner);
    expect(mint()).toMatch(scanner);
    const personal = {
      account_id: count,
      token_id: count,
      type: 'Personal',
      prefix: '',
      random: randomBytes(32),
    } as const;
    expect(mintToken(personal)).toMatch(scanner);
  }
  expect(`${mint()}0`).not.toMatch(scanner);
});
