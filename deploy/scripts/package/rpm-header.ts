/** The kinds of values in a header of rpm, by their numbers. */
const numbers = { int16: 3, int32: 4, text: 6, bytes: 7, texts: 8, translated: 9 } as const;

export type Value =
  | { kind: 'int16' | 'int32'; values: readonly number[] }
  | { kind: 'text'; value: string }
  | { kind: 'texts' | 'translated'; values: readonly string[] }
  | { kind: 'bytes'; value: Buffer };

/**
 * A header of rpm: an index of tags, and their values behind it, all of it marked as one unchangeable region.
 *
 * @param region 62 for what signs, 63 for what tells of the package
 */
export function rpmHeader(region: 62 | 63, tags: ReadonlyMap<number, Value>): Buffer {
  const sorted = [...tags].toSorted(([a], [b]) => a - b);
  const store: Buffer[] = [];
  let length = 0;
  const index = sorted.map(([tag, value]) => {
    const data = bytesOf(value);
    const gap = (alignmentOf(value) - (length % alignmentOf(value))) % alignmentOf(value);
    store.push(Buffer.alloc(gap), data);
    const entry = indexEntry(tag, numbers[value.kind], length + gap, countOf(value));
    length += gap + data.length;
    return entry;
  });
  const entries = index.length + 1;
  // The region ends with an entry that tells, as a negative distance, where the index begins.
  const trailer = indexEntry(region, numbers.bytes, -entries * 16, 16);
  const intro = Buffer.alloc(16);
  intro.write('8eade80100000000', 'hex');
  intro.writeUInt32BE(entries, 8);
  intro.writeUInt32BE(length + trailer.length, 12);
  return Buffer.concat([intro, indexEntry(region, numbers.bytes, length, 16), ...index, ...store, trailer]);
}

function indexEntry(tag: number, kind: number, offset: number, count: number): Buffer {
  const entry = Buffer.alloc(16);
  entry.writeUInt32BE(tag, 0);
  entry.writeUInt32BE(kind, 4);
  entry.writeInt32BE(offset, 8);
  entry.writeUInt32BE(count, 12);
  return entry;
}

function bytesOf(value: Value): Buffer {
  switch (value.kind) {
    case 'int16': {
      const bytes = Buffer.alloc(value.values.length * 2);
      for (const [index, one] of value.values.entries()) bytes.writeUInt16BE(one, index * 2);
      return bytes;
    }
    case 'int32': {
      const bytes = Buffer.alloc(value.values.length * 4);
      for (const [index, one] of value.values.entries()) bytes.writeUInt32BE(one, index * 4);
      return bytes;
    }
    case 'text':
      return Buffer.from(`${value.value}\0`);
    case 'texts':
    case 'translated':
      return Buffer.from(value.values.map((one) => `${one}\0`).join(''));
    case 'bytes':
      return value.value;
  }
}

function countOf(value: Value): number {
  if (value.kind === 'text') return 1;
  return value.kind === 'bytes' ? value.value.length : value.values.length;
}

function alignmentOf({ kind }: Value): number {
  if (kind === 'int16') return 2;
  return kind === 'int32' ? 4 : 1;
}
