import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from '../../shared/domain/addresses.ts';
import { canonicalCidr } from '../../shared/domain/canonical-cidr.ts';

describe('an address is allowed', () => {
  it.for([
    ['203.0.113.7', ['203.0.113.7'], true],
    ['203.0.113.7', ['203.0.113.0/24'], true],
    ['203.0.114.7', ['203.0.113.0/24'], false],
    ['203.0.113.7', ['0.0.0.0/0'], true],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:DB8:0::1', ['2001:db8::1'], true],
    ['2001:db9::1', ['2001:db8::/32'], false],
    ['2001:db8::1', ['0.0.0.0/0'], false],
    ['203.0.113.7', ['::/0'], false],
    ['::ffff:203.0.113.7', ['203.0.113.0/24'], true],
    ['::FFFF:203.0.113.7', ['203.0.113.7'], true],
    ['::ffff:203.0.113.7', ['::/0'], false],
    // An IPv4-mapped address in the other forms that RFC 4291 allows.
    ['::ffff:cb00:7107', ['203.0.113.0/24'], true],
    ['::FFFF:CB00:7107', ['203.0.113.7'], true],
    ['0:0:0:0:0:ffff:203.0.113.7', ['203.0.113.0/24'], true],
    ['0000:0000:0000:0000:0000:ffff:cb00:7107', ['203.0.113.0/24'], true],
    ['::ffff:cb00:7207', ['203.0.113.0/24'], false],
    ['::ffff:cb00:7107', ['::/0'], false],
    ['::ffff:a00:1', ['10.0.0.0/8', '::/0'], true],
    // Addresses that only look like mapped ones: IPv4-compatible, NAT64 and 6to4.
    ['::203.0.113.7', ['203.0.113.0/24'], false],
    ['64:ff9b::203.0.113.7', ['203.0.113.0/24'], false],
    ['2002:cb00:7107::', ['203.0.113.0/24'], false],
    ['::ffff:0:203.0.113.7', ['203.0.113.0/24'], false],
    // An address without a mask is one address.
    ['203.0.113.8', ['203.0.113.7'], false],
    ['203.0.113.7', ['203.0.113.7/32'], true],
    ['203.0.113.8', ['203.0.113.7/32'], false],
    ['2001:db8::2', ['2001:db8::1'], false],
    ['2001:db8::2', ['2001:db8::1/128'], false],
    // Overlapping networks: the union is allowed, in any order.
    ['10.1.2.3', ['10.0.0.0/8', '10.1.0.0/16'], true],
    ['10.2.2.3', ['10.1.0.0/16', '10.0.0.0/8'], true],
    ['10.2.2.3', ['10.1.0.0/16', '10.1.2.0/24'], false],
    ['255.255.255.255', ['0.0.0.0/1', '128.0.0.0/1'], true],
    ['0.0.0.0', ['0.0.0.0/32'], true],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['8000::/1'], true],
    ['7fff::1', ['8000::/1'], false],
    // A zone names an interface, which is no part of the address.
    ['fe80::1%eth0', ['fe80::/10'], true],
    ['fe80::1%eth0', ['2001:db8::/32'], false],
    // No leading zeros, which some programs read as octal: 010.0.0.1 is 8.0.0.1.
    ['010.0.0.1', ['10.0.0.0/8', '8.0.0.0/8', '0.0.0.0/0'], false],
    ['0x0a.0.0.1', ['0.0.0.0/0'], false],
    ['167772161', ['0.0.0.0/0'], false],
    ['10.0.0.1, 203.0.113.7', ['0.0.0.0/0'], false],
    [' 203.0.113.7', ['0.0.0.0/0'], false],
    ['[::1]', ['::/0'], false],
    ['203.0.113.7', ['2001:db8::/32', '203.0.113.0/24'], true],
    ['', [], true],
    ['', ['0.0.0.0/0', '::/0'], false],
    ['unknown', ['0.0.0.0/0', '::/0'], false],
    ['203.0.113.7:443', ['203.0.113.7'], false],
  ] as const)('%s by %j: %s', ([source, cidrs, allowed]) => {
    expect(isAllowedAddress(cidrs, source)).toBe(allowed);
  });
});

describe('the canonical text', () => {
  it.for([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['203.0.113.255/25', '203.0.113.128/25'],
    ['10.20.30.40/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:1::', '2001:db8:0:0:1::'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::', '::'],
    ['1:2:3:4:5:6:7:8/127', '1:2:3:4:5:6:7:8/127'],
    ['1:2:3:4:5:6:7:9/127', '1:2:3:4:5:6:7:8/127'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
    ['::ffff:203.0.113.7', undefined],
    ['::ffff:cb00:7107', undefined],
    ['::ffff:0:0/96', undefined],
    ['010.0.0.1', undefined],
    ['203.0.113.7/', undefined],
    ['203.0.113.7/-1', undefined],
    ['203.0.113.7/24/24', undefined],
    [' 203.0.113.7', undefined],
    ['[::1]', undefined],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['2001:DB8::/128', '2001:db8::/128'],
    ['2001:0db8::00ff', '2001:db8::ff'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['0:0:0:0:0:ffff:10.0.0.1', undefined],
    ['::FFFF:10.0.0.1', undefined],
    ['::ffff:10.0.0.1/128', undefined],
    ['fe80::1%eth0', undefined],
    ['fe80::%1/64', undefined],
    ['fe80::1%25eth0', undefined],
    ['10.0.0.01', undefined],
    ['00001::', undefined],
    ['0x0a.0.0.1', undefined],
    ['167772161', undefined],
    ['10.1', undefined],
    ['10.0.0.0/8 ', undefined],
    ['10.0.0.0/+8', undefined],
    ['10.0.0.0/8.0', undefined],
    ['10.0.0.0/255.0.0.0', undefined],
    ['10.0.0.0\u2044' + '8', undefined],
    ['１０.0.0.1', undefined],
    ['10.0.0.1\n', undefined],
  ] as const)('of %s is %s', ([text, canonical]) => {
    expect(canonicalCidr(text)).toBe(canonical);
  });
});
