import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

const markers = ['/run/systemd/container', '/run/.containerenv', '/.dockerenv'];

/** The inode of the first PID namespace is the same number on every kernel (PROC_PID_INIT_INO). */
const firstPidNamespace = 'pid:[4026531836]';

/**
 * Whether this is a container. A marker alone is wrong: machines whose disk image was built from a container keep
 * `/.dockerenv` for ever. So it takes a marker and a PID namespace of its own.
 */
export async function isContainer(host: Host): Promise<boolean> {
  for (const marker of markers) {
    if (await exists(host, marker)) return (await host.readLink('/proc/self/ns/pid')) !== firstPidNamespace;
  }
  return false;
}

async function exists(host: Host, path: string): Promise<boolean> {
  try {
    await host.stat(path);
    return true;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    throw error;
  }
}
