import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TenkenError, whyNoFolder } from '@tenken/shared';

export type CarriedFile = {
  /** Puts these bytes on the medium under the file's name. @throws {TenkenError} */
  write: (bytes: Uint8Array) => void;
  /** Leaves nothing behind of what was not written. */
  close: () => void;
};

/**
 * A file on a medium that may be full, write-protected or pulled out: its name appears when all of it is there.
 *
 * @throws {TenkenError} `usage` for one that is there already, `carried-file-unwritable`
 */
export function openCarriedFile(file: string, force: boolean): CarriedFile {
  const path = resolve(file);
  const temporary = `${path}.part`;
  const refuse = (cause: unknown): never => {
    rmSync(temporary, { force: true });
    throw unwritable(file, path, cause);
  };
  refuseThere(file, path, force);
  let open: number;
  try {
    // What a killed run has left; a link that somebody else has put there is not followed.
    rmSync(temporary, { force: true });
    open = openSync(temporary, 'wx', 0o600);
  } catch (cause) {
    throw unwritable(file, path, cause);
  }
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(open);
    rmSync(temporary, { force: true });
  };
  return {
    close,
    write(bytes) {
      refuseThere(file, path, force);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(open, bytes, at);
        fsyncSync(open);
        isOpen = false;
        closeSync(open);
        renameSync(temporary, path);
        syncFolder(dirname(path));
      } catch (cause) {
        refuse(cause);
      }
    },
  };
}

function refuseThere(file: string, path: string, force: boolean): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isFile()) {
    throw new TenkenError('usage', `${file} is there and is no file: name a new file with --output.`);
  }
  if (force) return;
  throw new TenkenError('usage', `${file} is there already: name a new file, or write over it with --force.`);
}

/** Without this a medium that is pulled out may not show the name; not every file system can, and Windows cannot. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const open = openSync(folder, 'r');
  try {
    fsyncSync(open);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(open);
  }
}

function unwritable(file: string, path: string, cause: unknown): TenkenError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the medium is full'
      : code === 'ENOENT'
        ? `the folder ${dirname(path)} is not there`
        : code === 'EIO'
          ? 'the medium fails, or was pulled out'
          : code === 'EROFS'
            ? `${dirname(path)} is on a read-only file system; is the medium write-protected?`
            : whyNoFolder(dirname(path), { message });
  return new TenkenError(
    'carried-file-unwritable',
    `${file} cannot be written: ${why}. Nothing was left there; name a file on another medium or make room.`,
    { cause },
  );
}
