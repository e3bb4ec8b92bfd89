import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PackEntry } from '../../collector/src/pack/pack-entry.ts';
import { openPack } from '../../collector/src/pack/verify/open-pack.ts';
import { verifyPack } from '../../collector/src/pack/verify/verify-pack.ts';
import { whyNoTools } from '../support/pack-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { writeArchive } from '../support/zip-files.ts';

/** An archive as the writer makes it, of any names. @returns its path */
async function archive(entries: Iterable<PackEntry>): Promise<string> {
  const path = join(scratchFolder(), 'archive.zip');
  await writeArchive(path, async (zip) => {
    for (const entry of entries) await zip.add(entry);
  });
  return path;
}

const named = (...paths: string[]) => paths.map((path) => ({ path, bytes: Buffer.from(path) }));

test('names that leave the folder, hide what they are, or are one file twice are told and never unpacked', async () => {
  const unsafe = [
    '../../x',
    '/etc/x',
    'C:\\x',
    'a/../../x',
    'CON',
    'a/aux.txt',
    'x\u202Etxt.exe',
    'x.',
    'dir/',
    '',
  ];
  const path = await archive(named('good.txt', ...unsafe, 'Good.TXT', 'ｇｏｏｄ.txt', 'good.txt'));
  const opened = await openPack(path);
  expect([...opened.entries.keys()]).toEqual(['good.txt']);
  const codes = opened.faults.map(({ code }) => code);
  expect(codes.filter((code) => code === 'name-unsafe')).toHaveLength(unsafe.length);
  expect(codes.filter((code) => code === 'name-twice')).toHaveLength(3);
  opened.close();
  expect((await verifyPack(path)).ok).toBe(false);
});

test('sizes of a bomb are told before anything is unpacked', async () => {
  const path = await archive([{ path: 'bomb.txt', bytes: Buffer.alloc(1_000_000) }]);
  const bytes = readFileSync(path);
  // What the directory says of the unpacked size.
  bytes.writeUInt32LE(0xfff0_0000, bytes.indexOf('PK\u0001\u0002', 0, 'latin1') + 24);
  writeFileSync(path, bytes);
  const { faults } = await verifyPack(path);
  expect(faults.map(({ path: where, code }) => `${where} ${code}`)).toContain('bomb.txt too-large');
});

test('entries that share their bytes are told', async () => {
  const path = await archive(named('a.txt', 'b.txt'));
  const bytes = readFileSync(path);
  const directory = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, directory + 20);
  writeFileSync(path, bytes);
  expect((await verifyPack(path)).faults.map(({ code }) => code)).toContain('archive-altered');
});

test('what was cut off, has something before or behind it, or was packed again is told', async () => {
  const bytes = readFileSync(await archive(named('a.txt', 'b.txt')));
  const path = join(scratchFolder(), 'changed.zip');
  for (const changed of [
    Buffer.concat([Buffer.from('MZ'), bytes]),
    Buffer.concat([bytes, Buffer.from([0])]),
    bytes.subarray(0, -1),
  ]) {
    writeFileSync(path, changed);
    const verdict = await verifyPack(path).catch((error: unknown) => error);
    const isTold =
      (verdict as { ok?: boolean }).ok === false || (verdict as { code?: string }).code === 'pack-unreadable';
    expect(isTold, `${changed.length} of ${bytes.length}`).toBe(true);
  }
});

test('an archive with a pack of nothing says what is missing', async () => {
  const { ok, faults } = await verifyPack(await archive([]));
  expect(ok).toBe(false);
  expect(faults.filter(({ code }) => code === 'missing').map(({ path }) => path)).toEqual(
    expect.arrayContaining(['SHA256SUMS', 'SHA256SUMS.p7s', 'manifest.json']),
  );
});

const cannot = whyNoTools('unzip', 'python3');
if (cannot !== null) console.log(`other readers of zip are skipped: ${cannot}`);

describe.skipIf(cannot !== null)('other readers', () => {
  test('70,000 entries, streamed ones and empty ones are read by unzip and by Python', async () => {
    async function* streamed(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 50; index += 1) yield Buffer.alloc(10_000, index);
    }
    async function* nothing(): AsyncGenerator<Uint8Array> {}
    const many = Array.from({ length: 70_000 }, (_, index) => ({
      path: `evidence/${index}.json`,
      bytes: Buffer.from(`{"点検":${index}}`),
    }));
    const path = await archive([
      ...many,
      { path: '日本語/様02-06.txt', bytes: streamed() },
      { path: 'empty.txt', bytes: nothing() },
      { path: 'none.txt', bytes: Buffer.alloc(0) },
    ]);
    const tested = spawnSync('unzip', ['-tq', path], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    expect(tested.status, tested.stderr.toString()).toBe(0);
    const script =
      'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()), z.namelist()[-3], len(z.read("日本語/様02-06.txt")), z.infolist()[0].date_time)';
    const env = { ...process.env, PYTHONUTF8: '1' };
    const read = spawnSync('python3', ['-c', script, path], { env });
    expect(read.stdout.toString().trim()).toBe('None 70003 日本語/様02-06.txt 500000 (1980, 1, 1, 0, 0, 0)');
    const opened = await openPack(path);
    expect(opened.faults).toEqual([]);
    expect(opened.entries.size).toBe(70_003);
    opened.close();
  });
});
