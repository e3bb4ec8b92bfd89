import { existsSync } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { PackedFile } from '../zip/packed-file.ts';
import { SortedOnDisk } from '../store/sql/sorted-on-disk.ts';
import { BufferedFile } from '../zip/buffered-file.ts';
import type { OpenPart } from './finding-lists.ts';

/** Where a pack is made: beside its place, so that the last step is a rename and the space is that of its disk. */
export type PackScratch = {
  archive: BufferedFile;
  directory: BufferedFile;
  index: SortedOnDisk;
  openPart: OpenPart;
};

/**
 * Lets `make` write an archive; only when all of it is on disk does it get its name. Whatever goes wrong before, such
 * as a full disk, leaves neither the name nor anything else.
 *
 * @throws {TenkenError} `pack-unwritable`
 */
export async function writeWhole<Result>(
  destination: string,
  make: (scratch: PackScratch) => Promise<Result>,
): Promise<Result> {
  refuseExisting(destination);
  const folder = await unwritable(destination, () => mkdtemp(`${destination}.partial-`));
  const closing: (() => unknown)[] = [];
  try {
    return await unwritable(destination, async () => {
      const path = join(folder, 'pack.zip');
      const archive = await BufferedFile.create(path);
      closing.push(() => archive.close());
      const directory = await BufferedFile.create(join(folder, 'directory'));
      closing.push(() => directory.close());
      const index = new SortedOnDisk(join(folder, 'index.db'));
      closing.push(() => index.close());
      let parts = 0;
      const openPart: OpenPart = async (partOptions) => {
        parts += 1;
        const part = await PackedFile.create(join(folder, `part-${parts}`), partOptions);
        closing.push(() => part.close());
        return part;
      };
      const result = await make({ archive, directory, index, openPart });
      await archive.sync();
      refuseExisting(destination);
      await rename(path, destination);
      await syncFolder(dirname(destination));
      return result;
    });
  } finally {
    for (const close of closing) await close();
    await rm(folder, { recursive: true, force: true });
  }
}

function refuseExisting(destination: string): void {
  if (existsSync(destination)) {
    throw new TenkenError('pack-unwritable', `${destination} is there already. Name a new file.`);
  }
}

/** Turns what the operating system says of the disk into one sentence; other errors rise as they are. */
async function unwritable<Result>(destination: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const { code, message, path } = cause as NodeJS.ErrnoException;
    // A file that the record's own source could not read is no matter of this disk.
    if (path !== undefined && !path.startsWith(destination)) throw cause;
    const isOfDisk = code === 'SQLITE_FULL' || code?.startsWith('SQLITE_IOERR') || diskErrors.has(code ?? '');
    if (!isOfDisk) throw cause;
    throw new TenkenError(
      'pack-unwritable',
      `${destination} was not written: ${message}. Nothing of it is left; name a file in a folder with enough space that you may write to.`,
      { cause },
    );
  }
}

const diskErrors = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EFBIG',
]);

async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle on a folder that could be flushed.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
