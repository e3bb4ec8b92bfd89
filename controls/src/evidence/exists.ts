import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** Whether a path is there. @throws {ProbeError} when that cannot be told, e.g. `permission-denied` */
export async function exists(host: Host, path: string): Promise<boolean> {
  try {
    await host.stat(path);
    return true;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    throw error;
  }
}
