import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { hardwareHealth } from '../../evidence/hardware-health/index.ts';
import type { Disk, DiskArray } from '../../evidence/hardware-health/schema.ts';
import { defineControl } from '../define.ts';
import { leftToPeople } from '../left-to-people.ts';
import type { Judgement } from '../define.ts';

export const storageRedundant = defineControl({
  id: 'storage-redundant',
  title: text('記憶装置が1台故障しても動き続ける', 'The machine goes on when one disk fails'),
  description: text(
    '内蔵の物理の記憶装置がすべて、冗長な構成（md、ZFS、Btrfs、記憶域スペース、AppleRAID）に入り、どの構成も欠けていないことを確かめる。ハードウェアRAIDの装置、LVMのミラー、Windowsのダイナミックディスク、仮想化基盤や外部ストレージの冗長化は、この機器からは分からない。冗長化はバックアップの代わりにならない。',
    'Every physical disk inside the machine belongs to something redundant (md, ZFS, Btrfs, Storage Spaces, AppleRAID) and nothing is missing there. What a hardware RAID controller, LVM mirrors, dynamic disks of Windows, a hypervisor or external storage do is not seen from here. Redundancy takes the place of no backup.',
  ),
  needs: { hardware: hardwareHealth },
  params: z.object({
    exemptDisks: z._default(z.array(z.string()), []),
    unseenLeftToPeople: z._default(z.boolean(), false),
  }),
  parameters: {
    exemptDisks: {
      meaning: text(
        '冗長でなくてよい記憶装置の名前（例: sdc、バックアップ先）',
        'Names of disks that need not be redundant (for example sdc, which takes backups)',
      ),
      source: text('製品の既定値（なし）', "The product's default: none"),
    },
    unseenLeftToPeople: leftToPeople(
      '冗長な構成が見えないときは、ほかの手段を人が確かめる',
      'Where no redundant array is seen a person looks at other means',
    ),
  },
  reasons: {
    redundant: text(
      'すべての記憶装置が冗長で、欠けていない。',
      'Every disk is redundant and none is missing.',
    ),
    'storage-of-the-host': text(
      '記憶装置はホスト、仮想化基盤又は外部ストレージのものである。そこで確かめる。',
      'The disks belong to the host, a hypervisor or external storage: check there.',
    ),
    failed: text('動いていない構成がある。', 'An array does not work.'),
    degraded: text('記憶装置の欠けた構成がある。', 'A disk is missing from an array.'),
    rebuilding: text('欠けた記憶装置を再構築している途中である。', 'A missing disk is being rebuilt.'),
    'array-not-redundant': text('冗長でない構成がある。', 'An array has no redundancy.'),
    'disk-alone': text('冗長な構成に入っていない記憶装置がある。', 'A disk belongs to nothing redundant.'),
    'hidden-by-controller': text(
      'RAIDコントローラーの構成は見えない。その管理ツールで確かめる。',
      'What the RAID controller does is not seen. Check with its own tool.',
    ),
    'not-told': text('状態を示さない構成がある。', 'An array does not tell its state.'),
    'no-disks': text('記憶装置が見つからない。', 'No disk was found.'),
  },
  remediation: {
    linux: text(
      '欠けた記憶装置を交換し、`mdadm --manage /dev/md0 --add /dev/sdb1`、`zpool replace`、`btrfs replace` で戻す。`cat /proc/mdstat`、`zpool status`、`btrfs device stats` で確かめる。冗長でない機器は、設計から見直す。',
      'Replace the missing disk and bring it back with `mdadm --manage /dev/md0 --add /dev/sdb1`, `zpool replace` or `btrfs replace`. Check with `cat /proc/mdstat`, `zpool status`, `btrfs device stats`. Where nothing is redundant, change the design.',
    ),
    windows: text(
      '`Get-VirtualDisk` と `Get-PhysicalDisk` で欠けたものを見て交換し、`Repair-VirtualDisk` で戻す。RAIDコントローラーの構成は製造者の管理ツールで見る。',
      'See what is missing with `Get-VirtualDisk` and `Get-PhysicalDisk`, replace it and run `Repair-VirtualDisk`. Look at RAID controllers with the tool of their maker.',
    ),
    macos: text(
      '`diskutil appleRAID list` で欠けたものを見て交換し、`diskutil appleRAID repairMirror` で戻す。',
      'See what is missing with `diskutil appleRAID list`, replace it and run `diskutil appleRAID repairMirror`.',
    ),
  },
  evaluate({ hardware: { container, disks, arrays, unread } }, { exemptDisks, unseenLeftToPeople }) {
    const expected = text(
      '内蔵の記憶装置がすべて冗長で、欠けていない',
      'every internal disk is redundant, none is missing',
    );
    if (container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'storage-of-the-host', observed, expected };
    }
    const observed = shown(disks, arrays);
    const verdict = judgeStorage(
      disks.filter(({ name, removable }) => !removable && !exemptDisks.includes(name)),
      arrays,
      unread.length > 0,
    );
    const [first] = unread;
    if (first && verdict.outcome !== 'fail') {
      return { outcome: 'error', reason: first.code, observed, expected };
    }
    const isOfArray = ['failed', 'degraded', 'rebuilding', 'redundant'].includes(verdict.reason);
    const outcome = isOfArray || !unseenLeftToPeople ? verdict.outcome : 'not-applicable';
    return { ...verdict, outcome, observed, expected };
  },
});

/** @param partly something was not read: a disk that seems alone may belong to it */
function judgeStorage(
  disks: readonly Disk[],
  arrays: readonly DiskArray[],
  partly: boolean,
): Pick<Judgement, 'outcome' | 'reason'> {
  for (const state of ['failed', 'degraded', 'rebuilding'] as const) {
    if (arrays.some((array) => array.state === state)) return { outcome: 'fail', reason: state };
  }
  // A stripe over volumes that somebody else keeps may be safe there.
  if (disks.some(({ form }) => form === 'physical') && arrays.some(({ redundant }) => redundant === false)) {
    return { outcome: 'fail', reason: 'array-not-redundant' };
  }
  // Who is a member of a mirror of LVM, and how it is, nobody tells here.
  if (arrays.some(({ state, redundant }) => state === null || redundant === null)) {
    return { outcome: 'unknown', reason: 'not-told' };
  }
  const members = new Set(arrays.flatMap((array) => array.members));
  const alone = disks.filter(({ name, form }) => form === 'physical' && !members.has(name));
  // Members behind another layer, such as encryption, are not disks by name.
  const behind = [...members].some((name) => /^dm-\d+$/.test(name));
  if (alone.length > 0 && !partly) {
    return behind ? { outcome: 'unknown', reason: 'not-told' } : { outcome: 'fail', reason: 'disk-alone' };
  }
  if (disks.some(({ form }) => form === 'raid-volume')) {
    return { outcome: 'unknown', reason: 'hidden-by-controller' };
  }
  if (disks.some(({ form }) => form === 'virtual')) {
    return { outcome: 'unknown', reason: 'storage-of-the-host' };
  }
  if (disks.length === 0) return { outcome: 'unknown', reason: 'no-disks' };
  return { outcome: 'pass', reason: 'redundant' };
}

const stateText: Record<NonNullable<DiskArray['state']>, Text> = {
  good: text('正常', 'good'),
  rebuilding: text('再構築中', 'rebuilding'),
  degraded: text('縮退', 'degraded'),
  failed: text('停止', 'failed'),
};

function shown(disks: readonly Disk[], arrays: readonly DiskArray[]): Text {
  const list = (language: 'ja' | 'en') =>
    arrays.slice(0, 4).map(({ name, level, state }) => {
      const word = state === null ? text('状態不明', 'not told') : stateText[state];
      return `${name} (${level ?? '?'}): ${word[language]}`;
    });
  const rest = arrays.length > 4 ? ` +${arrays.length - 4}` : '';
  const names = disks
    .filter(({ removable }) => !removable)
    .slice(0, 8)
    .map(({ name }) => name)
    .join(' ');
  if (arrays.length === 0) return text(`構成なし、記憶装置 ${names}`, `no array, disks ${names}`);
  return text(
    `${list('ja').join('、')}${rest}、記憶装置 ${names}`,
    `${list('en').join(', ')}${rest}, disks ${names}`,
  );
}
