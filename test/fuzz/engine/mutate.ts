const oddNumbers = [0, -1, 1, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 1e308];
const oddTexts = [
  '',
  '\0',
  '\n',
  '\r\n',
  '\t',
  '  ',
  '"',
  '\\',
  '\u{202e}',
  '＝',
  '\ud800',
  '%s',
  '../',
  '-',
  '__proto__',
];

/** What mutation needs of a seeded source of chance. */
export class Chance {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }
}

/**
 * One input made from another one by a few small changes: bits, bytes, pieces copied, cut or taken from `other`,
 * words that the code looks for, and numbers at the edges.
 */
export function mutated(
  input: Buffer,
  other: Buffer,
  words: readonly string[],
  chance: Chance,
  maxBytes: number,
): Buffer {
  let bytes: Buffer = Buffer.from(input);
  for (let changes = 1 + chance.below(4); changes > 0; changes -= 1) {
    bytes = changed(bytes, other, words, chance);
  }
  return bytes.subarray(0, maxBytes);
}

function changed(bytes: Buffer, other: Buffer, words: readonly string[], chance: Chance): Buffer {
  const at = chance.below(bytes.length + 1);
  const length = 1 + chance.below(Math.max(1, Math.min(64, bytes.length - at)));
  switch (chance.below(9)) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = chance.below(256);
      return bytes;
    case 2:
      return spliced(bytes, at, length, Buffer.alloc(0));
    case 3: {
      const from = chance.below(bytes.length + 1);
      return spliced(bytes, at, 0, bytes.subarray(from, from + length));
    }
    case 4: {
      const from = chance.below(other.length + 1);
      return spliced(bytes, at, chance.below(2) * length, other.subarray(from, from + 1 + chance.below(256)));
    }
    case 5:
      return spliced(bytes, at, chance.below(2) * length, Buffer.from(chance.oneOf(words) ?? ''));
    case 6:
      return withOtherNumber(bytes, chance);
    case 7:
      return spliced(bytes, at, chance.below(2) * length, Buffer.from(chance.oneOf(oddTexts) ?? ''));
    default:
      return bytes.subarray(0, at);
  }
}

function spliced(bytes: Buffer, at: number, cut: number, put: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
}

/** Another number where digits stand. */
function withOtherNumber(bytes: Buffer, chance: Chance): Buffer {
  const places = [...bytes.subarray(0, 4096).toString('latin1').matchAll(/\d+/g)];
  const place = chance.oneOf(places);
  if (!place) return bytes;
  return spliced(bytes, place.index, place[0].length, Buffer.from(String(chance.oneOf(oddNumbers))));
}
