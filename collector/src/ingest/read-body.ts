import { isAscii } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { checkJsonShape } from './check-json-shape.ts';
import type { JsonShape } from './check-json-shape.ts';
import { checkJsonValue } from './check-json-value.ts';
import { Refusal } from './refusal.ts';
import { bodyLimits } from '../limits/limits.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });
/** A small report may hold little but repetitions. */
const smallBytes = 16 * 1024;
/** The unpacker keeps its last piece for long (see `letHeapGrow`); fewer and longer pieces are hardly quicker. */
const pieceBytes = 4 * 1024;

/**
 * Canonical JSON as it came: objects and arrays in it need not be spelled again.
 */
export type PlainText = Pick<JsonShape, 'members' | 'elements'> & { bytes: Buffer };

export type ReadBody = {
  json: unknown;
  /** Its keys come in canonical order: JSON.stringify spells each part as canonical JSON does. */
  isSorted: boolean;
  /** Null where the text is not canonical. */
  plain: PlainText | null;
};

/**
 * Unpacks and parses a body within limits that hold before anything is built from it.
 *
 * @throws {Refusal} 400 or 413 with what to do
 */
export function readBody(packed: Buffer, encoding: 'gzip' | 'identity'): ReadBody {
  const bytes = encoding === 'gzip' ? unpack(packed) : packed;
  const { keys, isPlain, members, elements } = checkJsonShape(bytes);
  let json: unknown;
  try {
    json = JSON.parse(isAscii(bytes) ? bytes.toString('latin1') : decoder.decode(bytes));
  } catch {
    throw new Refusal(
      400,
      'body-not-json',
      'The body is not UTF-8 JSON. Send one report as JSON, packed with gzip.',
    );
  }
  // UTF-8 holds no half of a pair, and without escapes nothing else can name one.
  const isSorted = checkJsonValue(json, keys, isPlain);
  return { json, isSorted, plain: isPlain && isSorted ? { bytes, members, elements } : null };
}

/** How long a body of so many packed bytes may be at most. */
export function mayUnpackTo(packedBytes: number): number {
  const { bodyBytes, bodyRatio } = bodyLimits;
  return Math.min(bodyBytes, Math.max(smallBytes, packedBytes * bodyRatio));
}

function unpack(packed: Buffer): Buffer {
  const limit = mayUnpackTo(packed.length);
  try {
    const options = {
      maxOutputLength: limit,
      rejectGarbageAfterEnd: true,
      chunkSize: pieceBytes,
    };
    return gunzipSync(packed, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Refusal(
        413,
        'body-too-large',
        `The body unpacks to more than ${limit} bytes. Split the scan into fewer kinds of evidence.`,
      );
    }
    throw new Refusal(
      400,
      'body-not-gzip',
      'The body is not one whole gzip member, which Content-Encoding says it is. Pack the report once and send all of it.',
    );
  }
}
