import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { parseReleaseFile } from './release-file.ts';
import type { ReleaseFile } from './release-file.ts';

/** The heads of the Release files in apt's folder, by their names. @throws {ProbeError} `unparsable`, as `Host.readFile` */
export async function readReleases(
  host: Host,
  folder: string,
  files: readonly string[],
  unread: Unread[],
): Promise<Map<string, ReleaseFile>> {
  const names = files.filter((name) => /_(In)?Release$/.test(name));
  if (names.length > 200) unread.push({ what: folder, code: 'output-limit' });
  const releases = new Map<string, ReleaseFile>();
  for (const name of names.slice(0, 200)) {
    const head = await host.readFile(`${folder}/${name}`, { from: 0, maxBytes: 2048 });
    releases.set(name, parseReleaseFile(new TextDecoder().decode(head)));
  }
  return releases;
}
