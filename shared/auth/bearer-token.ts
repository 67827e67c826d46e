// The plaintext of a token: how it is made, recognised, hashed and hinted at.
import { hash, timingSafeEqual } from 'node:crypto';
import type { TokenType } from '../domain/token.ts';

/**
 * `[<deployer's prefix>_]<svc|pat>_<account id, 6><token id, 6><256 random bits, 43><checksum, 6>`, digits in base62.
 * The ids find the record in one read; the checksum (CRC-32 of all before it) refuses typos and guesses before any read.
 */
const FORMAT = /^(?:[a-z0-9]{1,16}_)?(?:svc|pat)_([0-9A-Za-z]{6})([0-9A-Za-z]{6})[0-9A-Za-z]{43}([0-9A-Za-z]{6})$/;
const KIND: Record<TokenType, string> = { Service: 'svc', Personal: 'pat' };

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 6;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** What a token's plaintext says about where its record is. */
export interface TokenLocator {
  readonly account_id: number;
  readonly token_id: number;
}

export interface TokenSource extends TokenLocator {
  readonly type: TokenType;
  /** The deployer's own prefix, or an empty string. */
  readonly prefix: string;
  /** 32 bytes of a cryptographic random source. */
  readonly random: Uint8Array;
}

/** Makes the plaintext of a token. It is told once and kept nowhere (R11). */
export function mintToken(source: TokenSource): string {
  const secret = BigInt(`0x${Buffer.from(source.random).toString('hex')}`);
  const body =
    (source.prefix && `${source.prefix}_`) +
    `${KIND[source.type]}_` +
    base62(source.account_id, ID_LENGTH) +
    base62(source.token_id, ID_LENGTH) +
    base62(secret, SECRET_LENGTH);
  return body + base62(crc32(body), CHECKSUM_LENGTH);
}

/** Where to look for the record of a token; undefined when this is no token of ours, known without any read. */
export function locateToken(plaintext: string): TokenLocator | undefined {
  const [, account, token, claimed] = FORMAT.exec(plaintext) ?? [];
  if (account === undefined || token === undefined || claimed === undefined) return undefined;
  if (fromBase62(claimed) !== crc32(plaintext.slice(0, -CHECKSUM_LENGTH))) return undefined;
  return { account_id: fromBase62(account), token_id: fromBase62(token) };
}

/** What is stored instead of the plaintext: its SHA-256, base64url. 256 random bits need no salt and no slow hash. */
export function hashToken(plaintext: string): string {
  return hash('sha256', plaintext, 'base64url');
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The prefix and the last four characters, which belong to the checksum: no bit of the secret is shown as it is. */
export function hintOf(plaintext: string): string {
  return `${plaintext.slice(0, plaintext.lastIndexOf('_') + 1)}...${plaintext.slice(-4)}`;
}

/** That of `node:zlib`, whose loading would be a twentieth of the authorizer's cold start. */
function crc32(text: string): number {
  let rest = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

function base62(value: number | bigint, length: number): string {
  let rest = BigInt(value);
  let digits = '';
  while (digits.length < length) {
    digits = DIGITS.charAt(Number(rest % 62n)) + digits;
    rest /= 62n;
  }
  return digits;
}

function fromBase62(digits: string): number {
  let value = 0;
  for (const digit of digits) value = value * 62 + DIGITS.indexOf(digit);
  return value;
}
