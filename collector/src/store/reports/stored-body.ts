import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { canonicalJson } from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import {
  compactMark,
  isCompact,
  partsOf,
  readCompact,
  statementText,
  writeCompact,
} from './compact-statement.ts';
import type { CompactStatement } from './compact-statement.ts';

/**
 * A compressor takes 268 kB to set up, and what it saves on a small text is less than a hundred bytes: five of them
 * for each report kept V8 busy with collecting them.
 */
const worthPackingBytes = 512;

/** The one block of a deflate stream that is stored as it is, RFC 1951 section 3.2.4: last, type 0, then the length twice. */
const storedHeaderBytes = 5;
const storedAndLast = 1;

/** JSON as it lies in a table: canonical, a raw deflate stream. @param value a text or its bytes are canonical already */
export function deflated(value: unknown): Buffer {
  const text = Buffer.isBuffer(value)
    ? value
    : Buffer.from(typeof value === 'string' ? value : canonicalJson(value));
  if (text.length > worthPackingBytes) return deflateRawSync(text);
  const stored = Buffer.allocUnsafe(storedHeaderBytes + text.length);
  stored.writeUInt8(storedAndLast, 0);
  stored.writeUInt16LE(text.length, 1);
  stored.writeUInt16LE(0xffff - text.length, 3);
  text.copy(stored, storedHeaderBytes);
  return stored;
}

/** @throws {Error} for what is neither */
export function inflated(packed: Buffer): string {
  if (packed[0] === compactMark) return statementText(readCompact(packed));
  const text = packed[0] === storedAndLast ? packed.subarray(storedHeaderBytes) : inflateRawSync(packed);
  return text.toString('utf8');
}

/** A statement as it lies in a table, so that `inflated` gives the signed text back. */
export function keptStatement(
  statement: Statement,
  canonical: string,
  parts: CompactStatement = partsOf(statement),
): Buffer {
  return isCompact(statement) ? writeCompact(parts) : deflated(canonical);
}

/** @throws {Error} for what is no statement */
export function partsOfKept(kept: Buffer): CompactStatement {
  return kept[0] === compactMark ? readCompact(kept) : partsOf(JSON.parse(inflated(kept)) as Statement);
}
