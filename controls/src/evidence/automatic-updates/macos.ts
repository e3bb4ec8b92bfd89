import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parsePlistMembers, plistMember } from '../plist.ts';
import type { Plist } from '../plist.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { nothingElse } from './schema.ts';
import type { AutomaticUpdates, Mechanism, Setting } from './schema.ts';

const own = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const managed = '/Library/Managed Preferences/com.apple.SoftwareUpdate.plist';
const restrictions = '/Library/Managed Preferences/com.apple.applicationaccess.plist';
/** macOS 26 takes its settings from declarations and passes over the profile. */
const declared = '/var/db/softwareupdate/SoftwareUpdateDDMStatePersistence.plist';

const names = [
  'AutomaticCheckEnabled',
  'AutomaticDownload',
  'AutomaticallyInstallMacOSUpdates',
  'CriticalUpdateInstall',
  'ConfigDataInstall',
] as const;
type Name = (typeof names)[number];

type Members = ReadonlyMap<string, Plist>;

/** A profile wins over the choice of the administrator, a declaration over both. */
export async function readMacos(host: Host): Promise<AutomaticUpdates> {
  const unread: Unread[] = [];
  const none: Members = new Map();
  const read = async (path: string) =>
    (await readPart(unread, path, none, () => membersOrNone(host, path))) ?? none;
  const settings = await read(own);
  const profile = await read(managed);
  const access = await read(restrictions);
  const declarations = declaredSettings(await read(declared));
  const effective = (name: Name) => truth(profile.get(name)) ?? truth(settings.get(name));
  const days = access.get('enforcedSoftwareUpdateDelay');
  const isDelayed = ['forceDelayedSoftwareUpdates', 'forceDelayedMinorUpdates'].some(
    (name) => truth(access.get(name)) === true,
  );
  return {
    ...nothingElse,
    unread,
    mechanisms: [
      {
        name: 'macos-software-update',
        does: doesOf(effective, declarations),
        covers: 'all',
        scheduled: effective('AutomaticCheckEnabled') ?? true,
        intervalDays: null,
        lastRunAt: lastRun(settings),
        settings: [
          ...shown(settings, 'setting'),
          ...shown(profile, 'policy'),
          ...[...declarations].map(([name, value]) => ({
            name,
            value: String(value),
            layer: 'mdm' as const,
          })),
        ],
      },
    ],
    deferralDays:
      isDelayed && typeof days === 'number' && days >= 0 ? Math.min(Math.trunc(days), 100_000) : null,
  };
}

/** Of what a declaration sets only 1, always on, is documented; another number says nothing. */
function doesOf(
  effective: (name: Name) => boolean | null,
  declarations: ReadonlyMap<string, number>,
): Mechanism['does'] {
  const byDeclaration = declarations.get('automaticallyInstallOSUpdates');
  if (byDeclaration === 1) return 'install';
  if (byDeclaration !== undefined) return null;
  if (effective('AutomaticCheckEnabled') === false) return 'nothing';
  if (effective('AutomaticDownload') === false) return 'notify';
  const install = effective('AutomaticallyInstallMacOSUpdates');
  // Asked for by the set-up assistant; what holds without an answer differs by version.
  if (install === null) return null;
  return install ? 'install' : 'download';
}

/** `SUCorePersistedStatePolicyFields.SUCoreDDMDeclarationGlobalSettings`, as mSCP reads it. */
function declaredSettings(members: Members): Map<string, number> {
  const found = new Map<string, number>();
  const fields = plistMember(
    members.get('SUCorePersistedStatePolicyFields'),
    'SUCoreDDMDeclarationGlobalSettings',
  );
  for (const name of ['automaticallyInstallOSUpdates', 'automaticallyInstallSystemAndSecurityUpdates']) {
    const value = plistMember(fields, name);
    if (typeof value === 'number') found.set(name, value);
    else if (typeof value === 'boolean') found.set(name, value ? 1 : 0);
  }
  return found;
}

function shown(members: Members, layer: Setting['layer']): Setting[] {
  return names.flatMap((name) => {
    const value = truth(members.get(name));
    return value === null ? [] : [{ name, value: String(value), layer }];
  });
}

function lastRun(members: Members): string | null {
  for (const name of ['LastFullSuccessfulDate', 'LastSuccessfulDate']) {
    const value = members.get(name);
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return value;
  }
  return null;
}

/** Written as a boolean or a number, by version. */
function truth(value: Plist | undefined): boolean | null {
  if (typeof value === 'boolean') return value;
  return value === 1 ? true : value === 0 ? false : null;
}

async function membersOrNone(host: Host, path: string): Promise<Members> {
  try {
    return parsePlistMembers(await host.readFile(path, { maxBytes: 4 * 1024 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return new Map();
    throw error;
  }
}
