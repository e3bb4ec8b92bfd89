import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SortedOnDisk } from './sorted-on-disk.ts';

function opened(): SortedOnDisk {
  const folder = mkdtempSync(join(tmpdir(), 'sorted-'));
  const sorted = new SortedOnDisk(join(folder, 'index.db'));
  onTestFinished(() => {
    sorted.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return sorted;
}

const end = '000000000001';

test('each key once, by its bytes, with the value that came first', () => {
  const sorted = opened();
  for (const [key, value] of [
    ['b', '1'],
    ['\u{10000}', '2'],
    ['\uFFFD', '3'],
    ['a', '4'],
    ['b', '5'],
  ] as const) {
    sorted.add('one', key, value);
  }
  sorted.add('other', 'b', '6');
  expect([...sorted.entries('one')]).toEqual([
    { key: 'a', value: '4' },
    { key: 'b', value: '1' },
    { key: '\uFFFD', value: '3' },
    { key: '\u{10000}', value: '2' },
  ]);
  expect([...sorted.entries('other')]).toEqual([{ key: 'b', value: '6' }]);
});

test('keys that are alike where a look tells most apart are all kept', () => {
  const sorted = opened();
  const keys = Array.from({ length: 2000 }, (_, index) => {
    const number = String(index).padStart(4, '0');
    return `${number}-${end} ${number}-${end}`;
  });
  for (const key of [...keys, ...keys]) sorted.add('statement', key);
  expect(Array.from(sorted.entries('statement'), ({ key }) => key)).toEqual(keys);
});

test('more keys than are remembered, again and again', () => {
  const sorted = opened();
  const keys = Array.from({ length: 70_000 }, (_, index) => `host-${String(index).padStart(6, '0')}`);
  for (let round = 0; round < 2; round += 1) for (const key of keys) sorted.add('host', key);
  expect(Array.from(sorted.entries('host'), ({ key }) => key)).toEqual(keys);
});
