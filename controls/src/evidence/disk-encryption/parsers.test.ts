import { ProbeError, ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkDevice } from './block-device.ts';
import { storageOf } from './file-systems.ts';
import { parseDiskInfo, parseFileVault, parseMounts } from './macos.ts';
import { mountOf, parseMountinfo, parseSwaps } from './mountinfo.ts';
import { parsePoolDevices } from './pools.ts';
import { bitLockerState } from './windows.ts';

const parsers: Record<string, (text: string) => unknown> = {
  parseMountinfo,
  parseSwaps,
  parseFileVault,
  parseMounts,
  parseDiskInfo,
  parsePoolDevices,
};
const pieces = [
  '22 27 0:21 / /a rw',
  ' - ',
  '\\040',
  '\n',
  '/dev/sda on /',
  ' (',
  ')',
  'FileVault is ',
  'Filename',
  '\t',
  '<key>',
];
const messy = fc.oneof(
  fc.string(),
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 }))).map((all) => all.join('')),
);

test.each(Object.entries(parsers))('%s: any input gives facts or `unparsable`, soon', (_name, parse) => {
  const attempt = (input: string) => {
    try {
      parse(input);
    } catch (error) {
      if (!(error instanceof ProbeError) || error.code !== 'unparsable') {
        throw error;
      }
    }
  };
  expect(() => fc.assert(fc.property(messy, attempt), { numRuns: 200 })).not.toThrow();
  const startedAt = performance.now();
  for (const piece of [...pieces, ' ', '/']) {
    attempt(piece.repeat(100_000 / piece.length));
  }
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

describe('mountinfo', () => {
  const [, mount] = parseMountinfo(
    '27 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n42 27 7:0 / /srv/a\\040b\\134c rw master:1 shared:2 - ext4 /dev/loop0 rw\n',
  );

  test('optional fields may be any number, blanks in names are written in octal', () => {
    expect(mount).toEqual({
      device: '7:0',
      mountPoint: '/srv/a b\\c',
      fileSystem: 'ext4',
      source: '/dev/loop0',
    });
  });

  test('a path lies on the longest mount, the later one of two', () => {
    const at = (mountPoint: string, device: string) => ({
      mountPoint,
      device,
      fileSystem: 'ext4',
      source: '',
    });
    const mounts = [at('/', '8:1'), at('/srv', '8:2'), at('/srv', '8:3'), at('/srvx', '8:4')];
    expect(mountOf(mounts, '/srv/image')?.device).toBe('8:3');
    expect(mountOf(mounts, '/srvy')?.device).toBe('8:1');
  });
});

test.each([
  ['tmpfs', 'none'],
  ['ext4', 'block'],
  ['fuseblk', 'block'],
  ['fuse.gocryptfs', 'layered'],
  ['cifs', 'network'],
  ['something-new', 'block'],
])('%s: %s', (fileSystem, storage) => {
  expect(storageOf(fileSystem)).toBe(storage);
});

test('a mapping that leads to itself ends, and says nothing', async () => {
  const recording = {
    folders: { '/sys/class/block/dm-0/slaves': ['dm-0'] },
    files: { '/sys/class/block/dm-0/dm/uuid': { text: 'LVM-x' } },
    registry: {},
  };
  const host = new ReplayHost(recording as unknown as Recording);
  expect((await walkDevice(host, 'dm-0', () => Promise.resolve(null))).encrypted).toBe(null);
});

test('devices that lead to each other in many ways are not followed for ever', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `dm-${index}`);
  const recording = {
    folders: Object.fromEntries(names.map((name) => [`/sys/class/block/${name}/slaves`, names])),
    files: Object.fromEntries(names.map((name) => [`/sys/class/block/${name}/dm/uuid`, { text: 'LVM-x' }])),
    registry: {},
  };
  const host = new ReplayHost(recording as unknown as Recording);
  expect((await walkDevice(host, 'dm-0', () => Promise.resolve(null))).encrypted).toBe(null);
});

test.each([
  [1, 1, 6, 'encrypted-layer'],
  [0, 1, 6, 'protection-suspended'],
  [1, 1, 5, 'hardware-encryption'],
  [0, 2, 6, 'encryption-in-progress'],
  [1, 4, 6, 'encryption-in-progress'],
  [0, 3, 6, 'decryption-in-progress'],
  [0, 0, 0, 'not-encrypted'],
  [2, 1, 6, 'locked'],
  [9, 1, 6, 'not-told'],
  [1, 9, 6, 'not-told'],
])('protection %i, conversion %i, method %i: %s', (protection, conversion, method, why) => {
  const row = {
    'GetProtectionStatus.ProtectionStatus': protection,
    'GetProtectionStatus.ReturnValue': 0,
    'GetConversionStatus.ConversionStatus': conversion,
    'GetConversionStatus.ReturnValue': 0,
    'GetEncryptionMethod.EncryptionMethod': method,
    'GetLockStatus.LockStatus': 0,
  };
  expect(bitLockerState(row).why).toBe(why);
});

test('a method that failed is no answer', () => {
  expect(
    bitLockerState({ 'GetProtectionStatus.ProtectionStatus': 1, 'GetProtectionStatus.ReturnValue': 5 })
      .encrypted,
  ).toBe(null);
});
