import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sha256 } from '@tenken/shared';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import { hashBytes, idBytes, idOf, idText, isPlainId, statementText } from './compact-statement.ts';
import { readChunk, writeChunk } from './report-chunk.ts';
import type { PackedReport } from './report-chunk.ts';
import type { ReportPackRow } from '../schema.ts';

/** A counted report of a host with what it signed, however it lies in the database. */
export type HeldReport = {
  reportId: string;
  sequence: number;
  receivedAt: number;
  scannedAt: number;
  signed: SignedText;
};

/** What a host signed. */
export type SignedText = {
  /** Of the certificate whose key signed. */
  fingerprint: string;
  /** Base64 of the DER. */
  signature: string;
  /** The canonical text. */
  statement: () => string;
};

/** More of them take longer to be read one by one; fewer say again more often what they have in common. */
const mostInPack = 128;
/** A pack is written anew with what is added to it: one that is this long stays as it is. */
const longEnoughBytes = 16 * 1024;

type Place = Pick<PackedReport, 'sequence' | 'receivedAt'>;

type PackShape = { shape: string; hashes: Buffer; fingerprint: string };

/** Reports of one host that say nearly the same, signed with the key of one certificate. */
export class ReportPack {
  readonly #base: PackShape;
  #ids: Buffer;
  #body: Buffer;
  #first: Place | null;
  #last: Place | null;

  private constructor(base: PackShape, ids: Buffer, body: Buffer, first: Place | null, last: Place | null) {
    this.#base = base;
    this.#ids = ids;
    this.#body = body;
    this.#first = first;
    this.#last = last;
  }

  static begin(base: PackShape): ReportPack {
    const head = new ByteWriter();
    head.part(deflateRawSync(base.shape));
    head.part(base.hashes);
    return new ReportPack(base, Buffer.alloc(0), head.taken(), null, null);
  }

  /** @throws {Error} for what is no pack, or not as it was written */
  static from(row: Omit<ReportPackRow, 'host_id' | 'reports'>): ReportPack {
    if (!isWhole(row)) {
      throw new RangeError('a pack is not as it was written');
    }
    const { shape, hashes } = readHead(row.body).head;
    return new ReportPack(
      { shape, hashes, fingerprint: row.fingerprint },
      row.report_ids,
      row.body,
      { sequence: row.first_sequence, receivedAt: row.first_received_at },
      { sequence: row.last_sequence, receivedAt: row.last_received_at },
    );
  }

  /** null for one that is damaged: it stays as it is, for who looks for damage. */
  static ifWhole(row: Omit<ReportPackRow, 'host_id' | 'reports'>): ReportPack | null {
    return isWhole(row) ? ReportPack.from(row) : null;
  }

  get size(): number {
    return this.#ids.length / idBytes;
  }

  /** Whether a report is like these, and there is room for it besides so many. */
  takes({ shape, hashes, fingerprint }: PackShape, besides: number): boolean {
    return (
      this.size + besides < mostInPack &&
      this.#body.length < longEnoughBytes &&
      shape === this.#base.shape &&
      fingerprint === this.#base.fingerprint &&
      hashes.length === this.#base.hashes.length
    );
  }

  /** @throws {Error} when they would not come out again as they are */
  add(reports: readonly PackedReport[]): void {
    const base = this.#packBase();
    const chunk = writeChunk(reports, base);
    const ids = Buffer.concat(reports.map(({ reportId }) => reportId));
    const again = readChunk(new ByteReader(chunk), base, new ByteReader(ids));
    if (!reports.every((report, at) => isSame(report, again[at]))) {
      throw new Error('a pack would not hold what was put into it');
    }
    this.#ids = Buffer.concat([this.#ids, ids]);
    this.#body = Buffer.concat([this.#body, chunk]);
    this.#first ??= reports[0] ?? null;
    this.#last = reports.at(-1) ?? this.#last;
  }

  /** In the order of their numbers. */
  reports(): PackedReport[] {
    const { reader } = readHead(this.#body);
    const ids = new ByteReader(this.#ids);
    const found: PackedReport[] = [];
    while (!reader.isAtEnd) found.push(...readChunk(reader, this.#packBase(), ids));
    return found;
  }

  held(): HeldReport[] {
    const { shape, fingerprint } = this.#base;
    return this.reports().map((report) => ({
      reportId: idText(report.reportId),
      sequence: report.sequence,
      receivedAt: report.receivedAt,
      scannedAt: report.scannedAt,
      signed: {
        fingerprint,
        signature: report.signature,
        statement: () => statementText({ ...report, shape }),
      },
    }));
  }

  row(hostId: string): ReportPackRow {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last) throw new RangeError('a pack without reports');
    return {
      host_id: hostId,
      first_sequence: first.sequence,
      last_sequence: last.sequence,
      first_received_at: first.receivedAt,
      last_received_at: last.receivedAt,
      reports: this.size,
      fingerprint: this.#base.fingerprint,
      sha256: hashOf(this.#ids, this.#body),
      report_ids: this.#ids,
      body: this.#body,
    };
  }

  /** The same without some of them; null when none is left. */
  without(isGone: (report: PackedReport) => boolean): ReportPack | null {
    const left = this.reports().filter((report) => !isGone(report));
    if (left.length === 0) return null;
    const pack = ReportPack.begin(this.#base);
    pack.add(left);
    return pack;
  }

  #packBase() {
    const { hashes } = this.#base;
    return { hashes, kinds: hashes.length / hashBytes };
  }
}

/** Whether a pack may hold a report, by the ids that stand beside it. */
export function placeOfId(ids: Buffer, reportId: string): number {
  if (!isPlainId(reportId)) return -1;
  const wanted = idOf(reportId);
  for (let at = ids.indexOf(wanted); at !== -1; at = ids.indexOf(wanted, at + 1)) {
    if (at % idBytes === 0) return at / idBytes;
  }
  return -1;
}

function readHead(body: Buffer) {
  const reader = new ByteReader(body);
  const shape = inflateRawSync(reader.part()).toString();
  const hashes = reader.part();
  return { head: { shape, hashes }, reader };
}

function isWhole(row: Pick<ReportPackRow, 'report_ids' | 'body' | 'sha256'>): boolean {
  return hashOf(row.report_ids, row.body) === row.sha256;
}

function hashOf(ids: Buffer, body: Buffer): string {
  return sha256(Buffer.concat([ids, body]));
}

function isSame(one: PackedReport, other: PackedReport | undefined): boolean {
  return (
    other !== undefined &&
    one.reportId.equals(other.reportId) &&
    one.sequence === other.sequence &&
    one.receivedAt === other.receivedAt &&
    one.sentAt === other.sentAt &&
    one.scannedAt === other.scannedAt &&
    one.hashes.equals(other.hashes) &&
    isSameRow(one.collectedAt, other.collectedAt) &&
    isSameRow(one.durationMs, other.durationMs) &&
    one.signature === other.signature
  );
}

function isSameRow(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
