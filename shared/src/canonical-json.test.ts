import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, sha256 } from './canonical-json.ts';

test('sorts keys by code unit at every level and keeps the order of lists', () => {
  expect(canonicalJson({ b: [{ z: 1, a: 2 }], a: null, B: true })).toBe(
    '{"B":true,"a":null,"b":[{"a":2,"z":1}]}',
  );
});

test('writes numbers as ECMAScript does, minus zero as zero', () => {
  expect(canonicalJson([1e21, 0.1, -0, 1e-7, 333333333.5])).toBe('[1e+21,0.1,0,1e-7,333333333.5]');
});

test('drops undefined members, as JSON.stringify does', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, 1n, Symbol('s')])(
  'refuses %o',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  },
);

test('means the same value, and does not depend on the order in which keys were set', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const wellFormed = JSON.parse(JSON.stringify(value).toWellFormed()) as unknown;
      const text = safely(wellFormed);
      if (text === null) return;
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(wellFormed)));
      expect(canonicalJson(reversed(wellFormed))).toBe(text);
    }),
  );
});

test('hashes as sha256sum does', () => {
  expect(sha256('点検')).toBe(sha256(Buffer.from('点検', 'utf8')));
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

function safely(value: unknown): string | null {
  try {
    return canonicalJson(value);
  } catch {
    return null;
  }
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
