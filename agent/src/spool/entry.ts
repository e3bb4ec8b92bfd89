import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalJson, Scan, sha256 } from '@tenken/shared';
import * as z from 'zod/mini';

/**
 * A numbered scan that waits to be sent. It is signed when it leaves: by then the key may be a renewed one, and the
 * statement says when it was sent.
 */
export const SpooledReport = z.strictObject({
  hostId: z.uuid(),
  reportId: z.uuid(),
  sequence: z.int().check(z.minimum(1)),
  scan: Scan,
});
export type SpooledReport = z.infer<typeof SpooledReport>;

/** What a file's name says, so that an order and a choice need no reading. */
export type EntryName = { file: string; sequence: number; spooledAtMs: number; digest: string };

const pattern = /^(\d{16})-(\d{15})-([0-9a-f]{16})\.report$/;
/** Sixteen times the largest body that a collector takes. */
const maxUnpackedBytes = 4 * 1024 * 1024;

export function entryName(report: SpooledReport, spooledAtMs: number): EntryName {
  // Equal for reports with the same evidence, whenever it was read.
  const digest = sha256(report.scan.evidence.map((one) => `${one.body.kind} ${one.sha256}\n`).join('')).slice(
    0,
    16,
  );
  const sequence = String(report.sequence).padStart(16, '0');
  const file = `${sequence}-${String(Math.max(0, spooledAtMs)).padStart(15, '0')}-${digest}.report`;
  return { file, sequence: report.sequence, spooledAtMs, digest };
}

/** @returns null for any other file */
export function parseEntryName(file: string): EntryName | null {
  const [, sequence, spooledAtMs, digest = ''] = pattern.exec(file) ?? [];
  if (sequence === undefined) return null;
  return { file, sequence: Number(sequence), spooledAtMs: Number(spooledAtMs), digest };
}

export function packEntry(report: SpooledReport): Buffer {
  return gzipSync(canonicalJson(report));
}

/** @throws {Error} when the bytes are not one whole report */
export function unpackEntry(bytes: Buffer): SpooledReport {
  return SpooledReport.parse(
    JSON.parse(gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes }).toString('utf8')),
  );
}
