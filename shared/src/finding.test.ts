import { expect, test } from 'vitest';
import { rollUp } from './finding.ts';

test('fail > error > unknown > not-checked > pass > not-applicable', () => {
  expect(rollUp(['pass', 'unknown', 'error', 'fail'])).toBe('fail');
  expect(rollUp(['pass', 'unknown', 'error'])).toBe('error');
  expect(rollUp(['not-checked', 'unknown', 'pass'])).toBe('unknown');
  expect(rollUp(['not-checked', 'pass'])).toBe('not-checked');
  expect(rollUp(['not-applicable', 'pass'])).toBe('pass');
  expect(rollUp(['not-applicable'])).toBe('not-applicable');
});

test('nothing looked at is unknown, never pass', () => {
  expect(rollUp([])).toBe('unknown');
});
