import { spawnSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { scratchFolder } from './scratch-folder.ts';

/** Why no small file system can be made here, or null. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return `tmpfs is of Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'only root may mount a file system';
  return null;
}

/** A file system of its own in memory, unmounted when the test is over. @returns where it is */
export function smallDisk(megabytes: number): string {
  const folder = scratchFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr.toString()}`);
  // Runs before the folder is removed: what was asked for last is done first.
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Takes all space but a little. @returns the file that takes it */
export function fillDisk(folder: string, leaveBytes: number): string {
  const { bavail, bsize } = statfsSync(folder);
  const file = join(folder, 'filler');
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
  return file;
}
