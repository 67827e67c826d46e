// The plaintext of a token is unique, detects any alteration, and matches the published pattern.
import { spawnSync } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hashToken, locateToken, mintToken } from '../../shared/auth/bearer-token.ts';

const mint = (prefix = '') =>
  mintToken({ account_id: 7, token_id: 9, type: 'Service', prefix, random: randomBytes(32) });

it('mints a different token for every random secret', () => {
  const seen = new Set<string>();
  for (let count = 0; count < 50_000; count += 1) seen.add(mint());
  expect(seen.size).toBe(50_000);
});

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

const page = readFileSync(new URL('../../docs/leaked-tokens.md', import.meta.url), 'utf8');
const [, PATTERN = ''] = /```\n(.*svc\|pat\|ses.*)\n```/.exec(page) ?? [];
const PREFIX_GROUP = '(?:acme_)?';
const LOOKAHEAD = '(?![0-9A-Za-z])';

/** The documented pattern for all prefixes that a deployer has used, as the page says to write it. */
const scannerFor = (prefixes: readonly string[], pattern = PATTERN) =>
  new RegExp(pattern.replace(PREFIX_GROUP, `(?:${prefixes.map((prefix) => `${prefix}_`).join('|')})?`), 'g');

/** The shortest and the longest prefix that are allowed, and one that is the end of another one. */
const PREFIXES = ['acme', 'me', 'a', 'a1b2c3d4e5f6g7h8', 'globex', 'data2'];
const KINDS = ['svc', 'pat', 'ses'];

/** Tokens of every kind and prefix. The secrets are digests, so that the text is the same in each run. */
const tokens = Array.from({ length: 10_000 }, (_, count) => {
  const prefix = ['', ...PREFIXES][count % 7] ?? '';
  const random = hash('sha256', String(count), 'buffer');
  const token = mintToken({ account_id: count, token_id: count * 3, type: 'Service', prefix, random });
  return token.replace('svc_', `${KINDS[count % 3]}_`);
});

const SURROUNDINGS: readonly ((token: string) => string)[] = [
  (token) => `${token}\n`,
  (token) => JSON.stringify({ token }),
  (token) => JSON.stringify(`first line\n${token}\nlast line`),
  (token) => `curl -H 'Authorization: Bearer ${token}' https://api.example.com/api/me`,
  (token) => `https://example.com/?token=${token}&page=1`,
  (token) => `next=token%3D${token}%26x`,
  (token) => `export TOKEN=${token};`,
  (token) => `TOKEN${token}.`,
  (token) => `old_${token}-old`,
  (token) => `(${token})`,
  (token) => `<b>${token}</b>`,
  (token) => `令牌${token}是é`,
  (token) => `svc_${token},${'9'.repeat(61)}`,
  (token) => `${token}\u00a0\u2003${hash('sha512', token)}`,
];

/** What looks like a token but is none: too long, too short, or of another kind. */
const DECOYS = [
  `svc_${'x'.repeat(62)}`,
  `pat_${'0'.repeat(60)}`,
  `acme_ses_${'Z'.repeat(300)}`,
  `svc-${'x'.repeat(61)}`,
  `abc_${'x'.repeat(61)}`,
  `SVC_${'x'.repeat(61)}`,
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
];

const text = tokens
  .map((token, count) => `${SURROUNDINGS[count % SURROUNDINGS.length]?.(token)} ${DECOYS[count % DECOYS.length]}`)
  .join('\n');

it('finds exactly the tokens in mixed text, with the documented pattern and a group for every prefix', () => {
  expect(new Set(tokens).size).toBe(10_000);
  expect(text.match(scannerFor(PREFIXES))).toEqual(tokens);
});

it('finds exactly the tokens with the variant for scanners that support lookahead, also before an underscore', () => {
  expect(page).toContain(LOOKAHEAD);
  const scanner = scannerFor(PREFIXES, PATTERN.replace('\\b', LOOKAHEAD));
  expect(text.match(scanner)).toEqual(tokens);
  expect(`${tokens[0]}_old`.match(scanner)).toEqual([tokens[0]]);
  expect(`${tokens[0]}_old`).not.toMatch(scannerFor(PREFIXES));
});

it.skipIf(spawnSync('python3', ['--version']).status !== 0)('finds the tokens in Python with re.ASCII', () => {
  expect(page).toContain('`re.ASCII`');
  const program = 'import json, re, sys; print(json.dumps(re.findall(sys.argv[1], sys.stdin.read(), re.ASCII)))';
  const options = { input: text, encoding: 'utf8', env: { ...process.env, PYTHONUTF8: '1' } } as const;
  const { stdout } = spawnSync('python3', ['-c', program, scannerFor(PREFIXES).source], options);
  expect(JSON.parse(stdout)).toEqual(tokens);
});

it('needs the group of every prefix, because the checksum includes the prefix', () => {
  const token = mint('globex');
  expect(token.match(scannerFor(PREFIXES))).toEqual([token]);
  const [withoutPrefix = ''] = token.match(scannerFor(['acme'])) ?? [];
  expect(withoutPrefix).toBe(token.slice('globex_'.length));
  expect(locateToken(withoutPrefix)).toBeUndefined();
});

it('has no syntax in the documented pattern that RE2 does not support', () => {
  expect(PATTERN).not.toMatch(/\(\?[=!<]|\\[1-9]|\\p/);
});
