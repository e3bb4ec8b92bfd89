import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { diskEncryption } from '../../evidence/disk-encryption/index.ts';
import { powerBackup } from '../../evidence/power-backup/index.ts';
import { defineControl } from '../define.ts';
import { diskEncrypted } from '../disk-encrypted/index.ts';

export const portableStorageEncrypted = defineControl({
  id: 'portable-storage-encrypted',
  title: text('持ち運べる機器の記憶装置が暗号化されている', 'Storage of portable machines is encrypted'),
  description: text(
    '電池を内蔵する機器（ノートPCやタブレット）は持ち運べるものとみなし、その記憶装置が暗号化されていることを確かめる。条件は disk-encrypted と同じである。電池のない据置きの機器は対象としない。持ち出す機器だけに暗号化を求める項目のためのもので、据置きの機器を持ち出すことがあれば人が確かめる。',
    'A machine with a battery of its own (a notebook or tablet) counts as portable; its storage is encrypted, under the conditions of disk-encrypted. Machines without a battery are left out. This is for items that ask for encryption of what is carried away; where machines without a battery are carried away a person checks them.',
  ),
  needs: { disks: diskEncryption, power: powerBackup },
  params: z.object({ includeSwap: z._default(z.boolean(), true) }),
  parameters: {
    includeSwap: {
      meaning: text('スワップの暗号化も求める', 'Swap must be encrypted as well'),
      source: text(
        '製品の既定値（メモリの内容がディスクに残るため）',
        "The product's default: memory ends up there",
      ),
    },
  },
  reasons: {
    ...diskEncrypted.reasons,
    'no-battery': text(
      '電池を内蔵しない据置きの機器である。',
      'The machine has no battery of its own: it stays where it is.',
    ),
    'battery-not-told': text(
      '電池を内蔵しているか分からない。',
      'Whether the machine has a battery of its own is not told.',
    ),
  },
  remediation: diskEncrypted.remediation,
  evaluate({ disks, power }, { includeSwap }, context) {
    const params = { ...diskEncrypted.params.parse({}), includeSwap };
    const judged = diskEncrypted.evaluate({ disks }, params, context);
    if (power.supplies.some(({ kind }) => kind === 'battery')) return judged;
    const { expected } = judged;
    if (power.container || disks.container) return { ...judged, outcome: 'not-applicable' };
    const observed = text('内蔵の電池なし', 'no battery of its own');
    return power.unread.length > 0
      ? {
          outcome: 'unknown',
          reason: 'battery-not-told',
          observed: text('電池の有無は不明', 'not told'),
          expected,
        }
      : { outcome: 'not-applicable', reason: 'no-battery', observed, expected };
  },
});
