// The plaintext of a token is unique, detects any alteration, and matches the published pattern.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hashToken, locateToken, mintToken } from '../../shared/auth/bearer-token.ts';

const mint = (prefix = '') =>
  mintToken({ account_id: 7, token_id: 9, type: 'Service', prefix, random: randomBytes(32) });

it('mints a million different tokens for one token record', () => {
  const seen = new Set<string>();
  for (let count = 0; count < 1_000_000; count += 1) seen.add(mint());
  expect(seen.size).toBe(1_000_000);
}, 240_000);

it('rejects a token that is altered, truncated or extended at any position', () => {
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

it('mints tokens that match the pattern in the documentation for secret scanners', () => {
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
