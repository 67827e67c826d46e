// The addresses that a credential may be used from (R15).
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** The maximum number of addresses and networks of a credential. */
export const MAX_CIDRS = 20;

/** How an IPv6 socket states the address of an IPv4 client (RFC 4291, section 2.5.5.2). */
const MAPPED = /* @__PURE__ */ (() => {
  const list = new BlockList();
  list.addSubnet('::ffff:0:0', 96, 'ipv6');
  return list;
})();

/**
 * Whether the address is in one of the networks. An address that cannot be read is in none.
 *
 * @param cidrs - As `canonicalCidr` returns them; any address is allowed if there is none.
 */
export function isAllowedAddress(cidrs: readonly string[], source: string): boolean {
  if (cidrs.length === 0) return true;
  const form = formOf(source);
  if (form === undefined) return false;
  const isOfIPv4 = form === 'ipv4' || MAPPED.check(source, form);
  const [isOfFamily, family, bits] = isOfIPv4 ? ([isIPv4, 'ipv4', 32] as const) : ([isIPv6, 'ipv6', 128] as const);
  // The list has networks of one version of IP, because `BlockList` compares IPv4 addresses with IPv6 networks as well.
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', prefix = bits] = cidr.split('/');
    if (isOfFamily(network)) list.addSubnet(network, Number(prefix), family);
  }
  // The list recognizes a mapped address in each of its forms.
  return list.check(source, form);
}

function formOf(source: string): 'ipv4' | 'ipv6' | undefined {
  if (isIPv4(source)) return 'ipv4';
  return isIPv6(source) ? 'ipv6' : undefined;
}
