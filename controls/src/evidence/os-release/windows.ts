import { ProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import type { OsRelease } from './schema.ts';

const key = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** `ProductName` is not read: it says "Windows 10" on Windows 11. Build, edition and installation type decide. */
export async function readWindows(host: Host): Promise<OsRelease> {
  const current = await host.registry(key);
  const build = word(current, 'CurrentBuild') ?? word(current, 'CurrentBuildNumber');
  if (build === null) throw new ProbeError('unparsable', `${key} names no build`);
  const revision = value(current, 'UBR');
  return {
    unread: [],
    id: 'windows',
    versionId: versionOf(current),
    // ReleaseId stays at 2009 for ever; DisplayVersion exists since 20H2.
    versionFull: word(current, 'DisplayVersion') ?? word(current, 'ReleaseId'),
    edition: word(current, 'EditionID'),
    build,
    revision: revision?.type === 'REG_DWORD' ? revision.data : null,
    installationType: word(current, 'InstallationType'),
    supportEndDate: null,
  };
}

function word(from: RegistryKey, name: string): string | null {
  const found = value(from, name);
  return found?.type === 'REG_SZ' ? found.data.slice(0, 100) || null : null;
}

/** Value names have no case in Windows. */
function value(from: RegistryKey, name: string) {
  const wanted = name.toLowerCase();
  return Object.entries(from.values).find(([known]) => known.toLowerCase() === wanted)?.[1];
}

/** `CurrentVersion` stays at 6.3 since Windows 8.1; the two numbers were added with Windows 10. */
function versionOf(current: RegistryKey): string | null {
  const major = value(current, 'CurrentMajorVersionNumber');
  const minor = value(current, 'CurrentMinorVersionNumber');
  if (major?.type === 'REG_DWORD' && minor?.type === 'REG_DWORD') return `${major.data}.${minor.data}`;
  return word(current, 'CurrentVersion');
}
