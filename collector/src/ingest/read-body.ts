import { gunzipSync } from 'node:zlib';
import { checkJsonShape } from './check-json-shape.ts';
import { checkJsonValue } from './check-json-value.ts';
import { Refusal } from './refusal.ts';
import { bodyLimits } from '../limits/limits.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });
/** A small report may hold little but repetitions. */
const smallBytes = 16 * 1024;

/**
 * Unpacks and parses a body within limits that hold before anything is built from it.
 *
 * @returns `isSorted`: its keys come in canonical order
 * @throws {Refusal} 400 or 413 with what to do
 */
export function readBody(
  packed: Buffer,
  encoding: 'gzip' | 'identity',
): { json: unknown; isSorted: boolean } {
  const bytes = encoding === 'gzip' ? unpack(packed) : packed;
  const keys = checkJsonShape(bytes);
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new Refusal(
      400,
      'body-not-json',
      'The body is not UTF-8 JSON. Send one report as JSON, packed with gzip.',
    );
  }
  return { json, isSorted: checkJsonValue(json, keys) };
}

/** How long a body of so many packed bytes may be at most. */
export function mayUnpackTo(packedBytes: number): number {
  const { bodyBytes, bodyRatio } = bodyLimits;
  return Math.min(bodyBytes, Math.max(smallBytes, packedBytes * bodyRatio));
}

function unpack(packed: Buffer): Buffer {
  const limit = mayUnpackTo(packed.length);
  try {
    return gunzipSync(packed, { maxOutputLength: limit, rejectGarbageAfterEnd: true });
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
