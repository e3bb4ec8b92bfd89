/** What a tar archive holds under one name. */
export type TarEntry = { name: string; type: 'file' | 'folder'; mode: number; content: Uint8Array };

const blockBytes = 512;
const maxEntries = 1000;

/** The one link of a package; a roll-out makes it itself. */
const commandLink = 'usr/bin/tenken-agent';

/**
 * The files and folders of a tar archive in the form of POSIX (ustar), as `npm run package` writes it. Other links, devices
 * and names that lead outside belong to no package of an agent.
 *
 * @throws {Error} that says what does not fit
 */
export function tarEntries(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  let at = 0;
  for (;;) {
    const header = archive.subarray(at, at + blockBytes);
    if (header.length < blockBytes) throw new Error('it ends in the middle');
    if (header.every((byte) => byte === 0)) return entries;
    if (sumOf(header) !== octal(header, 148, 8)) throw new Error('a header of it is damaged');
    const size = octal(header, 124, 12);
    const begin = at + blockBytes;
    const content = archive.subarray(begin, begin + size);
    if (content.length < size) throw new Error('it ends in the middle');
    const name = nameOf(header);
    const type = typeOf(header, name);
    if (type !== 'command-link') entries.push({ name, type, mode: octal(header, 100, 8), content });
    if (entries.length > maxEntries) throw new Error(`it holds more than ${maxEntries} entries`);
    at = begin + Math.ceil(size / blockBytes) * blockBytes;
  }
}

function nameOf(header: Buffer): string {
  const prefix = text(header, 345, 155);
  const whole = `${prefix === '' ? '' : `${prefix}/`}${text(header, 0, 100)}`;
  const name = whole.replace(/^\.\//, '').replace(/\/$/, '');
  // What goes into a shell and a list of sums has to be plain.
  const isPlain = /^[A-Za-z0-9._+@/-]*$/.test(name) && !name.startsWith('/');
  if (!isPlain || name.split('/').includes('..')) throw new Error('a name in it is not a plain one');
  return name;
}

function typeOf(header: Buffer, name: string): TarEntry['type'] | 'command-link' {
  const flag = String.fromCodePoint(header[156] ?? 0);
  if (flag === '0' || flag === '\0') return 'file';
  if (flag === '5') return 'folder';
  if (flag === '2' && name === commandLink) return 'command-link';
  throw new Error(`${name} in it is neither a file nor a folder`);
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('latin1');
}

function octal(header: Buffer, from: number, length: number): number {
  const digits = text(header, from, length).trim();
  if (!/^[0-7]{1,11}$/.test(digits)) throw new Error('a header of it is damaged');
  return Number.parseInt(digits, 8);
}

/** With the sum's own field as blanks. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum;
}
