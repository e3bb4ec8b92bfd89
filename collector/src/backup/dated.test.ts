import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { datedFolder, removeOldBackups } from './dated.ts';

test('a folder is named after the moment', () => {
  expect(datedFolder('/b', new Date('2026-11-22T00:30:05.999Z'))).toBe(join('/b', '20261122T003005Z'));
});

test('the oldest go, and nothing that is no dated, whole backup', () => {
  const parent = temporaryFolder();
  for (const name of ['20261120T000000Z', '20261121T000000Z', '20261122T000000Z', 'by-hand']) {
    mkdirSync(join(parent, name));
    writeFileSync(join(parent, name, 'manifest.json'), '{}');
  }
  mkdirSync(join(parent, '20261119T000000Z'));
  expect(removeOldBackups(parent, 2)).toEqual(['20261120T000000Z']);
  expect(removeOldBackups(parent, 0)).toEqual(['20261121T000000Z']);
  expect(readdirSync(parent).toSorted()).toEqual(['20261119T000000Z', '20261122T000000Z', 'by-hand']);
});
