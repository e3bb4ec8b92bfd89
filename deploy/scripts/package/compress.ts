import { constants, gzipSync, zstdCompressSync } from 'node:zlib';

/** `small` takes minutes of processor time for each package; `quick` is for tests, and a third larger. */
export type Effort = 'small' | 'quick';

/**
 * Zstandard, which dpkg reads since Debian 12 and Ubuntu 18.04 and rpm since Red Hat 8. The library is Node's own, so that
 * the same Node writes the same bytes on every machine.
 */
export function zstd(content: Uint8Array, effort: Effort): Buffer {
  // A package that was damaged on its way is refused when it is unpacked, not when it runs.
  const checked = { [constants.ZSTD_c_checksumFlag]: 1 };
  const quick = { ...checked, [constants.ZSTD_c_compressionLevel]: 3 };
  const small = {
    ...checked,
    [constants.ZSTD_c_compressionLevel]: 19,
    // Unpacking needs this much memory, 128 MB: the most that tools take without being told.
    [constants.ZSTD_c_windowLog]: 27,
  };
  return zstdCompressSync(content, { params: effort === 'small' ? small : quick });
}

/** Where zstd may be missing. Node writes neither a time nor a name into it, but the system that it ran on. */
export function gzip(content: Uint8Array, effort: Effort): Buffer {
  const packed = gzipSync(content, { level: effort === 'small' ? 9 : 1 });
  packed[9] = 255;
  return packed;
}
