import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { canonicalJson } from '@tenken/shared';
import type { EvidenceBody } from '@tenken/shared';

/**
 * A compressor takes 268 kB to set up, and what it saves on a small body is less than a hundred bytes: five of them
 * for each report kept V8 busy with collecting them.
 */
const worthPackingBytes = 512;

/** The one block of a deflate stream that is stored as it is, RFC 1951 section 3.2.4: last, type 0, then the length twice. */
const storedHeaderBytes = 5;
const storedAndLast = 1;

/** Canonical JSON as a raw deflate stream. */
export function packBody(body: EvidenceBody): Buffer {
  const text = Buffer.from(canonicalJson(body));
  if (text.length > worthPackingBytes) return deflateRawSync(text);
  const stored = Buffer.allocUnsafe(storedHeaderBytes + text.length);
  stored.writeUInt8(storedAndLast, 0);
  stored.writeUInt16LE(text.length, 1);
  stored.writeUInt16LE(0xffff - text.length, 3);
  text.copy(stored, storedHeaderBytes);
  return stored;
}

export function unpackBody(packed: Buffer): EvidenceBody {
  const text = packed[0] === storedAndLast ? packed.subarray(storedHeaderBytes) : inflateRawSync(packed);
  return JSON.parse(text.toString('utf8')) as EvidenceBody;
}
