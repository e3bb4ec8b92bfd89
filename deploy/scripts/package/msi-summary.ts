/** Marks the set of properties that tells what a file is, in every compound file. */
const summary = Buffer.from('e0859ff2f94f6810ab9108002b27b3d9', 'hex');
const [revision, created, saved] = [9, 12, 13];
/** From 1601, in 100 ns, to 1970. */
const epoch = 116_444_736_000_000_000n;

/**
 * Gives an installer the identity and the times that belong to its content, where wixl writes random and present ones.
 *
 * @param id UUID of the package @param at seconds since 1970
 * @throws {Error} when the properties do not lie where they should
 */
export function setSummary(installer: Buffer, id: string, at: number): Buffer {
  const bytes = Buffer.from(installer);
  const found = bytes.indexOf(summary);
  if (found < 0 || bytes.indexOf(summary, found + 1) >= 0) {
    throw new Error('the installer has no one summary');
  }
  const section = found - 28 + bytes.readUInt32LE(found + 16);
  const count = bytes.readUInt32LE(section + 4);
  const offsets = new Map(
    Array.from({ length: count }, (_, index) => {
      const entry = section + 8 + index * 8;
      return [bytes.readUInt32LE(entry), section + bytes.readUInt32LE(entry + 4)] as const;
    }),
  );
  const time = epoch + BigInt(at) * 10_000_000n;
  for (const property of [created, saved]) {
    bytes.writeBigUInt64LE(time, valueAt(bytes, offsets.get(property), 0x40));
  }
  const name = `{${id.toUpperCase()}}`;
  const place = valueAt(bytes, offsets.get(revision), 0x1e);
  if (bytes.readUInt32LE(place) !== name.length + 1) throw new Error('the package code has another length');
  bytes.write(name, place + 4, 'latin1');
  return bytes;
}

function valueAt(bytes: Buffer, offset: number | undefined, kind: number): number {
  if (offset === undefined || bytes.readUInt32LE(offset) !== kind) {
    throw new Error('a property of the summary is missing or of another kind');
  }
  return offset + 4;
}
