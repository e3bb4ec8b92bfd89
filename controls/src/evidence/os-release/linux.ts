import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { parseOsRelease } from './parse-os-release.ts';
import type { OsRelease } from './schema.ts';

export async function readLinux(host: Host): Promise<OsRelease> {
  const fields = parseOsRelease(new TextDecoder().decode(await osReleaseFile(host)));
  const field = (name: string) => fields.get(name)?.slice(0, 100) || null;
  const supportEnd = field('SUPPORT_END');
  return {
    unread: [],
    id: field('ID') ?? '',
    versionId: field('VERSION_ID'),
    // Debian tells the point release in a field of its own since 13.
    versionFull: field('DEBIAN_VERSION_FULL') ?? (await debianVersion(host, field('ID'))),
    edition: field('VARIANT_ID'),
    build: field('BUILD_ID'),
    revision: null,
    installationType: null,
    supportEndDate: supportEnd !== null && isDate(supportEnd) ? supportEnd : null,
  };
}

/** Image-based systems keep only the one below /usr. */
async function osReleaseFile(host: Host): Promise<Uint8Array> {
  try {
    return await host.readFile('/etc/os-release');
  } catch (error) {
    if (!isProbeError(error, 'not-found')) throw error;
    return host.readFile('/usr/lib/os-release');
  }
}

/** `12.11` on Debian; on its derivatives the file holds a code name or another system's number. */
async function debianVersion(host: Host, id: string | null): Promise<string | null> {
  if (id !== 'debian') return null;
  try {
    const content = new TextDecoder().decode(await host.readFile('/etc/debian_version')).trim();
    return /^\d+\.\d+$/.test(content) ? content : null;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/** `Date.parse` takes 30 February for 2 March. */
function isDate(value: string): boolean {
  return z.iso.date().safeParse(value).success;
}
