import { canonicalJson, isOfTheAttempt, sha256 } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import { ByteReader, ByteWriter } from './byte-writer.ts';

/**
 * A statement in parts: what a host says in every report (`shape`, canonical JSON), the hashes of its evidence, and
 * what is new each time. Together they give the signed text back, byte for byte.
 */
export type CompactStatement = {
  shape: string;
  reportId: Buffer;
  sequence: number;
  /** Milliseconds since 1970, by the host's clock; so are the other times. */
  sentAt: number;
  scannedAt: number;
  /** Of 32 bytes each, in the order of the kinds. */
  hashes: Buffer;
  collectedAt: readonly number[];
  durationMs: readonly number[];
};

/** No deflate stream begins with it: its lowest bits are those of the type of block that is reserved, RFC 1951 section 3.2.3. */
export const compactMark = 0x07;

export const hashBytes = 32;
export const idBytes = 16;
const plainId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns null for one that other software has spelled in another way than the product's own: it is kept as it is */
export function compactStatement(statement: Statement): CompactStatement | null {
  return isCompact(statement) ? partsOf(statement) : null;
}

/** Whether its parts give the signed text back. */
export function isCompact({ evidence, reportId, sentAt, scannedAt }: Statement): boolean {
  return (
    isPlainId(reportId) &&
    isPlainTime(sentAt) &&
    isPlainTime(scannedAt) &&
    evidence.every(({ collectedAt }) => isPlainTime(collectedAt))
  );
}

/** What a statement says, whichever way it is spelled. */
export function partsOf(statement: Statement): CompactStatement {
  const { evidence, reportId, sequence, sentAt, scannedAt, ...same } = statement;
  return {
    shape: canonicalJson({ ...same, kinds: evidence.map(({ kind }) => kind) }),
    reportId: idOf(reportId),
    sequence,
    sentAt: Date.parse(sentAt),
    scannedAt: Date.parse(scannedAt),
    hashes: Buffer.from(evidence.map(({ sha256: hash }) => hash).join(''), 'hex'),
    collectedAt: evidence.map(({ collectedAt }) => Date.parse(collectedAt)),
    durationMs: evidence.map(({ durationMs }) => durationMs),
  };
}

/** In the order of the hashes. */
export function kindsOf({ shape }: Pick<CompactStatement, 'shape'>): readonly string[] {
  return (JSON.parse(shape) as { kinds: string[] }).kinds;
}

/** `2026-11-21T00:00:00.000Z`, as `Date` writes it: the same again from its milliseconds. */
function isPlainTime(text: string): boolean {
  return text.length === 24 && text.endsWith('Z');
}

/** An id that 16 bytes stand for. */
export function isPlainId(reportId: string): boolean {
  return plainId.test(reportId);
}

export function idOf(reportId: string): Buffer {
  return Buffer.from(reportId.replaceAll('-', ''), 'hex');
}

/** As it is written in a statement. */
export function idText(id: Buffer): string {
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The canonical text that the host signed. */
export function statementText(compact: CompactStatement): string {
  return textOf(compact, () => true);
}

/** Equal for every attempt to send one report: the hash that `contentHash` computes. */
export function compactContentHash(compact: CompactStatement): string {
  return sha256(textOf(compact, (key) => !isOfTheAttempt(key)));
}

/** Put together from members that are spelled already: packs spell thousands of statements of one shape. */
function textOf(compact: CompactStatement, isWanted: (key: string) => boolean): string {
  const { members, kinds } = membersOf(compact.shape);
  const iso = isoTimes();
  const hashes = compact.hashes.toString('hex');
  let evidence = '';
  for (const [at, kind] of kinds.entries()) {
    const [collectedAt, duration] = [iso(compact.collectedAt[at]), compact.durationMs[at]];
    const hash = hashes.slice(2 * at * hashBytes, 2 * (at + 1) * hashBytes);
    evidence += `${at === 0 ? '' : ','}{"collectedAt":"${collectedAt}","durationMs":${duration},"kind":${kind},"sha256":"${hash}"}`;
  }
  const spelled = new Map([
    ...members,
    ['evidence', `[${evidence}]`],
    ['reportId', `"${idText(compact.reportId)}"`],
    ['scannedAt', `"${iso(compact.scannedAt)}"`],
    ['sentAt', `"${iso(compact.sentAt)}"`],
    ['sequence', `${compact.sequence}`],
  ]);
  const wanted = [...spelled.keys()].filter(isWanted).toSorted();
  return `{${wanted.map((key) => `"${key}":${spelled.get(key)}`).join(',')}}`;
}

/**
 * Spells times as `Date` does. A scan reads many kinds within a second, and `Date` takes as long for each as all the rest
 * of a statement takes.
 *
 * @throws {RangeError} for what is no time
 */
function isoTimes(): (ms: number | undefined) => string {
  let known = { second: Number.NaN, text: '' };
  return (ms = Number.NaN) => {
    const second = Math.floor(ms / 1000);
    if (second !== known.second) known = { second, text: new Date(second * 1000).toISOString().slice(0, -4) };
    return `${known.text}${String(ms - second * 1000).padStart(3, '0')}Z`;
  };
}

type Members = { members: ReadonlyMap<string, string>; kinds: readonly string[] };

let lastMembers: { shape: string; of: Members } | null = null;

function membersOf(shape: string): Members {
  if (lastMembers?.shape === shape) return lastMembers.of;
  const { kinds, ...same } = JSON.parse(shape) as { kinds: string[] } & Record<string, unknown>;
  const of = {
    members: new Map(Object.entries(same).map(([key, member]) => [key, canonicalJson(member)])),
    kinds: kinds.map((kind) => canonicalJson(kind)),
  };
  lastMembers = { shape, of };
  return of;
}

/** Lower-case hexadecimal. */
export function hashAt(hashes: Buffer, at: number): string {
  return hashes.toString('hex', at * hashBytes, (at + 1) * hashBytes);
}

export function writeCompact(compact: CompactStatement): Buffer {
  const writer = new ByteWriter();
  writer.number(compactMark);
  writer.part(Buffer.from(compact.shape));
  writer.bytes(compact.reportId);
  writer.number(compact.sequence);
  writer.step(compact.sentAt);
  writer.step(compact.scannedAt - compact.sentAt);
  writer.part(compact.hashes);
  let before = compact.scannedAt;
  for (const [at, collected] of compact.collectedAt.entries()) {
    writer.step(collected - before);
    writer.number(compact.durationMs[at] ?? 0);
    before = collected;
  }
  return writer.taken();
}

/** @throws {RangeError} for bytes that are no statement */
export function readCompact(bytes: Buffer): CompactStatement {
  const reader = new ByteReader(bytes);
  if (reader.number() !== compactMark) throw new RangeError('this is no statement in parts');
  const shape = reader.part().toString();
  const reportId = reader.bytes(idBytes);
  const sequence = reader.number();
  const sentAt = reader.step();
  const scannedAt = sentAt + reader.step();
  const hashes = reader.part();
  const [collectedAt, durationMs]: [number[], number[]] = [[], []];
  let before = scannedAt;
  while (!reader.isAtEnd) {
    before += reader.step();
    collectedAt.push(before);
    durationMs.push(reader.number());
  }
  if (hashes.length !== collectedAt.length * hashBytes) throw new RangeError('a statement is cut off');
  return { shape, reportId, sequence, sentAt, scannedAt, hashes, collectedAt, durationMs };
}
