import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import { hashBytes, idBytes } from './compact-statement.ts';
import type { CompactStatement } from './compact-statement.ts';
import { signatureNumbers, signatureText } from './compact-signature.ts';

/** A report as it lies in a pack: what differs from its neighbours. */
export type PackedReport = Omit<CompactStatement, 'shape'> & { receivedAt: number; signature: string };

/** What all reports of a pack have in common. */
export type PackBase = { hashes: Buffer; kinds: number };

const columns = ['numbers', 'kept', 'steps', 'durations', 'changes', 'signatures'] as const;

/**
 * Reports of one host, one behind another, by columns: each of them is deflated by itself, because a code that fits all
 * of them fits none. Times that a host did not read anew are told apart from the others, which are the time of the one
 * before and how long it took, nearly.
 */
export function writeChunk(reports: readonly PackedReport[], base: PackBase): Buffer {
  const to = Object.fromEntries(columns.map((name) => [name, new ByteWriter()])) as Record<
    (typeof columns)[number],
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
    const changed = changedHashes(base.hashes, report.hashes);
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
  chunk.number(reports.length);
  for (const name of columns) chunk.part(shorter(to[name].taken()));
  return chunk.taken();
}

/** @param ids of all reports of the pack, read up to this chunk @throws {Error} for bytes that are no chunk */
export function readChunk(bytes: ByteReader, base: PackBase, ids: ByteReader): PackedReport[] {
  const count = bytes.number();
  const from = Object.fromEntries(
    columns.map((name) => [name, new ByteReader(longer(bytes.part()))]),
  ) as Record<(typeof columns)[number], ByteReader>;
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
    const hashes = Buffer.from(base.hashes);
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

export function changedHashes(base: Buffer, hashes: Buffer): number[] {
  if (base.equals(hashes)) return [];
  const places = Array.from({ length: hashes.length / hashBytes }, (_, at) => at);
  return places.filter((at) => {
    const [from, to] = [at * hashBytes, (at + 1) * hashBytes];
    return base.compare(hashes, from, to, from, to) !== 0;
  });
}

function hashIn(hashes: Buffer, at: number): Buffer {
  return hashes.subarray(at * hashBytes, (at + 1) * hashBytes);
}

/** What is random is not made shorter by it. */
function shorter(bytes: Buffer): Buffer {
  const deflated = deflateRawSync(bytes);
  const isWorth = deflated.length < bytes.length;
  return Buffer.concat([Buffer.from([isWorth ? 1 : 0]), isWorth ? deflated : bytes]);
}

function longer(bytes: Buffer): Buffer {
  const rest = bytes.subarray(1);
  return bytes[0] === 1 ? inflateRawSync(rest) : rest;
}
