// The format of tokens.
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hashToken, hintOf, locateToken, mintToken, sameHash } from '../../shared/auth/bearer-token.ts';

const aPlaintext = (changes: Partial<Parameters<typeof mintToken>[0]> = {}) =>
  mintToken({ account_id: 12, token_id: 345, type: 'Service', prefix: '', random: randomBytes(32), ...changes });

describe('the plaintext of a token', () => {
  it('has one pattern, which secret scanners know', () => {
    expect(aPlaintext()).toMatch(/^svc_[0-9A-Za-z]{61}$/);
    expect(aPlaintext({ type: 'Personal', prefix: 'acme' })).toMatch(/^acme_pat_[0-9A-Za-z]{61}$/);
  });

  it.each([
    [1, 1],
    [12, 345],
    [62 ** 6 - 1, 62 ** 6 - 1],
  ])('contains the ids of account %i and token %i', (account_id, token_id) => {
    expect(locateToken(aPlaintext({ account_id, token_id }))).toEqual({ account_id, token_id });
  });

  it.each([Buffer.alloc(32, 0), Buffer.alloc(32, 255)])('has the same length for all random bytes', (random) => {
    expect(aPlaintext({ random })).toHaveLength(65);
  });

  it('is rejected without a read when one character differs', () => {
    const plaintext = aPlaintext({ prefix: 'acme' });
    for (let at = 0; at < plaintext.length; at += 1) {
      for (const other of ['0', 'a', 'Z', '_', '-', '\u0000']) {
        if (plaintext[at] === other) continue;
        expect(locateToken(plaintext.slice(0, at) + other + plaintext.slice(at + 1))).toBeUndefined();
      }
    }
  });

  it('is rejected when it is truncated, extended or empty', () => {
    const plaintext = aPlaintext();
    for (let end = 0; end < plaintext.length; end += 1) expect(locateToken(plaintext.slice(0, end))).toBeUndefined();
    expect(locateToken(`${plaintext}0`)).toBeUndefined();
    expect(locateToken(` ${plaintext}`)).toBeUndefined();
  });

  it('ends with the CRC-32 of all preceding characters, in base62', () => {
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    for (let count = 0; count < 1000; count += 1) {
      const plaintext = aPlaintext();
      const value = [...plaintext.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
      expect(value).toBe(crc32(plaintext.slice(0, -6)));
    }
  });

  it('has a hint that consists of its prefix and four characters of the checksum', () => {
    const plaintext = aPlaintext({ prefix: 'acme' });
    expect(hintOf(plaintext)).toBe(`acme_svc_...${plaintext.slice(-4)}`);
  });
});

describe('hashes', () => {
  it('are equal only for the same plaintext', () => {
    const [one, other] = [aPlaintext(), aPlaintext()];
    expect(sameHash(hashToken(one), hashToken(one))).toBe(true);
    expect(sameHash(hashToken(one), hashToken(other))).toBe(false);
    expect(sameHash(hashToken(one), '')).toBe(false);
  });
});
