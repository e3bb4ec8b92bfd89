import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from './exists.ts';

/** Inode of the first process namespace, fixed in Linux since 3.8 (`PROC_PID_INIT_INO`). */
const initialNamespace = 'pid:[4026531836]';

const markers = ['/run/systemd/container', '/run/.containerenv', '/.dockerenv'];

/**
 * Whether kernel, disks and clock belong to somebody else. A marker alone is not enough: a virtual machine whose
 * disk was made from a container image carries `/.dockerenv` as well. The second sign is a process namespace of
 * its own, which no machine of its own has.
 */
export async function isContainer(host: Host): Promise<boolean> {
  let marked = false;
  for (const path of markers) marked ||= await exists(host, path);
  if (!marked) return false;
  try {
    return (await host.readLink('/proc/self/ns/pid')) !== initialNamespace;
  } catch (error) {
    // Without a mounted /proc nothing speaks for a container.
    if (isProbeError(error, 'not-found')) return false;
    throw error;
  }
}
