import { bodyLimits } from '../limits/limits.ts';
import { Refusal } from './refusal.ts';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;

const {
  bodyDepth: maxDepth,
  bodyKeys: maxKeys,
  bodyValues: maxValues,
  bodyTextBytes: maxTextBytes,
} = bodyLimits;

/**
 * One pass over the bytes before JSON.parse: nesting and the numbers of keys and values are what makes the
 * rest dear.
 *
 * @returns the number of keys
 * @throws {Refusal} 400
 */
export function checkJsonShape(bytes: Uint8Array): number {
  let depth = 0;
  let keys = 0;
  let values = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      index = endOfString(bytes, index);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) {
        throw new Refusal(
          400,
          'body-too-deep',
          `The body nests deeper than ${maxDepth} levels. Nest it less.`,
        );
      }
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    } else if (byte === comma) {
      values += 1;
    } else if (byte === colon) {
      keys += 1;
      if (keys > maxKeys) {
        throw new Refusal(
          400,
          'body-too-many-keys',
          `The body has more than ${maxKeys} keys. Split the scan into fewer kinds of evidence.`,
        );
      }
    }
    if (values > maxValues) {
      throw new Refusal(
        400,
        'body-too-many-values',
        `The body has more than ${maxValues} values. Split the scan into fewer kinds of evidence.`,
      );
    }
  }
  return keys;
}

function endOfString(bytes: Uint8Array, start: number): number {
  const last = Math.min(bytes.length, start + maxTextBytes + 2);
  for (let index = start + 1; index < last; index += 1) {
    if (bytes[index] === backslash) index += 1;
    else if (bytes[index] === quote) return index;
  }
  if (last === bytes.length) return last;
  throw new Refusal(
    400,
    'body-text-too-long',
    `A text in the body is longer than ${maxTextBytes} bytes. Split it or leave it out.`,
  );
}
