import { file, having, recorded, saying } from '../machine.ts';
import type { WrongMachine } from '../machine.ts';

const mounts = '/proc/self/mountinfo';
const swaps = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
const encrypted = recorded('disk-encryption', 'linux-lvm-on-luks');
const dataOnly = recorded('disk-encryption', 'linux-unrelated-crypt');
const loopOnly = recorded('disk-encryption', 'linux-encrypted-loop-only');
const suspended = recorded('disk-encryption', 'windows-bitlocker-suspended');

/** A crypt layer between the partition and the root file system. */
const rootOnCrypt = {
  files: {
    '/sys/class/block/dm-9/dm/uuid': { text: 'CRYPT-LUKS2-00000000000040008000000000000009-root\n' },
    '/sys/class/block/dm-9/removable': { text: '0\n' },
  },
  folders: { '/sys/class/block/dm-9/slaves': ['sda3'] },
  links: {
    '/sys/class/block/dm-9': '../../devices/virtual/block/dm-9',
    '/sys/dev/block/254:9': '../../devices/virtual/block/dm-9',
  },
};
const rootMount = ['27 1 8:3 / / ', '27 1 254:9 / / '] as const;

/** Disks that are encrypted in the eyes of who looks for the word only. */
export const disks: readonly WrongMachine[] = [
  {
    name: 'an unencrypted root beside an unrelated crypt mapping',
    wrong: dataOnly,
    repaired: saying(having(dataOnly, rootOnCrypt), 'files', mounts, rootMount),
    judged: { 'disk-encrypted': { wrong: ['fail', 'not-encrypted'], repaired: ['pass', 'encrypted'] } },
  },
  {
    name: 'an encrypted loop device on a disk in clear',
    wrong: loopOnly,
    repaired: saying(having(loopOnly, rootOnCrypt), 'files', mounts, rootMount),
    judged: { 'disk-encrypted': { wrong: ['fail', 'not-encrypted'], repaired: ['pass', 'encrypted'] } },
  },
  {
    name: 'swap in clear beside an encrypted root',
    wrong: file(
      having(encrypted, { statuses: { '/dev/sda2': { type: 'other' } } }),
      '/proc/swaps',
      `${swaps}/dev/sda2                               partition\t8388604\t\t0\t\t-2\n`,
    ),
    repaired: encrypted,
    judged: { 'disk-encrypted': { wrong: ['fail', 'swap-not-encrypted'], repaired: ['pass', 'encrypted'] } },
  },
  {
    name: 'BitLocker suspended',
    wrong: suspended,
    repaired: having(suspended, { cim: recorded('disk-encryption', 'windows-bitlocker-on').recording.cim }),
    judged: {
      'disk-encrypted': { wrong: ['fail', 'protection-suspended'], repaired: ['pass', 'encrypted'] },
    },
  },
];
