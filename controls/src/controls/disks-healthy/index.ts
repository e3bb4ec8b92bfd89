import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { hardwareHealth } from '../../evidence/hardware-health/index.ts';
import type { Disk } from '../../evidence/hardware-health/schema.ts';
import { defineControl } from '../define.ts';
import { leftToPeople } from '../left-to-people.ts';
import type { Judgement } from '../define.ts';

export const disksHealthy = defineControl({
  id: 'disks-healthy',
  title: text('記憶装置に故障の兆候がない', 'The disks show no sign of failure'),
  description: text(
    '機器に内蔵された物理の記憶装置のすべてが、自己診断（SMART）又はOSの状態で正常を示し、読めない領域、予備領域の不足、寿命などの兆候がないことを確かめる。ハードウェアRAIDの装置の下にあるもの、仮想マシンの記憶装置、自己診断に答えないものは、この機器からは分からない。スリープ中の装置は起こさない。',
    'Every physical disk inside the machine calls itself well, by its own diagnosis (SMART) or by the system, and shows none of the signs: sectors that cannot be read, too little reserve, the end of its life. What lies behind a hardware RAID controller, the disks of a virtual machine, and disks without a diagnosis are not seen from here. Sleeping disks are not woken.',
  ),
  needs: { hardware: hardwareHealth },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: {
    unseenLeftToPeople: leftToPeople(
      'RAIDコントローラーの下にあって見えない記憶装置は、その管理ツールで人が確かめる',
      'Disks hidden behind a RAID controller are looked at by a person with its own tool',
    ),
  },
  reasons: {
    healthy: text('すべての記憶装置が正常である。', 'Every disk is well.'),
    'disks-of-the-host': text(
      '記憶装置はホスト又は仮想化基盤のものである。そこで確かめる。',
      'The disks belong to the host or hypervisor: check there.',
    ),
    failing: text(
      '故障しているか、故障を予告している記憶装置がある。データを退避して交換する。',
      'A disk fails or foretells its failure. Save the data and replace it.',
    ),
    warning: text('故障の兆候のある記憶装置がある。', 'A disk shows signs of failure.'),
    'hidden-by-controller': text(
      'RAIDコントローラーの下の記憶装置は見えない。その管理ツールで確かめる。',
      'The disks behind the RAID controller are not seen. Check with its own tool.',
    ),
    'tool-missing': text(
      'SMARTを読む道具（smartmontools）がない。',
      'There is nothing that reads SMART (smartmontools).',
    ),
    asleep: text('スリープ中の記憶装置がある。', 'A disk is asleep.'),
    'not-told': text('状態を示さない記憶装置がある。', 'A disk does not tell its state.'),
    'no-disks': text('記憶装置が見つからない。', 'No disk was found.'),
  },
  remediation: {
    linux: text(
      'smartmontools を導入し、`sudo smartctl --all /dev/sda` で確かめる。兆候があればバックアップを取って交換する。RAIDコントローラーの下は `smartctl --scan` の示す `-d` を付けるか、製造者の管理ツール（perccli、ssacliなど）で見る。',
      'Install smartmontools and look with `sudo smartctl --all /dev/sda`. Where there are signs, back up and replace the disk. Behind a RAID controller use the `-d` that `smartctl --scan` shows, or the tool of its maker (perccli, ssacli and others).',
    ),
    windows: text(
      '管理者のPowerShellで `Get-PhysicalDisk` と `Get-PhysicalDisk | Get-StorageReliabilityCounter` を見る。兆候があればバックアップを取って交換する。RAIDコントローラーの下は製造者の管理ツールで見る。',
      'In an elevated PowerShell look at `Get-PhysicalDisk` and `Get-PhysicalDisk | Get-StorageReliabilityCounter`. Where there are signs, back up and replace the disk. Behind a RAID controller use the tool of its maker.',
    ),
    macos: text(
      '`diskutil info disk0` の「SMART Status」を見る。Failing であればバックアップを取って修理に出す。',
      'Look at SMART Status in `diskutil info disk0`. Where it says Failing, back up and have the machine repaired.',
    ),
  },
  evaluate({ hardware: { container, disks, unread } }, { unseenLeftToPeople }) {
    const expected = text('内蔵の記憶装置がすべて正常', 'every internal disk is well');
    if (container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'disks-of-the-host', observed, expected };
    }
    const [first] = unread;
    const verdict = judgeDisks(disks);
    if (first && verdict.outcome !== 'fail') {
      return { outcome: 'error', reason: first.code, observed: shown(disks), expected };
    }
    const isHidden = verdict.reason === 'hidden-by-controller';
    const outcome = isHidden && unseenLeftToPeople ? 'not-applicable' : verdict.outcome;
    return { ...verdict, outcome, observed: shown(disks), expected };
  },
});

function judgeDisks(all: readonly Disk[]): Pick<Judgement, 'outcome' | 'reason'> {
  // A disk that is carried about is judged only by what it says.
  const disks = all.filter(({ removable, status }) => !removable || status !== null);
  if (disks.some(({ status }) => status === 'failing')) return { outcome: 'fail', reason: 'failing' };
  if (disks.some(({ status, signs }) => status === 'warning' || signs.length > 0)) {
    return { outcome: 'fail', reason: 'warning' };
  }
  const fixed = all.filter(({ removable }) => !removable);
  if (fixed.length === 0) return { outcome: 'unknown', reason: 'no-disks' };
  if (fixed.some(({ form }) => form === 'raid-volume')) {
    return { outcome: 'unknown', reason: 'hidden-by-controller' };
  }
  const physical = fixed.filter(({ form }) => form === 'physical');
  if (physical.length === 0) return { outcome: 'not-applicable', reason: 'disks-of-the-host' };
  const silent = physical.filter(({ status }) => status === null);
  if (silent.some(({ why }) => why === 'tool-missing')) return { outcome: 'unknown', reason: 'tool-missing' };
  if (silent.some(({ why }) => why !== 'asleep')) return { outcome: 'unknown', reason: 'not-told' };
  if (silent.length > 0) return { outcome: 'unknown', reason: 'asleep' };
  return { outcome: 'pass', reason: 'healthy' };
}

const statusText = {
  good: text('正常', 'good'),
  warning: text('注意', 'warning'),
  failing: text('故障又は予告', 'failing'),
};
const signText: Record<Disk['signs'][number], Text> = {
  'prefail-attribute': text('しきい値を超えた属性', 'an attribute below its threshold'),
  'pending-sectors': text('代替待ちの領域', 'pending sectors'),
  'uncorrectable-sectors': text('訂正できない領域', 'uncorrectable sectors'),
  'spare-low': text('予備領域の不足', 'little spare left'),
  'reliability-degraded': text('信頼性の低下', 'degraded reliability'),
  'read-only': text('書き込み不可', 'read-only'),
  'worn-out': text('寿命', 'worn out'),
};
const formText: Record<Disk['form'], Text> = {
  physical: text('状態不明', 'not told'),
  virtual: text('仮想', 'virtual'),
  'raid-volume': text('RAIDコントローラー', 'RAID controller'),
};

function shown(disks: readonly Disk[]): Text {
  if (disks.length === 0) return text('記憶装置なし', 'no disk');
  const worstFirst = disks.toSorted((a, b) => weight(b) - weight(a));
  const list = (language: 'ja' | 'en') =>
    worstFirst.slice(0, 6).map(({ name, form, status, signs }) => {
      const words =
        status === null ? [formText[form]] : [statusText[status], ...signs.map((sign) => signText[sign])];
      return `${name}: ${words.map((word) => word[language]).join('/')}`;
    });
  const rest = disks.length > 6 ? ` +${disks.length - 6}` : '';
  return text(`${list('ja').join('、')}${rest}`, `${list('en').join(', ')}${rest}`);
}

function weight({ status, signs }: Disk): number {
  return (status === 'failing' ? 20 : status === 'warning' ? 10 : status === null ? 1 : 0) + signs.length;
}
