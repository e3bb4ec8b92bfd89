import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { OsRelease } from './schema.ts';

export async function readMacos(host: Host): Promise<OsRelease> {
  const result = await host.run('sw_vers', []);
  if (result.exitCode !== 0) throw new ProbeError('unparsable', `sw_vers exits with ${result.exitCode}`);
  return parseSwVers(result.stdout);
}

/** `ProductVersion:\t\t15.7.2`; ProductVersionExtra, `(a)`, appears only with a rapid security response. */
export function parseSwVers(output: string): OsRelease {
  const fields = new Map<string, string>();
  for (const line of output.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      fields.set(
        line.slice(0, colon).trim(),
        line
          .slice(colon + 1)
          .trim()
          .slice(0, 80),
      );
    }
  }
  const version = fields.get('ProductVersion');
  if (!version || !/^\d+(\.\d+)*$/.test(version)) {
    throw new ProbeError('unparsable', 'sw_vers tells no version');
  }
  const extra = fields.get('ProductVersionExtra');
  return {
    unread: [],
    id: 'macos',
    versionId: version,
    versionFull: extra ? `${version} ${extra}`.slice(0, 100) : version,
    edition: null,
    build: fields.get('BuildVersion') || null,
    revision: null,
    installationType: null,
    supportEndDate: null,
  };
}
