import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** Whether a file that begins like this is what its name says. */
export type Genuine = (head: string) => boolean;

/** Each byte a character: what formats begin with is found in text and in binary files alike. */
const headBytes = 4096;

/** When a genuine file was last written; null where there is none, or what is there is something else. */
export async function modifiedAt(host: Host, path: string, isGenuine?: Genuine): Promise<string | null> {
  const at = await statedAt(host, path);
  return at === null || !isGenuine || isGenuine(await headOf(host, path)) ? at : null;
}

export async function headOf(host: Host, path: string): Promise<string> {
  return Buffer.from(await host.readFile(path, { from: 0, maxBytes: headBytes })).toString('latin1');
}

async function statedAt(host: Host, path: string): Promise<string | null> {
  try {
    const status = await host.stat(path);
    return status.type === 'file' && status.sizeBytes > 0 ? status.modifiedAt : null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/** So many of the newest are looked into. */
const lookedInto = 5;

/** The newest genuine file of a folder whose name ends like this, among the last 50 by name. */
export async function newestIn(
  host: Host,
  folder: string,
  ending: string,
  isGenuine: Genuine,
): Promise<string | null> {
  try {
    const names = (await host.list(folder)).filter((name) => name.endsWith(ending)).slice(-50);
    const found: { path: string; at: string }[] = [];
    for (const name of names) {
      const path = `${folder}/${name}`;
      const at = await statedAt(host, path);
      if (at !== null) found.push({ path, at });
    }
    const newest = found.toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0)).slice(0, lookedInto);
    for (const { path, at } of newest) if (isGenuine(await headOf(host, path))) return at;
    return null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
