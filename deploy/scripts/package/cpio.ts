import { inOrder } from './entry.ts';
import type { Entry } from './entry.ts';

const types = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;

/** File type and rights as one number, as the system keeps them. */
export function modeOf(entry: Entry): number {
  return types[entry.kind] | (entry.kind === 'link' ? 0o777 : entry.mode);
}

export function contentOf(entry: Entry): Uint8Array {
  if (entry.kind === 'file') return entry.content;
  return entry.kind === 'link' ? Buffer.from(entry.target) : new Uint8Array();
}

/** A cpio archive (newc), the payload of rpm, with one time for all. */
export function writeCpio(entries: readonly Entry[], modifiedAt: number): Buffer {
  const parts = inOrder(entries).flatMap((entry, index) =>
    record(`.${entry.path}`, index + 1, modeOf(entry), contentOf(entry), modifiedAt),
  );
  return Buffer.concat([...parts, ...record('TRAILER!!!', 0, 0, new Uint8Array(), 0)]);
}

function record(
  name: string,
  inode: number,
  mode: number,
  content: Uint8Array,
  modifiedAt: number,
): Uint8Array[] {
  const nameBytes = Buffer.from(`${name}\0`);
  const fields = [inode, mode, 0, 0, 1, modifiedAt, content.length, 0, 0, 0, 0, nameBytes.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return [
    Buffer.from(header),
    nameBytes,
    Buffer.alloc(padding(header.length + nameBytes.length)),
    content,
    Buffer.alloc(padding(content.length)),
  ];
}

function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}
