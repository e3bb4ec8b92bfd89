import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** A whole configuration file as text, 1 MiB at most. @throws {ProbeError} as `Host.readFile` */
export async function readText(host: Host, path: string, maxBytes = 1024 * 1024): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path, { maxBytes }));
}

/** The same, or null where there is no such file. */
export async function readTextOrNull(host: Host, path: string): Promise<string | null> {
  try {
    return await readText(host, path);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/** Names in a folder, or none where there is no such folder. */
export async function listOrEmpty(host: Host, folder: string): Promise<string[]> {
  try {
    return await host.list(folder);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}
