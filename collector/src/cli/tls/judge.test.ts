import { tlsProfileIds } from '@tenken/controls';
import { expect, test } from 'vitest';
import { judgeContext } from './judge.ts';

const now = new Date('2026-11-22T00:00:00Z');

test.each(tlsProfileIds)('%s has a level for those who name none', (profile) => {
  const level = profile.startsWith('ipa') ? 'recommended' : 'intermediate';
  expect(judgeContext({ profile, now }).level).toBe(level);
});

test('a level of another profile is refused, with those that there are', () => {
  expect(() => judgeContext({ profile: 'mozilla-6.0', level: 'recommended', now })).toThrow(
    'It has: modern, intermediate.',
  );
});
