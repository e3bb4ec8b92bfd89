/**
 * Takes the vendor's signature off a program of Windows: it would not hold for what is put into it. The signature lies
 * at the end of the file, and one entry of the header points at it.
 *
 * @throws {Error} when it is no 64-bit program, or something lies behind the signature
 */
export function unsignExe(program: Buffer): Buffer {
  const header = program.readUInt32LE(0x3c);
  if (program.toString('latin1', header, header + 4) !== 'PE\0\0') {
    throw new Error('this is no program of Windows');
  }
  const optional = header + 24;
  if (program.readUInt16LE(optional) !== 0x20b) throw new Error('this is no 64-bit program of Windows');
  const entry = optional + 112 + 4 * 8;
  const [start, size] = [program.readUInt32LE(entry), program.readUInt32LE(entry + 4)];
  if (start === 0) return program;
  if (start + size !== program.length) throw new Error('the signature is not at the end of the program');
  const unsigned = Buffer.from(program.subarray(0, start));
  unsigned.writeUInt32LE(0, entry);
  unsigned.writeUInt32LE(0, entry + 4);
  unsigned.writeUInt32LE(0, optional + 64);
  return unsigned;
}
