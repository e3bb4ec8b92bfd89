import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { parseMountControls } from './mount-controls.ts';
import type { Policy, UsbStorage } from './schema.ts';

const declaration = '/var/db/ManagedConfigurationFiles/DiskManagement/DiskManagement_Settings.plist';
const member = 'Restrictions.ExternalStorage';

/**
 * `allowUSBRestrictedMode` is not looked at: it asks before a new accessory may speak to a locked machine and
 * restricts no storage once that is answered.
 */
export async function readMacos(host: Host): Promise<UsbStorage> {
  const unread: Unread[] = [];
  const declared = await readPart(unread, declaration, null, () => readDeclaration(host));
  const profiles = await readPart(unread, 'configuration profiles', [], () => readProfiles(host));
  return {
    unread,
    container: false,
    bus: 'present',
    drivers: [],
    policies: [...(declared ? [declared] : []), ...(profiles ?? [])],
    usbguard: null,
    authorization: null,
    newDevicesDenied: false,
    otherControls: await readDefenderControl(host),
  };
}

/**
 * Declarative management, macOS 15 and later; not shown among the profiles. `ReadOnly` mounts only media that is
 * read-only by itself and no others.
 */
async function readDeclaration(host: Host): Promise<Policy | null> {
  await host.stat(declaration);
  const extracted = await host.run('plutil', ['-extract', member, 'raw', '-o', '-', declaration]);
  // Exit code 1: the file is there and does not hold this member, so external storage is not restricted by it.
  if (extracted.exitCode !== 0) return null;
  const value = extracted.stdout.trim();
  if (value === 'Allowed') return null;
  if (value !== 'ReadOnly' && value !== 'Disallowed') {
    throw new ProbeError('unparsable', `${member} is neither Allowed, ReadOnly nor Disallowed`);
  }
  return {
    source: `${declaration}: ${member}=${value}`,
    layer: 'mdm',
    user: null,
    covers: 'disks',
    read: value === 'Disallowed' ? 'denied' : 'allowed',
    write: 'denied',
    deprecated: false,
  };
}

async function readProfiles(host: Host): Promise<Policy[]> {
  const shown = await host.run('profiles', ['show', '-output', 'stdout-xml'], { timeoutMs: 20_000 });
  if (shown.exitCode !== 0) throw new ProbeError('internal', `profiles show: exit ${shown.exitCode}`);
  return parseMountControls(shown.stdout);
}

/** Defender's device control on macOS, where it is installed. */
async function readDefenderControl(host: Host): Promise<string[]> {
  try {
    const health = await host.run('mdatp', ['health', '--output', 'json'], { timeoutMs: 15_000 });
    const isBlocking =
      health.exitCode === 0 && /"deviceControlEnforcementLevel"\s*:\s*"block"/.test(health.stdout);
    return isBlocking ? ['Microsoft Defender Device Control'] : [];
  } catch (error) {
    if (isProbeError(error)) return [];
    throw error;
  }
}
