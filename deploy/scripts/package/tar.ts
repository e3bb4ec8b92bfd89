import type { Entry } from './entry.ts';

const blockBytes = 512;

/**
 * A tar archive (ustar) of these entries, owned by root and all of one time, so that the same files give the same bytes.
 *
 * @param prefix stands before each path instead of its slash, such as `./`
 * @param modifiedAt seconds since 1970
 * @throws {Error} for a path that the format has no room for
 */
export function writeTar(entries: readonly Entry[], prefix: string, modifiedAt: number): Buffer {
  const blocks: Uint8Array[] = [];
  for (const entry of entries) {
    const content = entry.kind === 'file' ? entry.content : new Uint8Array();
    blocks.push(header(entry, prefix, modifiedAt), content, Buffer.alloc(padding(content.length)));
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

/** The plain files of a tar archive. */
export function readTar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + blockBytes <= archive.length && archive[at] !== 0;) {
    const text = (from: number, to: number) =>
      archive.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 136), 8);
    const start = at + blockBytes;
    if (['0', ''].includes(text(156, 157))) {
      const prefix = text(345, 500);
      files.set(`${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`, archive.subarray(start, start + size));
    }
    at = start + size + padding(size);
  }
  return files;
}

function header(entry: Entry, prefix: string, modifiedAt: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const within = entry.path.slice(1);
  const path = `${prefix}${within}${entry.kind === 'folder' && within !== '' ? '/' : ''}`;
  const link = entry.kind === 'link' ? entry.target : '';
  if (Buffer.byteLength(path) > 100 || Buffer.byteLength(link) > 100) throw new Error(`${path} is too long`);
  block.write(path, 0);
  block.write(octal(entry.kind === 'link' ? 0o777 : entry.mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(entry.kind === 'file' ? entry.content.length : 0, 12), 124);
  block.write(octal(modifiedAt, 12), 136);
  block.write({ file: '0', link: '2', folder: '5' }[entry.kind], 156);
  block.write(link, 157);
  block.write('ustar\u000000root', 257);
  block.write('root', 297);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)} `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

function padding(length: number): number {
  return (blockBytes - (length % blockBytes)) % blockBytes;
}
