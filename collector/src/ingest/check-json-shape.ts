import { bodyLimits } from '../limits/limits.ts';
import { Refusal } from './refusal.ts';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const minus = 0x2d;

const {
  bodyDepth: maxDepth,
  bodyKeys: maxKeys,
  bodyValues: maxValues,
  bodyTextBytes: maxTextBytes,
} = bodyLimits;

export type JsonShape = {
  /** How many keys there are in the text. */
  keys: number;
  /**
   * Whether everything but the order of keys is spelled as canonical JSON spells it: no white space, no escapes, and of
   * numbers only whole ones of at most 15 digits.
   */
  isPlain: boolean;
  /**
   * In plain text: where members of the outermost object begin and end that are objects or arrays, and where objects in
   * these do.
   */
  members: Span[];
  elements: Span[];
};

/** Places of the first byte, and of the one behind the last. */
export type Span = { from: number; to: number };

/**
 * One pass over the bytes before JSON.parse: nesting and the numbers of keys and values are what makes the
 * rest dear.
 *
 * @throws {Refusal} 400
 */
export function checkJsonShape(bytes: Uint8Array): JsonShape {
  let depth = 0;
  let keys = 0;
  let values = 0;
  let isPlain = !bytes.includes(backslash);
  const [members, elements]: [Span[], Span[]] = [[], []];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      index = endOfString(bytes, index);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      values += 1;
      if (isPlain && depth === 2) members.push({ from: index, to: index });
      else if (isPlain && depth === 3 && byte === 0x7b) elements.push({ from: index, to: index });
      if (depth > maxDepth) {
        throw new Refusal(
          400,
          'body-too-deep',
          `The body nests deeper than ${maxDepth} levels. Nest it less.`,
        );
      }
    } else if (byte === 0x7d || byte === 0x5d) {
      const closed =
        depth === 2 ? members.at(-1) : depth === 3 && byte === 0x7d ? elements.at(-1) : undefined;
      if (closed) closed.to = index + 1;
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
    } else if (isNumberStart(byte)) {
      const end = endOfDigits(bytes, index);
      isPlain &&= isPlainNumber(bytes, index, end);
      index = end - 1;
    } else if (isPlain && !isLetter(byte)) {
      isPlain = false;
    }
    if (values > maxValues) {
      throw new Refusal(
        400,
        'body-too-many-values',
        `The body has more than ${maxValues} values. Split the scan into fewer kinds of evidence.`,
      );
    }
  }
  return { keys, isPlain, members, elements };
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

function isNumberStart(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || byte === minus);
}

/** Of `true`, `false` and `null`. */
function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let index = start + 1;
  for (let byte = bytes[index]; byte !== undefined && byte >= 0x30 && byte <= 0x39; byte = bytes[index]) {
    index += 1;
  }
  return index;
}

/** Larger ones are spelled in another way, or lose their last digits; `-0` is spelled `0`. */
function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const next = bytes[end];
  const isWhole = next === comma || next === 0x5d || next === 0x7d;
  const isMinusZero = bytes[start] === minus && bytes[start + 1] === 0x30;
  return isWhole && !isMinusZero && end - start <= 15;
}
