// The addresses that a credential may be used from (R15).
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** The maximum number of addresses and networks of a credential. */
export const MAX_CIDRS = 20;

/** How an IPv6 socket states the address of an IPv4 client (RFC 4291, section 2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * Whether the address is in one of the networks. An address that cannot be read is in none.
 *
 * @param cidrs - As `canonicalCidr` returns them; any address is allowed if there is none.
 */
export function isAllowedAddress(cidrs: readonly string[], source: string): boolean {
  if (cidrs.length === 0) return true;
  const address = source.replace(MAPPED, '');
  const [isOfFamily, family, bits] = isIPv4(address)
    ? ([isIPv4, 'ipv4', 32] as const)
    : ([isIPv6, 'ipv6', 128] as const);
  if (!isOfFamily(address)) return false;
  // The list has networks of one version of IP, because `BlockList` compares IPv4 addresses with IPv6 networks as well.
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', prefix = bits] = cidr.split('/');
    if (isOfFamily(network)) list.addSubnet(network, Number(prefix), family);
  }
  return list.check(address, family);
}
