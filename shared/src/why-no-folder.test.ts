import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { whyNoFolder } from './why-no-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenken-why-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failure(path: string): unknown {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    return error;
  }
  throw new Error(`${path} was made`);
}

test.each(['file', 'file/below', 'file/below/deep'])('%s: a file is said to be one', (name) => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const path = join(folder, name);
  expect(whyNoFolder(path, failure(path))).toBe(`${file} is a file, not a folder`);
});

test.runIf(process.getuid?.() !== 0 && process.platform !== 'win32')(
  'a folder of somebody else is said to be one',
  () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    const path = join(closed, 'a', 'b');
    expect(whyNoFolder(path, failure(path))).toBe(`this user may not write to ${closed}`);
  },
);

test('what is not known better keeps the words of the system', () => {
  expect(whyNoFolder(join(folder, 'a', 'b'), new Error('ENOSPC: no space left on device, mkdir'))).toBe(
    'ENOSPC: no space left on device, mkdir',
  );
});
