import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { builtName, parseData, readDataFile } from './data-file.ts';

const sources = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tenken-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what is built says what every data file says', () => {
  execFileSync(process.execPath, [
    join(import.meta.dirname, '../../scripts/build.ts'),
    join(folder, 'built'),
  ]);
  const files = globSync('**/*.yaml', { cwd: sources });
  expect(files.length).toBeGreaterThan(5);
  for (const path of files) {
    const source = readFileSync(join(sources, path));
    const built: unknown = JSON.parse(readFileSync(join(folder, 'built', builtName(source)), 'utf8'));
    expect(built, path).toStrictEqual(parseData(source.toString('utf8')));
  }
});

test('what was built of another source is not taken', () => {
  const source = join(folder, 'source.yaml');
  writeFileSync(source, 'day: 2026-04\n');
  writeFileSync(join(folder, builtName(readFileSync(source))), '{"day":"of the build"}');
  expect(readDataFile(source, folder)).toEqual({ day: 'of the build' });
  writeFileSync(source, 'day: 2026-05\n');
  expect(readDataFile(source, folder)).toEqual({ day: '2026-05' });
});
