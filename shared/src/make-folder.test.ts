import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'tenken-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('makes every folder of a path for its owner alone, and is content with one that is there', () => {
  makeFolder(join(root, 'a', 'b', 'c'));
  makeFolder(join(root, 'a', 'b', 'c'));
  expect(readdirSync(join(root, 'a', 'b'))).toEqual(['c']);
  if (process.platform !== 'win32') expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
});

test('says so when something is no folder', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file'))).toThrow('is a file, not a folder');
  expect(() => makeFolder(join(root, 'file', 'below'))).toThrow(/ENOTDIR/);
});

test.runIf(process.platform === 'linux')('comes back where nothing can be made', () => {
  expect(() => makeFolder('/proc/tenken/below')).toThrow(/ENOENT|EACCES|EPERM/);
});
