const sectionHeaderBytes = 64;
const allocated = 2n;

type Section = { name: string; isLoaded: boolean; offset: number; size: number; header: Buffer };

/**
 * Takes out of a 64-bit ELF program what is not loaded when it runs: symbols and debugging data, a quarter of Node. What
 * is loaded keeps its place byte for byte. By hand, because `strip` knows the processor of its own machine only and
 * writes other bytes with each version.
 *
 * @throws {Error} when it is no such program, or is laid out in another way than linkers do
 */
export function stripElf(program: Buffer): Buffer {
  if (program.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') {
    throw new Error('this is no 64-bit ELF program');
  }
  const sections = sectionsOf(program);
  const loaded = sections.filter(({ isLoaded }, index) => isLoaded || index === 0);
  if (loaded.some((section, index) => section !== sections[index])) {
    throw new Error('sections that are loaded lie behind others: their numbers would change');
  }
  const names = [...loaded.map(({ name }) => name), '.shstrtab'];
  const end = endOfSegments(program);
  const { bytes: nameBytes, offsets } = nameTable(names);
  const headersAt = align(end + nameBytes.length, 8);
  const stripped = Buffer.alloc(headersAt + names.length * sectionHeaderBytes);
  program.copy(stripped, 0, 0, end);
  nameBytes.copy(stripped, end);
  for (const [index, { header }] of loaded.entries()) {
    const at = headersAt + index * sectionHeaderBytes;
    header.copy(stripped, at);
    stripped.writeUInt32LE(offsets[index] ?? 0, at);
  }
  const last = headersAt + loaded.length * sectionHeaderBytes;
  stripped.writeUInt32LE(offsets.at(-1) ?? 0, last);
  stripped.writeUInt32LE(3, last + 4);
  stripped.writeBigUInt64LE(BigInt(end), last + 24);
  stripped.writeBigUInt64LE(BigInt(nameBytes.length), last + 32);
  stripped.writeBigUInt64LE(1n, last + 48);
  stripped.writeBigUInt64LE(BigInt(headersAt), 0x28);
  stripped.writeUInt16LE(names.length, 0x3c);
  stripped.writeUInt16LE(loaded.length, 0x3e);
  return stripped;
}

function sectionsOf(program: Buffer): Section[] {
  const at = Number(program.readBigUInt64LE(0x28));
  const count = program.readUInt16LE(0x3c);
  const headers = Array.from({ length: count }, (_, index) =>
    program.subarray(at + index * sectionHeaderBytes, at + (index + 1) * sectionHeaderBytes),
  );
  const namesHeader = headers[program.readUInt16LE(0x3e)];
  if (!namesHeader) throw new Error('the sections of this program have no names');
  const namesAt = Number(namesHeader.readBigUInt64LE(24));
  return headers.map((header) => {
    const start = namesAt + header.readUInt32LE(0);
    return {
      name: program.toString('latin1', start, program.indexOf(0, start)),
      isLoaded: (header.readBigUInt64LE(8) & allocated) !== 0n,
      offset: Number(header.readBigUInt64LE(24)),
      size: Number(header.readBigUInt64LE(32)),
      header,
    };
  });
}

/** Where the last byte lies that is loaded. */
function endOfSegments(program: Buffer): number {
  const at = Number(program.readBigUInt64LE(0x20));
  const [size, count] = [program.readUInt16LE(0x36), program.readUInt16LE(0x38)];
  const ends = Array.from({ length: count }, (_, index) => {
    const segment = program.subarray(at + index * size, at + (index + 1) * size);
    return Number(segment.readBigUInt64LE(8) + segment.readBigUInt64LE(32));
  });
  return Math.max(...ends);
}

function nameTable(names: readonly string[]): { bytes: Buffer; offsets: number[] } {
  let bytes = Buffer.alloc(1);
  const offsets = names.map((name) => {
    if (name === '') return 0;
    const offset = bytes.length;
    bytes = Buffer.concat([bytes, Buffer.from(`${name}\0`, 'latin1')]);
    return offset;
  });
  return { bytes, offsets };
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
