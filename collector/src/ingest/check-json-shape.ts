import { Refusal } from './refusal.ts';

/** A TLS endpoint with its ciphers is the deepest thing in a report: 13 levels. */
const maxDepth = 16;
const maxKeys = 20_000;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/**
 * One pass over the bytes before JSON.parse: nesting and the number of keys are what makes parsing dear.
 *
 * @returns the number of keys
 * @throws {Refusal} 400
 */
export function checkJsonShape(bytes: Uint8Array): number {
  let depth = 0;
  let keys = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      index = endOfString(bytes, index);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > maxDepth) {
        throw new Refusal(
          400,
          'body-too-deep',
          `The body nests deeper than ${maxDepth} levels. Nest it less.`,
        );
      }
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
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
  }
  return keys;
}

function endOfString(bytes: Uint8Array, start: number): number {
  for (let index = start + 1; index < bytes.length; index += 1) {
    if (bytes[index] === backslash) index += 1;
    else if (bytes[index] === quote) return index;
  }
  return bytes.length;
}
