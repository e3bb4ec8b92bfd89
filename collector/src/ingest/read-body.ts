import { gunzipSync } from 'node:zlib';
import { maxReportBytes } from '@tenken/shared';
import { checkJsonShape } from './check-json-shape.ts';
import { checkJsonValue } from './check-json-value.ts';
import { Refusal } from './refusal.ts';

/** Largest packed body that is read at all. */
export const maxPackedBytes = 64 * 1024;
/** A report packs about 8 to 1; what packs far better is no report. */
const maxRatio = 40;
const smallBytes = 16 * 1024;

/**
 * Unpacks and parses a body within limits that hold before anything is built from it.
 *
 * @throws {Refusal} 400 or 413 with what to do
 */
export function readBody(packed: Buffer, encoding: 'gzip' | 'identity'): { bytes: Buffer; json: unknown } {
  const bytes = encoding === 'gzip' ? unpack(packed) : packed;
  const keys = checkJsonShape(bytes);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(
      400,
      'body-not-json',
      'The body is not UTF-8 JSON. Send one report as JSON, packed with gzip.',
    );
  }
  checkJsonValue(json, keys);
  return { bytes, json };
}

function unpack(packed: Buffer): Buffer {
  const limit = Math.min(maxReportBytes, Math.max(smallBytes, packed.length * maxRatio));
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
