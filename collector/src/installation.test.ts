import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationOf } from './installation.ts';
import { temporaryFolder } from './testing.ts';

test('a package is told from a folder with sources, such as this one', () => {
  const folder = temporaryFolder();
  expect(installationOf(folder)).toBe('checkout');
  writeFileSync(join(folder, 'build.json'), '{}');
  expect(installationOf(folder)).toBe('package');
  expect(installationOf()).toBe('checkout');
});
