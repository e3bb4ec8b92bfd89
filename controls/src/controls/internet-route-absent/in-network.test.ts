import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDeclared } from './in-network.ts';

test.each([
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.1.0.0/16', true],
  ['10.2.2.3', '10.1.0.0/16', false],
  ['10.1.2.3', '0.0.0.0/0', false],
  ['fe80::1%eth0', 'fe80::/10', true],
  ['2001:db8::1', '2001:db8:0:0:0:0:0:1', true],
  ['2001:db8::1', '10.0.0.0/8', false],
  ['10.1.2.3', 'gateway', false],
])('%s in %s: %s', (address, declared, expected) => {
  expect(isDeclared(address, [declared])).toBe(expected);
});

test('any text is declared or not', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.ipV6(), fc.ipV4()),
      fc.oneof(fc.string(), fc.ipV6()),
      (address, entry) => {
        expect(typeof isDeclared(address, [entry])).toBe('boolean');
      },
    ),
  );
});
