// Creates the plaintext of a token or of a session, and recognizes, hashes and abbreviates it.
import { hash, timingSafeEqual } from 'node:crypto';
import type { TokenType } from '../domain/token.ts';

/**
 * `[<deployer's prefix>_]<svc|pat|ses>_<account id, 6><token or session id, 6><256 random bits, 43><checksum, 6>`, with
 * digits in base62. The ids locate the record with one read. The checksum, a CRC-32 of everything before it, rejects typos
 * and guesses without a read.
 */
const FORMAT = /^(?:[a-z0-9]{1,16}_)?(svc|pat|ses)_([0-9A-Za-z]{6})([0-9A-Za-z]{6})[0-9A-Za-z]{43}([0-9A-Za-z]{6})$/;
const KIND: Record<TokenType, string> = { Service: 'svc', Personal: 'pat' };
const SESSION_KIND = 'ses';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 6;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** The ids in the plaintext of a token, which locate its record. */
export interface TokenLocator {
  readonly account_id: number;
  readonly token_id: number;
}

/** The ids in the plaintext of a session, which locate its record and that of its account. */
export interface SessionLocator {
  readonly account_id: number;
  readonly session_id: number;
}

/** The number of different ids that a session may have. */
export const SESSION_IDS = 62 ** ID_LENGTH;

interface SecretSource {
  /** The deployer's own prefix, or an empty string for none. */
  readonly prefix: string;
  /** 32 bytes from a cryptographic random source. */
  readonly random: Uint8Array;
}

export interface TokenSource extends TokenLocator, SecretSource {
  readonly type: TokenType;
}

/** Creates the plaintext of a token. It is returned to the client once and never stored (R11). */
export function mintToken({ type, account_id, token_id, ...source }: TokenSource): string {
  return mint(KIND[type], [account_id, token_id], source);
}

/** Creates the plaintext of a session. It is returned to the client once and never stored (R11). */
export function mintSession({ account_id, session_id, ...source }: SessionLocator & SecretSource): string {
  return mint(SESSION_KIND, [account_id, session_id], source);
}

function mint(kind: string, ids: readonly number[], { prefix, random }: SecretSource): string {
  const secret = BigInt(`0x${Buffer.from(random).toString('hex')}`);
  const body =
    (prefix && `${prefix}_`) +
    `${kind}_` +
    ids.map((id) => base62(id, ID_LENGTH)).join('') +
    base62(secret, SECRET_LENGTH);
  return body + base62(crc32(body), CHECKSUM_LENGTH);
}

/**
 * Reads the ids from the plaintext of a token, without any access to the table.
 *
 * @returns undefined when the text does not have the format of a token, or its checksum does not match.
 */
export function locateToken(plaintext: string): TokenLocator | undefined {
  const { kind, account_id, id } = locate(plaintext) ?? {};
  if (account_id === undefined || id === undefined || kind === SESSION_KIND) return undefined;
  return { account_id, token_id: id };
}

/** Like `locateToken`, for a session. */
export function locateSession(plaintext: string): SessionLocator | undefined {
  const { kind, account_id, id } = locate(plaintext) ?? {};
  if (account_id === undefined || id === undefined || kind !== SESSION_KIND) return undefined;
  return { account_id, session_id: id };
}

function locate(plaintext: string): { kind: string; account_id: number; id: number } | undefined {
  const [, kind, account, id, checksum] = FORMAT.exec(plaintext) ?? [];
  if (kind === undefined || account === undefined || id === undefined || checksum === undefined) return undefined;
  if (fromBase62(checksum) !== crc32(plaintext.slice(0, -CHECKSUM_LENGTH))) return undefined;
  return { kind, account_id: fromBase62(account), id: fromBase62(id) };
}

/**
 * Returns the SHA-256 of the plaintext in base64url, which is stored in its place. 256 random bits need neither a salt
 * nor a slow hash function.
 */
export function hashToken(plaintext: string): string {
  return hash('sha256', plaintext, 'base64url');
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  const [bytesOfA, bytesOfB] = [Buffer.from(a), Buffer.from(b)];
  return bytesOfA.length === bytesOfB.length && timingSafeEqual(bytesOfA, bytesOfB);
}

/**
 * Returns the prefix and the last four characters. These belong to the checksum, so the hint contains no part of the
 * secret.
 */
export function hintOf(plaintext: string): string {
  return `${plaintext.slice(0, plaintext.lastIndexOf('_') + 1)}...${plaintext.slice(-4)}`;
}

/** Computes the same CRC-32 as `node:zlib`. Loading that module would add 5 % to the cold start of the authorizer. */
function crc32(text: string): number {
  let remainder = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  }
  return ~remainder >>> 0;
}

function base62(value: number | bigint, length: number): string {
  let remaining = BigInt(value);
  let digits = '';
  while (digits.length < length) {
    digits = DIGITS.charAt(Number(remaining % 62n)) + digits;
    remaining /= 62n;
  }
  return digits;
}

function fromBase62(digits: string): number {
  let value = 0;
  for (const digit of digits) value = value * 62 + DIGITS.indexOf(digit);
  return value;
}
