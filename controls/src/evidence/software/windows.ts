import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { powershell } from '../powershell.ts';
import { hiveKeyOrNull, RegistryHive } from '../registry-hive.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { softwareOf } from './package-list.ts';
import type { Software } from './schema.ts';
import { appsAmong, parseRows, programOf, programsAmong } from './windows-programs.ts';
import type { Profile, Row } from './windows-programs.ts';

const maxPrograms = 1000;
const maxProfiles = 50;

/**
 * `Win32_Product` is never asked: it checks and repairs every installed package and leaves out the others. Apps
 * come from the registry, because Get-AppxPackage takes long and shows its own user only.
 */
const script = `function Read-Programs($scope, $path) {
foreach ($key in @(Get-ChildItem -LiteralPath $path)) {
try { $i = Get-ItemProperty -LiteralPath $key.PSPath } catch { [pscustomobject]@{ kind = 'odd'; scope = $scope; name = [string]$key.PSChildName }; continue }
if ($i.DisplayName) { [pscustomobject]@{ kind = 'program'; scope = $scope; name = [string]$i.DisplayName; version = [string]$i.DisplayVersion; publisher = [string]$i.Publisher; date = [string]$i.InstallDate; part = [bool](($i.SystemComponent -eq 1) -or $i.ParentKeyName -or $i.ParentDisplayName) } }
}
}
function Read-Apps($path) {
if (Test-Path -LiteralPath $path) { foreach ($name in @(Get-ChildItem -LiteralPath $path -Name)) { [pscustomobject]@{ kind = 'app'; name = [string]$name } } }
}
$uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall'
$machine = 'Registry::HKEY_LOCAL_MACHINE\\SOFTWARE'
Read-Programs 'machine-64' "$machine\\$uninstall"
if (Test-Path -LiteralPath "$machine\\WOW6432Node\\$uninstall") { Read-Programs 'machine-32' "$machine\\WOW6432Node\\$uninstall" }
Read-Apps "$machine\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications"
$profiles = "$machine\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
foreach ($sid in @(Get-ChildItem -LiteralPath $profiles -Name)) {
if ($sid -notmatch '^S-1-(5-21|12-1)-[0-9-]+$') { continue }
$state = 'not-loaded'
$folder = [string](Get-ItemProperty -LiteralPath "$profiles\\$sid").ProfileImagePath
try {
if (Test-Path -LiteralPath "Registry::HKEY_USERS\\$sid\\Software") {
$own = "Registry::HKEY_USERS\\$sid\\Software\\$uninstall"
if (Test-Path -LiteralPath $own) { Read-Programs $sid $own }
Read-Apps "Registry::HKEY_USERS\\$($sid)_Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages"
$state = 'read'
}
} catch { $state = 'denied' }
[pscustomobject]@{ kind = 'profile'; scope = $sid; state = $state; folder = $folder }
}`;

export async function readWindows(host: Host): Promise<Software> {
  const unread: Unread[] = [];
  const rows = parseRows(await powershell(host, 'installed-software', script, { timeoutMs: 45_000 }));
  for (const row of rows) {
    if (row.kind === 'odd') {
      unread.push({ what: `${row.scope}: ${row.name}`.slice(0, 300), code: 'unparsable' });
    }
  }
  const profiles = rows.filter((row) => row.kind === 'profile');
  if (profiles.length > maxProfiles) {
    unread.push({ what: `programs of ${profiles.length} people`, code: 'output-limit' });
  }
  for (const profile of profiles.slice(0, maxProfiles)) rows.push(...(await ownRows(host, profile, unread)));
  const programs = programsAmong(rows);
  return softwareOf(unread.slice(0, 200), [
    ['windows-program', programs.filter(({ source }) => source === 'windows-program')],
    ['windows-user-program', programs.filter(({ source }) => source === 'windows-user-program')],
    ['windows-app', appsAmong(rows)],
  ]);
}

/** Programs and apps of somebody who is not logged in, from the files of the profile. */
async function ownRows(host: Host, { scope, state, folder }: Profile, unread: Unread[]): Promise<Row[]> {
  if (state === 'read') return [];
  const what = `programs of ${scope}`;
  if (state === 'denied') {
    unread.push({ what, code: 'permission-denied' });
    return [];
  }
  const rows: Row[] = [];
  const own = await readPart(unread, what, [], () => readPrograms(host, scope, folder));
  const apps = await readPart(unread, `apps of ${scope}`, [], () => readApps(host, folder));
  for (const { rows: some, isClean } of [...(own ?? []), ...(apps ?? [])]) {
    rows.push(...some);
    if (!isClean) unread.push({ what: `${what}: not all of it has been written`, code: 'unparsable' });
  }
  return rows;
}

type FromHive = { rows: Row[]; isClean: boolean }[];

/** A profile whose folder is gone has nothing installed: `not-found` stands for that. */
async function readPrograms(host: Host, scope: string, folder: string): Promise<FromHive> {
  const hive = await RegistryHive.open(host, `${folderOf(folder)}\\NTUSER.DAT`);
  const path = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
  const uninstall = await hiveKeyOrNull(hive, path);
  const rows: Row[] = [];
  for (const name of (uninstall?.subkeys ?? []).slice(0, maxPrograms)) {
    const row = programOf(await hive.key(`${path}\\${name}`), scope);
    if (row) rows.push(row);
  }
  return [{ rows, isClean: hive.isClean }];
}

async function readApps(host: Host, folder: string): Promise<FromHive> {
  const hive = await RegistryHive.open(
    host,
    `${folderOf(folder)}\\AppData\\Local\\Microsoft\\Windows\\UsrClass.dat`,
  );
  const path = 'Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages';
  const packages = await hiveKeyOrNull(hive, path);
  const rows = (packages?.subkeys ?? []).map((name) => ({ kind: 'app' as const, name }));
  return [{ rows, isClean: hive.isClean }];
}

/** Windows keeps these paths with the variable for its drive. */
function folderOf(profileImagePath: string): string {
  const path = profileImagePath.replace(/^%SystemDrive%/i, 'C:');
  if (!/^[A-Z]:\\[^%"*?<>|]+$/i.test(path)) throw new ProbeError('unparsable', `a profile at ${path}`);
  return path;
}
