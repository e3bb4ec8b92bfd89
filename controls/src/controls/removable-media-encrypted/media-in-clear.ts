import type { Volume } from '../../evidence/disk-encryption/schema.ts';

/** Optical media are written as a whole by a program of their own. */
const optical = new Set(['iso9660', 'udf', 'cdfs', 'cd9660']);

/** A system that runs from a USB disk: that disk is no medium to carry data out. */
const systemFolders = new Set([
  '/',
  '/usr',
  '/var',
  '/home',
  '/srv',
  '/opt',
  '/root',
  '/boot',
  '/boot/efi',
  '/efi',
]);

/** Removable media with a file system that does not show itself to be encrypted. */
export function mediaInClear(volumes: readonly Volume[]): Volume[] {
  return volumes.filter(
    ({ kind, encrypted, fileSystem, mountPoints }) =>
      kind === 'removable' &&
      encrypted !== true &&
      !optical.has(fileSystem?.toLowerCase() ?? '') &&
      !mountPoints.some((path) => systemFolders.has(path)),
  );
}
