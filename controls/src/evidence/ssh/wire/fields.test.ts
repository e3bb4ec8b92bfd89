import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FieldReader, mpint, string } from './fields.ts';

// RFC 4251 section 5 gives these.
test.each([
  ['00000000', 0],
  ['0000000809a378f9b2e332a7', 60],
  ['000000020080', 8],
])('reads the number %s', (hex, bits) => {
  expect(new FieldReader(Buffer.from(hex, 'hex')).bitLength()).toBe(bits);
});

test('a negative number is refused', () => {
  expect(() => new FieldReader(Buffer.from('00000002edcc', 'hex')).bitLength()).toThrow('negative');
});

test('numbers come back with their length in bits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 2048n }), (value) => {
      const hex = value.toString(16);
      const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
      return new FieldReader(mpint(bytes)).bitLength() === value.toString(2).length;
    }),
  );
});

test.each([
  ['', []],
  ['zlib,none', ['zlib', 'none']],
])('reads the list "%s"', (text, names) => {
  expect(new FieldReader(string(text)).nameList()).toEqual(names);
});

test.each(['a,,b', ',', 'x'.repeat(65), 'a\nb', 'ä', Array.from({ length: 201 }, () => 'a').join(',')])(
  'refuses the list "%s"',
  (text) => {
    expect(() => new FieldReader(string(text)).nameList()).toThrow(/SSH/);
  },
);

test('a length beyond the end is refused', () => {
  expect(() => new FieldReader(Buffer.from('ffffffff61', 'hex')).string()).toThrow('where 1 are left');
});
