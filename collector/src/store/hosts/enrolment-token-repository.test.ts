import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsPattern } from './enrolment-token-repository.ts';

test.each([
  ['web-01', 'web-01', true],
  ['WEB-01', 'web-01', true],
  ['web-01', 'web-*', true],
  ['web-01.city.lg.jp', 'web-*.lg.jp', true],
  ['db-01', 'web-*', false],
  ['web-01', 'web', false],
  ['aXa', 'a*a', true],
  ['a', 'a*a', false],
  ['web-01', '*', true],
  ['', '*', true],
  ['abcabc', 'a*c*bc', true],
  ['abc', 'a*c*bc', false],
])('%s and %s: %s', (name, pattern, fits) => {
  expect(fitsPattern(name, pattern)).toBe(fits);
});

test('says what the same pattern as a regular expression says, in linear time', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), letters, (name, pattern) => {
      const expression = new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`);
      expect(fitsPattern(name, pattern)).toBe(expression.test(name));
    }),
  );
});
