import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detachedSignature } from '../../collector/src/pack/cms.ts';
import { layout } from '../../collector/src/pack/layout.ts';
import { manifestText } from '../../collector/src/pack/manifest.ts';
import type { PackEntry, WrittenFile } from '../../collector/src/pack/pack-entry.ts';
import { openPack } from '../../collector/src/pack/verify/open-pack.ts';
import { verifyPack } from '../../collector/src/pack/verify/verify-pack.ts';
import { signedAt } from '../support/assessment-record.ts';
import { exportTest } from '../support/pack-files.ts';
import { seededRandom } from '../support/random.ts';
import { sharedAssessment } from '../support/shared-pack.ts';
import { writeArchive } from '../support/zip-files.ts';

const shared = sharedAssessment();
const { folder } = shared;

/** A pack of a few small files, with every kind of record that an archive has. */
async function smallPack(): Promise<string> {
  const { record, signer } = shared.assessment;
  async function* streamed(): AsyncGenerator<string> {
    yield '番号,結果\r\n';
    yield '1,〇\r\n';
  }
  const entries: PackEntry[] = [
    { path: layout.readme, bytes: Buffer.from('点検\n'.repeat(20)) },
    { path: 'forms/様02-06.csv', bytes: streamed() },
    { path: 'forms/empty.txt', bytes: Buffer.alloc(0) },
    { path: layout.authorities, bytes: Buffer.from(signer.authorities) },
  ];
  const path = join(folder, 'small.zip');
  await writeArchive(path, async (zip) => {
    const written: WrittenFile[] = [];
    for (const entry of entries) written.push(await zip.add(entry));
    written.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    const manifest = Buffer.from([...manifestText(record, written)].join(''));
    written.push(await zip.add({ path: layout.manifest, bytes: manifest }));
    written.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    const sums = Buffer.from(written.map(({ path: name, sha256 }) => `${sha256}  ${name}\n`).join(''));
    await zip.add({ path: layout.sums, bytes: sums });
    await zip.add({ path: layout.signature, bytes: detachedSignature(sums, signer, signedAt) });
  });
  return path;
}

type Region = { name: string; from: number; to: number };

/** What belongs to each file: its header, data and descriptor, and its record in the directory. */
async function regionsOf(path: string): Promise<Region[]> {
  const opened = await openPack(path);
  const entries = [...opened.entries];
  const bytes = readFileSync(path);
  const directory = bytes.readUInt32LE(bytes.length - 83 - 22 + 16);
  let record = directory;
  const regions = entries.flatMap(([name, entry], index) => {
    const next = entries[index + 1]?.[1].relativeOffsetOfLocalHeader ?? directory;
    const from = record;
    record += 46 + Buffer.byteLength(name);
    return [
      { name, from: entry.relativeOffsetOfLocalHeader, to: next },
      { name, from, to: record },
    ];
  });
  opened.close();
  return regions;
}

async function checkFlip(bytes: Buffer, place: number, mask: number, regions: readonly Region[]) {
  const copy = join(folder, 'flipped.zip');
  const flipped = Buffer.from(bytes);
  flipped[place] = (flipped[place] ?? 0) ^ mask;
  writeFileSync(copy, flipped);
  const about = `byte ${place}, mask ${mask}`;
  const { ok, faults } = await verifyPack(copy);
  expect(ok, about).toBe(false);
  const hit = regions.find(({ from, to }) => place >= from && place < to);
  const named = faults.map(({ path }) => path);
  expect(named, `${about}, in ${hit?.name ?? 'the end'}`).toContain(hit?.name ?? '.');
}

test('every byte of a small pack: whatever is changed is noticed, and the file is named', async () => {
  const pack = await smallPack();
  expect((await verifyPack(pack)).faults).toEqual([]);
  const bytes = readFileSync(pack);
  const regions = await regionsOf(pack);
  expect(regions).toHaveLength(14);
  for (let place = 0; place < bytes.length; place += 1) {
    // One bit, each of the eight in turn, or all of them.
    await checkFlip(bytes, place, place % 9 === 8 ? 0xff : 1 << (place % 9), regions);
  }
}, 300_000);

test('a whole pack: bytes here and there', { timeout: 120_000 }, async () => {
  const pack = join(folder, 'pack.zip');
  await exportTest(shared.assessment, pack);
  const bytes = readFileSync(pack);
  const regions = await regionsOf(pack);
  const random = seededRandom(20_261_121);
  for (let times = 0; times < 40; times += 1) {
    const place = Math.floor(random() * bytes.length);
    await checkFlip(bytes, place, 1 << (times % 8), regions);
  }
  expect(regions.length).toBeGreaterThan(200);
});
