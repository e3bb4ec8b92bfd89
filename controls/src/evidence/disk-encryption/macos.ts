import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import type { DiskEncryption, Volume } from './schema.ts';

/**
 * FileVault decides for the start volume: `Encryption` of APFS is true on every Mac with a security chip, whose
 * key then needs no password (osquery#6718). Volumes besides it are asked one by one.
 */
export async function readMacos(host: Host): Promise<DiskEncryption> {
  const unread: Unread[] = [];
  const status = await host.run('fdesetup', ['status']);
  if (status.exitCode !== 0) {
    throw new ProbeError('unparsable', `fdesetup status exits with ${status.exitCode}`);
  }
  const mounts = await host.run('mount', []);
  if (mounts.exitCode !== 0) {
    throw new ProbeError('unparsable', `mount exits with ${mounts.exitCode}`);
  }
  const start: Volume = {
    mountPoints: ['/', '/System/Volumes/Data'],
    source: 'start volume group',
    fileSystem: 'apfs',
    kind: 'fixed',
    purpose: 'data',
    ...parseFileVault(status.stdout),
  };
  const volumes = [start];
  const others = parseMounts(mounts.stdout);
  if (others.length > 100) {
    unread.push({ what: 'mounted volumes', code: 'output-limit' });
  }
  for (const mount of others.slice(0, 100)) {
    volumes.push(await otherVolume(host, mount));
  }
  return { unread, container: false, volumes, swaps: [], thirdParty: [] };
}

/** The state is on the first line, conversion and deferred enablement may follow on later ones. */
export function parseFileVault(output: string): Pick<Volume, 'encrypted' | 'why' | 'layers'> {
  const on = /^FileVault is (On|Off)\b/m.exec(output)?.[1];
  if (/Decryption in progress/.test(output)) {
    return { encrypted: false, why: 'decryption-in-progress', layers: ['FileVault'] };
  }
  if (/Encryption in progress/.test(output)) {
    return { encrypted: false, why: 'encryption-in-progress', layers: ['FileVault'] };
  }
  if (on === undefined) {
    throw new ProbeError('unparsable', 'fdesetup says neither On nor Off');
  }
  return on === 'On'
    ? { encrypted: true, why: 'encrypted-layer', layers: ['FileVault'] }
    : { encrypted: false, why: 'not-encrypted', layers: [] };
}

type MacMount = { device: string; mountPoint: string; fileSystem: string; local: boolean };

/** `/dev/disk4s1 on /Volumes/Data (apfs, local, journaled)`; volumes of the system itself are left out. */
export function parseMounts(output: string): MacMount[] {
  const mounts: MacMount[] = [];
  for (const line of output.split('\n')) {
    const match = /^(\S+) on (\/.*) \(([^()]*)\)$/.exec(line);
    if (!match?.[1] || !match[2] || match[3] === undefined) {
      if (line.startsWith('/dev/')) {
        throw new ProbeError('unparsable', `mount: ${line.slice(0, 100)}`);
      }
      continue;
    }
    const [fileSystem = '', ...options] = match[3].split(', ');
    const system = match[2] === '/' || match[2].startsWith('/System/Volumes/') || match[2] === '/dev';
    if (!system && fileSystem !== 'devfs' && fileSystem !== 'autofs') {
      mounts.push({ device: match[1], mountPoint: match[2], fileSystem, local: options.includes('local') });
    }
  }
  return mounts;
}

async function otherVolume(host: Host, { device, mountPoint, fileSystem, local }: MacMount): Promise<Volume> {
  const volume: Volume = {
    mountPoints: [mountPoint.slice(0, 300)],
    source: local ? device.slice(0, 300) : 'network',
    fileSystem: fileSystem.slice(0, 300),
    kind: local ? 'fixed' : 'network',
    purpose: 'data',
    layers: [],
    encrypted: null,
    why: 'not-told',
  };
  if (!local || !/^\/dev\/disk\d+(s\d+)*$/.test(device)) {
    return volume;
  }
  const info = await host.run('diskutil', ['info', '-plist', device]);
  if (info.exitCode !== 0) {
    return volume;
  }
  return { ...volume, ...parseDiskInfo(info.stdout) };
}

/** Only three yes-or-no keys of the flat property list are needed; absent means untold. */
export function parseDiskInfo(plist: string): Partial<Volume> {
  const external = flag(plist, 'RemovableMediaOrExternalDevice') ?? flag(plist, 'RemovableMedia');
  const vault = flag(plist, 'FileVault');
  const kind = external ? 'removable' : 'fixed';
  if (vault === null) {
    return { kind };
  }
  return vault
    ? { kind, encrypted: true, why: 'encrypted-layer', layers: ['FileVault'] }
    : { kind, encrypted: false, why: 'not-encrypted' };
}

function flag(plist: string, key: string): boolean | null {
  const value = new RegExp(`<key>${key}</key>\\s{0,20}<(true|false)/>`).exec(plist)?.[1];
  return value === undefined ? null : value === 'true';
}
