import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** When a file was last written; null where there is none, or an empty one. */
export async function modifiedAt(host: Host, path: string): Promise<string | null> {
  try {
    const status = await host.stat(path);
    return status.type === 'file' && status.sizeBytes > 0 ? status.modifiedAt : null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/** The newest of the files of a folder whose name ends like this, among the last 50 by name. */
export async function newestIn(host: Host, folder: string, ending: string): Promise<string | null> {
  try {
    const names = (await host.list(folder)).filter((name) => name.endsWith(ending)).slice(-50);
    let newest: string | null = null;
    for (const name of names) {
      const at = await modifiedAt(host, `${folder}/${name}`);
      if (at !== null && (newest === null || at > newest)) newest = at;
    }
    return newest;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
