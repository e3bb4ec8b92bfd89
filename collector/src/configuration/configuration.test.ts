import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { aboutKey, Configuration, groups, keys } from './configuration.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../shared/docs/configuration.md'), 'utf8');
const documented = [...page.matchAll(/^\| `([a-z_]+)` \| `--([a-z-]+) <[^>]+>` \| `(TENKEN_[A-Z_]+)` \|/gm)];

test('every key is on the page, and every key on the page exists', () => {
  expect(documented.map(([, key = '']) => key).toSorted()).toEqual(
    Object.keys(Configuration.shape).toSorted(),
  );
  expect(documented.length).toBeGreaterThan(20);
});

test('flag and variable on the page are those of the key', () => {
  for (const [, key = '', flag, variable] of documented) {
    expect([flag, variable]).toEqual([key.replaceAll('_', '-'), `TENKEN_${key.toUpperCase()}`]);
  }
});

test('every key says what it is, and belongs to a group of the page', () => {
  for (const key of keys) {
    expect(aboutKey(key).text.length, key).toBeGreaterThan(10);
    expect(groups).toContain(aboutKey(key).group);
  }
});

test('no key holds a secret itself: what is secret is named by a file', () => {
  const secret = keys.filter((key) => /secret|password|key|token/.test(key));
  expect(secret.length).toBeGreaterThan(2);
  for (const key of secret) {
    expect(aboutKey(key).value, key).toMatch(/^(?:host=)?file$/);
    expect(aboutKey(key).isPath, key).toBe(true);
  }
});
