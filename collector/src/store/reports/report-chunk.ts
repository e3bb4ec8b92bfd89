import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ZlibOptions } from 'node:zlib';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import { hashBytes, idBytes } from './compact-statement.ts';
import type { CompactStatement } from './compact-statement.ts';
import { signatureNumbers, signatureText } from './compact-signature.ts';

/** A report as it lies in a pack: what differs from its neighbours. */
export type PackedReport = Omit<CompactStatement, 'shape'> & { receivedAt: number; signature: string };

/** What all reports of a pack have in common: how many kinds, and the hashes that the first one of each chunk differs from. */
export type PackBase = { hashes: Buffer; kinds: number };

const columns = ['numbers', 'kept', 'steps', 'durations', 'changes', 'signatures'] as const;
type Column = (typeof columns)[number];

/** Most columns come out shorter. */
const pieceBytes = 1024;

/** No chunk is empty: where the number of its reports is 0, it follows, and hashes are told by the report before. */
const hashesByTheOneBefore = 0;

/**
 * Reports of one host, one behind another, by columns: each of them is deflated by itself, because a code that fits all
 * of them fits none. Times that a host did not read anew are told apart from the others, which are the time of the one
 * before and how long it took, nearly.
 */
export function writeChunk(reports: readonly PackedReport[], base: PackBase): Buffer {
  const to = Object.fromEntries(columns.map((name) => [name, new ByteWriter()])) as Record<
    Column,
    ByteWriter
  >;
  let before: PackedReport | null = null;
  for (const report of reports) {
    to.numbers.number(report.sequence - (before?.sequence ?? 0));
    to.numbers.step(report.receivedAt - (before?.receivedAt ?? 0));
    to.numbers.step(report.sentAt - report.receivedAt);
    to.numbers.step(report.scannedAt - report.sentAt);
    let last = report.scannedAt;
    for (let at = 0; at < base.kinds; at += 1) {
      const [collected = 0, duration = 0] = [report.collectedAt[at], report.durationMs[at]];
      const isKept = before?.collectedAt[at] === collected && before.durationMs[at] === duration;
      to.kept.number(isKept ? 1 : 0);
      if (isKept) continue;
      to.steps.step(collected - last - duration);
      to.durations.number(duration);
      last = collected;
    }
    const changed = changedHashes((before ?? base).hashes, report.hashes);
    to.changes.number(changed.length);
    for (const at of changed) {
      to.changes.number(at);
      to.changes.bytes(hashIn(report.hashes, at));
    }
    const numbers = signatureNumbers(report.signature);
    to.signatures.part(numbers === null ? Buffer.from(report.signature) : Buffer.alloc(0));
    if (numbers) to.signatures.bytes(numbers);
    before = report;
  }
  const chunk = new ByteWriter();
  chunk.number(hashesByTheOneBefore);
  chunk.number(reports.length);
  for (const name of columns) {
    const column = to[name].taken();
    chunk.part(name === 'signatures' ? asItIs(column) : shorter(column));
  }
  return chunk.taken();
}

/** @param ids of all reports of the pack, read up to this chunk @throws {Error} for bytes that are no chunk */
export function readChunk(bytes: ByteReader, base: PackBase, ids: ByteReader): PackedReport[] {
  const first = bytes.number();
  const isByTheOneBefore = first === hashesByTheOneBefore;
  const count = isByTheOneBefore ? bytes.number() : first;
  const from = Object.fromEntries(
    columns.map((name) => [name, new ByteReader(longer(bytes.part()))]),
  ) as Record<Column, ByteReader>;
  const reports: PackedReport[] = [];
  let before: PackedReport | null = null;
  while (reports.length < count) {
    const reportId = ids.bytes(idBytes);
    const sequence: number = (before?.sequence ?? 0) + from.numbers.number();
    const receivedAt: number = (before?.receivedAt ?? 0) + from.numbers.step();
    const sentAt = receivedAt + from.numbers.step();
    const scannedAt = sentAt + from.numbers.step();
    const [collectedAt, durationMs]: [number[], number[]] = [[], []];
    let last = scannedAt;
    for (let at = 0; at < base.kinds; at += 1) {
      if (from.kept.number() === 1) {
        collectedAt.push(before?.collectedAt[at] ?? 0);
        durationMs.push(before?.durationMs[at] ?? 0);
        continue;
      }
      const duration = from.durations.number();
      last += from.steps.step() + duration;
      collectedAt.push(last);
      durationMs.push(duration);
    }
    const hashes: Buffer = Buffer.from((isByTheOneBefore && before ? before : base).hashes);
    for (let changed = from.changes.number(); changed > 0; changed -= 1) {
      const at = from.changes.number();
      from.changes.bytes(hashBytes).copy(hashes, at * hashBytes);
    }
    const text = from.signatures.part().toString();
    const signature = text === '' ? signatureText(from.signatures.bytes(64)) : text;
    before = {
      reportId,
      sequence,
      receivedAt,
      sentAt,
      scannedAt,
      collectedAt,
      durationMs,
      hashes,
      signature,
    };
    reports.push(before);
  }
  return reports;
}

/** Places of the hashes that differ; both hold the same number of them. */
export function changedHashes(base: Buffer, hashes: Buffer): number[] {
  const changed: number[] = [];
  for (let at = 0; at < hashes.length; at += hashBytes) {
    for (let byte = at; byte < at + hashBytes; byte += 1) {
      if (base[byte] === hashes[byte]) continue;
      changed.push(at / hashBytes);
      break;
    }
  }
  return changed;
}

function hashIn(hashes: Buffer, at: number): Buffer {
  return hashes.subarray(at * hashBytes, (at + 1) * hashBytes);
}

/** A compressor takes 268 kB to set up where it is not told how little it has to look at. */
function sizesFor(length: number): ZlibOptions {
  const bits = Math.ceil(Math.log2(length + 1));
  return {
    windowBits: Math.min(15, Math.max(9, bits)),
    memLevel: Math.min(8, Math.max(1, bits - 6)),
    chunkSize: pieceBytes,
  };
}

function shorter(bytes: Buffer): Buffer {
  const deflated = deflateRawSync(bytes, sizesFor(bytes.length));
  return deflated.length < bytes.length ? Buffer.concat([Buffer.from([1]), deflated]) : asItIs(bytes);
}

/** What is random is not made shorter by deflating it. */
function asItIs(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0]), bytes]);
}

function longer(bytes: Buffer): Buffer {
  const rest = bytes.subarray(1);
  return bytes[0] === 1 ? inflateRawSync(rest, { chunkSize: pieceBytes }) : rest;
}
