// Recognizes addresses of the public internet. A host name of an issuer is chosen by someone else, and could resolve to an
// address that only this machine reaches: a private network, or the metadata of the machine.
import { BlockList, isIP, isIPv4 } from 'node:net';

// There is one list for each version of IP, because `BlockList` compares IPv4 addresses with IPv6 networks as well.
const RESERVED_IPV4 = blockListOf('ipv4', [
  // https://www.iana.org/assignments/iana-ipv4-special-registry
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast and reserved addresses, and broadcast.
  ['224.0.0.0', 3],
]);

/** The only addresses that are assigned to hosts of the public internet (RFC 4291, section 2.4). */
const GLOBAL_IPV6 = blockListOf('ipv6', [['2000::', 3]]);
const RESERVED_IPV6 = blockListOf('ipv6', [
  // https://www.iana.org/assignments/iana-ipv6-special-registry
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

function blockListOf(family: 'ipv4' | 'ipv6', networks: readonly (readonly [network: string, prefix: number])[]) {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}

/**
 * Returns whether the address is one of the public internet. IPv6 addresses that contain an IPv4 address (RFC 4291, section
 * 2.5.5; RFC 6052; RFC 3056) and those with a zone are not.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !RESERVED_IPV4.check(address, 'ipv4');
  if (isIP(address) === 0 || address.includes('%')) return false;
  return GLOBAL_IPV6.check(address, 'ipv6') && !RESERVED_IPV6.check(address, 'ipv6');
}

/** Returns whether the address is one of this machine. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}
