import { isProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { readOtherControls } from './other-controls.ts';
import type { Driver, Policy, UsbStorage } from './schema.ts';

const removable = 'Software\\Policies\\Microsoft\\Windows\\RemovableStorageDevices';
const disks = '{53f5630d-b6bf-11d0-94f2-00a0c91efb8b}';
/** Both are needed: a telephone shows itself under one or the other. */
const portable = ['{6AC27878-A6FA-4155-BA85-F98F491D4F33}', '{F33FDC04-D1AC-4E8E-9A30-19BBD4B108AE}'];
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const maxUsers = 50;

export async function readWindows(host: Host): Promise<UsbStorage> {
  const unread: Unread[] = [];
  const policies = await readPolicies(host, unread, 'HKLM', null);
  for (const user of await readUsers(host, unread)) {
    policies.push(...(await readPolicies(host, unread, `HKU\\${user}`, user)));
  }
  policies.push(...(await readMachineSettings(host, unread)));
  return {
    unread,
    container: false,
    bus: 'present',
    drivers: await readDrivers(host, unread),
    policies: policies.slice(0, 200),
    usbguard: null,
    authorization: null,
    newDevicesDenied: (await value(host, unread, restrictions, 'DenyRemovableDevices')) === 1,
    otherControls: await readOtherControls(host),
  };
}

const restrictions = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions';

/** Hives of users who are signed in; those of others are not loaded and say nothing here. */
async function readUsers(host: Host, unread: Unread[]): Promise<string[]> {
  const hives = await readPart(unread, 'HKU', null, () => host.registry('HKU'));
  const users = (hives?.subkeys ?? []).filter((name) => /^S-1-(5-21|12-1)(-\d{1,10}){4}$/.test(name));
  if (users.length > maxUsers) {
    unread.push({ what: `policies of ${users.length} users`, code: 'output-limit' });
  }
  return users.slice(0, maxUsers);
}

/** A policy of the machine holds for everybody, whatever the hive of a user or the start type of a driver says. */
async function readPolicies(
  host: Host,
  unread: Unread[],
  hive: string,
  user: string | null,
): Promise<Policy[]> {
  const root = `${hive}\\${removable}`;
  const base = { layer: 'group-policy', user, deprecated: false } as const;
  const policies: Policy[] = [];
  const key = await keyOrNull(host, unread, root);
  if (key === null) return policies;
  if (dword(key, 'Deny_All') === 1) {
    policies.push({ ...base, source: `${root}: Deny_All=1`, covers: 'all', read: 'denied', write: 'denied' });
  }
  const disk = await readClass(host, unread, `${root}\\${disks}`);
  if (disk.read || disk.write) {
    policies.push({ ...base, source: `${root}\\${disks}: ${shown(disk)}`, covers: 'disks', ...words(disk) });
  }
  const classes = await Promise.all(portable.map((guid) => readClass(host, unread, `${root}\\${guid}`)));
  const both = { read: classes.every(({ read }) => read), write: classes.every(({ write }) => write) };
  if (both.read || both.write) {
    policies.push({
      ...base,
      source: `${root}\\WPD: ${shown(both)}`,
      covers: 'portable-devices',
      ...words(both),
    });
  }
  return policies;
}

type Denied = { read: boolean; write: boolean };

async function readClass(host: Host, unread: Unread[], path: string): Promise<Denied> {
  const key = await keyOrNull(host, unread, path);
  return { read: dword(key, 'Deny_Read') === 1, write: dword(key, 'Deny_Write') === 1 };
}

function words({ read, write }: Denied): Pick<Policy, 'read' | 'write'> {
  return { read: read ? 'denied' : 'allowed', write: write ? 'denied' : 'allowed' };
}

function shown({ read, write }: Denied): string {
  return [...(read ? ['Deny_Read=1'] : []), ...(write ? ['Deny_Write=1'] : [])].join(', ');
}

/** The write rule of BitLocker lies in the SYSTEM hive, beside no other policy. */
async function readMachineSettings(host: Host, unread: Unread[]): Promise<Policy[]> {
  const settings = [
    [
      'HKLM\\SYSTEM\\CurrentControlSet\\Policies\\Microsoft\\FVE',
      'RDVDenyWriteAccess',
      'group-policy',
      'encrypted-only',
    ],
    ['HKLM\\SYSTEM\\CurrentControlSet\\Control\\StorageDevicePolicies', 'WriteProtect', 'setting', 'denied'],
    [
      'HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Storage',
      'RemovableDiskDenyWriteAccess',
      'mdm',
      'denied',
    ],
  ] as const;
  const policies: Policy[] = [];
  for (const [path, name, layer, write] of settings) {
    if ((await value(host, unread, path, name)) !== 1) continue;
    const source = `${path}: ${name}=1`;
    policies.push({ source, layer, user: null, covers: 'disks', read: 'allowed', write, deprecated: false });
  }
  return policies;
}

/** Modern disks load UASPStor in place of USBSTOR. A missing key is no block: plug and play makes it anew. */
async function readDrivers(host: Host, unread: Unread[]): Promise<Driver[]> {
  const running = await readStarted(host);
  const drivers: Driver[] = [];
  for (const name of ['USBSTOR', 'UASPStor'] as const) {
    const start = await value(host, unread, `${services}\\${name}`, 'Start');
    drivers.push({
      name,
      state: start === 4 ? 'blocked' : 'loadable',
      loaded: running === null ? null : (running.get(name.toLowerCase()) ?? false),
    });
  }
  return drivers;
}

/** Null when it cannot be read; it matters only where the drivers are what restricts. */
async function readStarted(host: Host): Promise<Map<string, boolean> | null> {
  try {
    const drivers = await host.cim({
      namespace: 'root\\cimv2',
      className: 'Win32_SystemDriver',
      properties: ['Name', 'Started'],
    });
    return new Map(drivers.map(({ Name, Started }) => [String(Name).toLowerCase(), Started === true]));
  } catch (error) {
    if (isProbeError(error)) return null;
    throw error;
  }
}

async function value(host: Host, unread: Unread[], path: string, name: string): Promise<number | null> {
  return dword(await keyOrNull(host, unread, path), name);
}

async function keyOrNull(host: Host, unread: Unread[], path: string): Promise<RegistryKey | null> {
  return readPart(unread, path, null, () => host.registry(path));
}

function dword(key: RegistryKey | null, name: string): number | null {
  const entry = Object.entries(key?.values ?? {}).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  )?.[1];
  return entry?.type === 'REG_DWORD' ? entry.data : null;
}
