// The canonical text of an address or a network.
import { isIPv4, isIPv6 } from 'node:net';

/** The bytes before the IPv4 address in an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2). */
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/**
 * The canonical text of an IPv4 or IPv6 address, or of a network with a prefix length: no bit of the host is set, and IPv6
 * is written as RFC 5952 says.
 *
 * @returns undefined for a text that is no address, and for an IPv4-mapped IPv6 address, which is written as IPv4
 */
export function canonicalCidr(text: string): string | undefined {
  const [, address = '', digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bytes = bytesOf(address);
  if (bytes === undefined || isMapped(bytes)) return undefined;
  if (digits === undefined) return textOf(bytes);
  const prefix = Number(digits);
  return prefix <= bytes.length * 8 ? `${textOf(networkOf(bytes, prefix))}/${prefix}` : undefined;
}

function bytesOf(address: string): readonly number[] | undefined {
  if (isIPv4(address)) return address.split('.').map(Number);
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const [head = '', tail] = hostOf(address).split('::');
  const groupsOf = (part = '') => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 255]);
}

function textOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  return hostOf(groups.map((group) => group.toString(16)).join(':'));
}

/** URLs have IPv6 addresses in the form of RFC 5952 (https://url.spec.whatwg.org/#concept-ipv6-serializer). */
function hostOf(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function isMapped(bytes: readonly number[]): boolean {
  return bytes.length === 16 && MAPPED_PREFIX.every((byte, index) => bytes[index] === byte);
}

function networkOf(bytes: readonly number[], prefix: number): readonly number[] {
  return bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, prefix - 8 * index))) & 0xff);
}
