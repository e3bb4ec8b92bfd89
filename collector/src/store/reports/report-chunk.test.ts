import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ByteReader } from './byte-writer.ts';
import { signatureText } from './compact-signature.ts';
import { changedHashes, readChunk, writeChunk } from './report-chunk.ts';
import type { PackedReport } from './report-chunk.ts';
import { ReportPack } from './report-pack.ts';

const start = Date.UTC(2026, 10, 1);
const hourMs = 3_600_000;
const hashOf = (text: string) => createHash('sha256').update(text).digest();
const hashesOf = (...bodies: string[]) => Buffer.concat(bodies.map(hashOf));

/** Three kinds read an hour after those of the report before, and one that never is. */
function hourly(sequence: number, hashes: Buffer): PackedReport {
  const at = start + sequence * hourMs;
  return {
    reportId: Buffer.alloc(16, sequence),
    sequence,
    receivedAt: at,
    sentAt: at - 5,
    scannedAt: at - 1000,
    hashes,
    collectedAt: [at - 900, at - 800, at - 700, start],
    durationMs: [3, 2, 1, 0],
    signature: signatureText(Buffer.concat([Buffer.alloc(32, sequence), Buffer.alloc(32, sequence + 1)])),
  };
}

const turning = [1, 2, 3].map((sequence) =>
  hourly(sequence, hashesOf('steady', `turn ${sequence}`, sequence === 2 ? 'b' : 'a', 'rare')),
);

test('reports come out of a chunk as they went in, whatever of their evidence has changed', () => {
  const base = { hashes: hashesOf('one', 'two', 'three', 'four'), kinds: 4 };
  const lastBit = Buffer.from(turning[2]?.hashes ?? []);
  lastBit[127] = (lastBit[127] ?? 0) ^ 1;
  const reports = [...turning, hourly(4, lastBit), hourly(5, base.hashes), hourly(6, base.hashes)];
  const ids = Buffer.concat(reports.map(({ reportId }) => reportId));
  const chunk = writeChunk(reports, base);
  expect(readChunk(new ByteReader(chunk), base, new ByteReader(ids))).toEqual(reports);
});

test('hashes that differ are found by their places, in whichever byte they differ', () => {
  const hashes = randomBytes(4 * 32);
  for (let byte = 0; byte < hashes.length; byte += 1) {
    const other = Buffer.from(hashes);
    other[byte] = (other[byte] ?? 0) ^ 0x80;
    expect(changedHashes(hashes, other)).toEqual([Math.floor(byte / 32)]);
  }
  expect(changedHashes(hashes, Buffer.from(hashes))).toEqual([]);
});

test('what has changed once is said once, however many reports come after it', () => {
  const count = 64;
  const reports = Array.from({ length: count }, (_, at) =>
    hourly(at + 1, hashesOf('a', 'b', at === 0 ? 'c' : 'changed', 'd')),
  );
  const base = { hashes: reports[0]?.hashes ?? Buffer.alloc(0), kinds: 4 };
  const still = reports.map((report) => ({ ...report, hashes: base.hashes }));
  expect(writeChunk(reports, base).length - writeChunk(still, base).length).toBeLessThan(64);
});

/** Everything that is read changes each time, as nowhere but in a test. */
function changing(sequence: number, kinds: number): PackedReport {
  return {
    ...hourly(sequence, randomBytes(kinds * 32)),
    collectedAt: Array.from({ length: kinds }, (_, at) => start + sequence * hourMs + at),
    durationMs: Array.from({ length: kinds }, () => sequence * 1000),
  };
}

test('a chunk holds as many reports as are packed at once, of as many kinds as a report may have', () => {
  const kinds = 200;
  const reports = Array.from({ length: 128 }, (_, at) => changing(at + 1, kinds));
  const base = { hashes: reports[0]?.hashes ?? Buffer.alloc(0), kinds };
  const ids = Buffer.concat(reports.map(({ reportId }) => reportId));
  const chunk = writeChunk(reports, base);
  expect(readChunk(new ByteReader(chunk), base, new ByteReader(ids))).toEqual(reports);
});

test('a pack takes reports until it is long, also where all evidence changes each time', () => {
  const kinds = 50;
  const like = { shape: '{"kinds":[]}', hashes: changing(1, kinds).hashes, fingerprint: 'key' };
  const pack = ReportPack.begin(like);
  let sequence = 0;
  while (pack.takes({ ...like, hashes: changing(1, kinds).hashes }, 0)) {
    pack.add([1, 2, 3, 4].map((step) => changing(sequence + step, kinds)));
    sequence += 4;
  }
  const { body } = pack.row('host');
  expect(body.length).toBeGreaterThan(16 * 1024);
  expect(body.length).toBeLessThan(24 * 1024);
  expect(pack.reports().map((report) => report.sequence)).toEqual(
    Array.from({ length: sequence }, (_, at) => at + 1),
  );
});

test('packs are read that say of each report how its evidence differs from that of the first', () => {
  // As they were written before chunks said it of the report before; those stay in databases for as long as their month.
  const ids = 'AQEBAQEBAQEBAQEBAQEBAQICAgICAgICAgICAgICAgIDAwMDAwMDAwMDAwMDAwMD';
  const body =
    'KKtWysgvLlGyUqpQ0lHKzsxLKVayilZKVNJRSlLSUUpW0lFKUYqtBQCAAVfh8EezC9rcS4SxgGH68woN09WDNsvJHI3SimtvSSfpDW+PUy0OIURPVuCluXLcAawuHH5qXWnEgvMLNueUIZLKl4ESyhu9yvrCMbOaI9xNp4bv+BR8TnK5gHeFr+5Iu1AnDBLAhss2Fq1/e5gZlYm3u48YHf0Nbb+Ie0saJVLAAxQBY2y49e3kpgzOo/yMDbu2MyPRAAkBY2AAA0YQBgASATvEeITxGGP7+u3Mh8AsCAkACwADAgEAAwIBAwIBZwAAAgE83RFY+O5uFV0fmrOuRaR+BZ54t3lAVFf2LkApUmQVaQI+I+gWADlZSjOJT2Vk4bE0i716AIjULErLc+6u1ZwAnQEBPQA+KvZrCXc/eW5S5ay61VJ/sQUmw08lzt/cibE218YVAWNgJACYCAAGQgqYCQAGQgpYCAAA';
  const pack = ReportPack.from({
    first_sequence: 1,
    last_sequence: 3,
    first_received_at: start + hourMs,
    last_received_at: start + 3 * hourMs,
    fingerprint: 'key',
    sha256: '33aaaabda37a88d017cf6a7ac0762959672dafce23a960e5b45927bedf93edb7',
    report_ids: Buffer.from(ids, 'base64'),
    body: Buffer.from(body, 'base64'),
  });
  expect(pack.reports()).toEqual(turning);
  // One that grows holds chunks of both kinds.
  pack.add([hourly(4, hashesOf('steady', 'turn 4', 'b', 'rare'))]);
  expect(pack.reports().slice(0, 3)).toEqual(turning);
  expect(pack.reports()[3]?.hashes).toEqual(hashesOf('steady', 'turn 4', 'b', 'rare'));
});
