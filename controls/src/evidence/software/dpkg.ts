import { ProbeError } from '@tenken/shared';
import { namedPackage } from './package-list.ts';
import type { Package } from './package-list.ts';

/** Removed ones whose configuration stayed (`rc` of dpkg -l) hold no program any more. */
const gone = new Set(['config-files', 'not-installed']);

/**
 * /var/lib/dpkg/status, and the files of /var/lib/dpkg/status.d in images without dpkg, which leave out `Status`.
 *
 * @param automatic `name:architecture` of what apt installed for the sake of others; null = apt keeps no list here
 */
export function parseDpkgStatus(text: string, automatic: ReadonlySet<string> | null): Package[] {
  const packages: Package[] = [];
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const name = field(stanza, 'Package');
    if (name === null) {
      if (stanza.trim() !== '') throw new ProbeError('unparsable', 'a package of dpkg has no name');
      continue;
    }
    const status = field(stanza, 'Status');
    if (status !== null && gone.has(status.split(' ').at(-1) ?? '')) continue;
    const architecture = field(stanza, 'Architecture');
    packages.push({
      ...namedPackage('dpkg', name),
      version: field(stanza, 'Version'),
      architecture,
      automatic: automatic === null ? null : automatic.has(`${name}:${architecture}`),
      builtFrom: sourceOf(field(stanza, 'Source')),
    });
  }
  return packages;
}

/** `glibc`, or `gcc-defaults (1.203)` where the version is another; left out where both are those of the package. */
function sourceOf(text: string | null): { name: string; version: string | null } | null {
  const [, name, version] = /^(\S+)(?:\s+\(([^)]*)\))?/.exec(text ?? '') ?? [];
  return name === undefined ? null : { name, version: version || null };
}

/** /var/lib/apt/extended_states. Packages for all architectures stand under the native one. */
export function parseExtendedStates(text: string, nativeArchitecture: string): Set<string> {
  const automatic = new Set<string>();
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const name = field(stanza, 'Package');
    const architecture = field(stanza, 'Architecture');
    if (name === null || field(stanza, 'Auto-Installed') !== '1') continue;
    automatic.add(`${name}:${architecture}`);
    if (architecture === nativeArchitecture) automatic.add(`${name}:all`);
  }
  return automatic;
}

/** The architecture of dpkg itself. */
export function nativeArchitecture(status: string): string {
  return /^Package: dpkg\n(?:[^\n]+\n)*?Architecture: (\S+)$/m.exec(status)?.[1] ?? 'amd64';
}

const fields = {
  Package: /^Package:(.*)$/m,
  Status: /^Status:(.*)$/m,
  Version: /^Version:(.*)$/m,
  Source: /^Source:(.*)$/m,
  Architecture: /^Architecture:(.*)$/m,
  'Auto-Installed': /^Auto-Installed:(.*)$/m,
};

function field(stanza: string, name: keyof typeof fields): string | null {
  return fields[name].exec(stanza)?.[1]?.trim() || null;
}
