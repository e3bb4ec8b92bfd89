import type { Change, DatabaseFile } from './disk-trace.ts';

/** What a disk would hold of the two files; null where there is none. */
export type Image = Readonly<Record<DatabaseFile, Buffer | null>>;

/** Both files after some changes. The files that went in stay as they are. */
export function imageAfter(before: Image, changes: readonly Change[]): Image {
  return { db: fileAfter(before.db, changes, 'db'), wal: fileAfter(before.wal, changes, 'wal') };
}

function fileAfter(before: Buffer | null, changes: readonly Change[], name: DatabaseFile): Buffer | null {
  const own = changes.filter(({ file }) => file === name);
  if (own.length === 0) return before;
  // One buffer that is large enough for all of it: growing it write by write would copy megabytes each time.
  const file = Buffer.alloc(Math.max(before?.length ?? 0, ...own.map(endOf)));
  before?.copy(file);
  let length = before?.length ?? null;
  for (const change of own) {
    switch (change.type) {
      case 'write':
        change.bytes.copy(file, change.offset);
        length = Math.max(length ?? 0, endOf(change));
        break;
      case 'truncate':
        file.fill(0, Math.min(length ?? 0, change.length));
        length = change.length;
        break;
      case 'unlink':
        file.fill(0);
        length = null;
        break;
      default:
        throw new Error(`no such change: ${JSON.stringify(change satisfies never)}`);
    }
  }
  return length === null ? null : file.subarray(0, length);
}

function endOf(change: Change): number {
  switch (change.type) {
    case 'write':
      return change.offset + change.bytes.length;
    case 'truncate':
      return change.length;
    case 'unlink':
      return 0;
    default:
      return change satisfies never;
  }
}
