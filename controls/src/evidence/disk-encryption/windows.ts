import { isProbeError } from '@tenken/shared';
import type { CimInstance, CimQuery, Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { DiskEncryption, Volume } from './schema.ts';

const volumeQuery: CimQuery = {
  namespace: 'root\\cimv2',
  className: 'Win32_Volume',
  properties: ['DeviceID', 'DriveLetter', 'Name', 'DriveType', 'FileSystem', 'BootVolume', 'SystemVolume'],
};

/**
 * The methods, not the properties: `ProtectionStatus` can be stale on build 26100 (osquery#8931).
 *
 * @see https://learn.microsoft.com/windows/win32/secprov/win32-encryptablevolume
 */
const encryptableQuery: CimQuery = {
  namespace: 'root\\cimv2\\Security\\MicrosoftVolumeEncryption',
  className: 'Win32_EncryptableVolume',
  properties: ['DeviceID', 'DriveLetter'],
  methods: [
    { name: 'GetProtectionStatus' },
    { name: 'GetConversionStatus', args: { PrecisionFactor: 0 } },
    { name: 'GetEncryptionMethod' },
    { name: 'GetLockStatus' },
  ],
  timeoutMs: 60_000,
};

const partitionQuery: CimQuery = {
  namespace: 'root\\Microsoft\\Windows\\Storage',
  className: 'MSFT_Partition',
  properties: ['GptType', 'MbrType', 'AccessPaths'],
};

export async function readWindows(host: Host): Promise<DiskEncryption> {
  const unread: Unread[] = [];
  const volumes = await host.cim(volumeQuery);
  // Server without the feature: no namespace, and nothing that BitLocker could encrypt with.
  const encryptable = await orAbsent(() => host.cim(encryptableQuery));
  const partitions = await readPart(unread, 'MSFT_Partition', [], () => host.cim(partitionQuery));
  const thirdParty = await thirdPartyEncryption(host);
  const stored = volumes.filter(({ DriveType }) => DriveType === 2 || DriveType === 3);
  if (stored.length > 200) {
    unread.push({ what: 'Win32_Volume', code: 'output-limit' });
  }
  return {
    unread,
    container: false,
    volumes: stored.slice(0, 200).map((volume) => {
      const id = String(volume['DeviceID'] ?? '');
      const row = encryptable?.find(({ DeviceID }) => same(DeviceID, id));
      const known = volumeOf(volume, row, purposeOf(volume, partitions ?? []), thirdParty.length > 0);
      // Recovery and boot partitions are in clear by design; without the table they cannot be told from data.
      const untold =
        partitions === null && typeof volume['DriveLetter'] !== 'string' && known.encrypted === false;
      return untold ? { ...known, encrypted: null, why: 'not-told' } : known;
    }),
    swaps: [],
    thirdParty,
  };
}

async function orAbsent<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isProbeError(error, 'not-found')) {
      return null;
    }
    throw error;
  }
}

function volumeOf(
  volume: CimInstance,
  row: CimInstance | undefined,
  purpose: Volume['purpose'],
  thirdParty: boolean,
): Volume {
  const id = String(volume['DeviceID'] ?? '').slice(0, 300) || '?';
  const letter = volume['DriveLetter'] ?? volume['Name'];
  const state = row ? bitLockerState(row) : ({ encrypted: false, why: 'not-encrypted' } as const);
  // A product that encrypts below Windows leaves BitLocker saying 'decrypted'.
  const hidden = thirdParty && state.encrypted === false && state.why === 'not-encrypted';
  return {
    mountPoints: [typeof letter === 'string' && letter !== '' ? letter.slice(0, 300) : id],
    source: id,
    fileSystem: typeof volume['FileSystem'] === 'string' ? volume['FileSystem'].slice(0, 300) : null,
    kind: volume['DriveType'] === 2 ? 'removable' : 'fixed',
    purpose,
    layers: row ? layersOf(row) : [],
    ...(hidden ? { encrypted: null, why: 'not-told' } : state),
  };
}

/** Encrypted is not protected: while suspended, the key lies in clear on the disk. */
export function bitLockerState(row: CimInstance): Pick<Volume, 'encrypted' | 'why'> {
  const protection = row['GetProtectionStatus.ProtectionStatus'];
  if (row['GetLockStatus.LockStatus'] === 1 || protection === 2) {
    return { encrypted: null, why: 'locked' };
  }
  const answered =
    row['GetProtectionStatus.ReturnValue'] === 0 && row['GetConversionStatus.ReturnValue'] === 0;
  switch (answered ? row['GetConversionStatus.ConversionStatus'] : undefined) {
    case 0:
      return { encrypted: false, why: 'not-encrypted' };
    case 1:
      if (protection === 0) {
        return { encrypted: false, why: 'protection-suspended' };
      }
      if (protection !== 1) {
        return { encrypted: null, why: 'not-told' };
      }
      return row['GetEncryptionMethod.EncryptionMethod'] === 5
        ? { encrypted: true, why: 'hardware-encryption' }
        : { encrypted: true, why: 'encrypted-layer' };
    case 2:
    case 4:
      return { encrypted: false, why: 'encryption-in-progress' };
    case 3:
    case 5:
      return { encrypted: false, why: 'decryption-in-progress' };
    default:
      return { encrypted: null, why: 'not-told' };
  }
}

const methods: Record<number, string> = {
  1: 'AES-128 with diffuser',
  2: 'AES-256 with diffuser',
  3: 'AES-128',
  4: 'AES-256',
  5: 'hardware',
  6: 'XTS-AES-128',
  7: 'XTS-AES-256',
};

/** 0: none; a locked volume answers with 4294967295. */
function layersOf(row: CimInstance): string[] {
  const method = row['GetEncryptionMethod.EncryptionMethod'];
  if (method === 0 || typeof method !== 'number') {
    return [];
  }
  return [`BitLocker ${methods[method] ?? ''}`.trim()];
}

const efi = '{c12a7328-f81f-11d2-ba4b-00a0c93ec93b}';
const recovery = '{de94bba4-06d1-4d40-a16a-bfd50179d6ac}';

/**
 * In Windows' words the system volume holds the boot loader and the boot volume holds Windows; where one volume
 * is both it holds data.
 */
function purposeOf(volume: CimInstance, partitions: readonly CimInstance[]): Volume['purpose'] {
  const partition = partitions.find(
    ({ AccessPaths }) =>
      Array.isArray(AccessPaths) && AccessPaths.some((path) => same(path, volume['DeviceID'])),
  );
  // What has a letter is used by people, whatever else lies on it.
  if (volume['BootVolume'] === true || typeof volume['DriveLetter'] === 'string') {
    return 'data';
  }
  if (same(partition?.['GptType'], recovery) || partition?.['MbrType'] === 0x27) {
    return 'recovery';
  }
  return same(partition?.['GptType'], efi) || volume['SystemVolume'] === true ? 'boot' : 'data';
}

/** Drivers of products that encrypt whole disks; a sign of them only ever turns a failure into 'unknown'. */
const drivers = { MfeEpePc: 'Trellix Drive Encryption', PGPwded: 'Symantec Endpoint Encryption' };

async function thirdPartyEncryption(host: Host): Promise<string[]> {
  const found: string[] = [];
  for (const [driver, product] of Object.entries(drivers)) {
    const key = await orAbsent(() => host.registry(`HKLM\\SYSTEM\\CurrentControlSet\\Services\\${driver}`));
    const start = key?.values['Start'];
    // 4: disabled.
    if (key && !(start?.type === 'REG_DWORD' && start.data === 4)) {
      found.push(product);
    }
  }
  return found;
}

function same(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase();
}
