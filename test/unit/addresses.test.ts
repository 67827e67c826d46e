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
  ] as const)('of %s is %s', ([text, canonical]) => {
    expect(canonicalCidr(text)).toBe(canonical);
  });
});
