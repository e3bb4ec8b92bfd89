import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { antivirus } from '../../evidence/antivirus/index.ts';
import type { Product } from '../../evidence/antivirus/schema.ts';
import { activeProducts, noProductReasons } from '../antivirus-products.ts';
import { defineControl } from '../define.ts';
import { productNamesAge } from '../product-names-age.ts';

type Word = 'scanned-whole' | 'scanned-on-use' | 'not-scanned' | 'only-on-use' | 'not-told';

const ranking: readonly Word[] = [
  'scanned-whole',
  'scanned-on-use',
  'not-told',
  'only-on-use',
  'not-scanned',
];

export const antivirusRemovableMediaScanned = defineControl({
  id: 'antivirus-removable-media-scanned',
  title: text('外部記録媒体がウイルス検査される', 'Removable media are scanned for malware'),
  description: text(
    '稼働しているウイルス対策ソフトが、USBメモリなどの外部記録媒体にあるファイルを検査することを確かめる。使うときに検査する（リアルタイム検査が媒体にも及ぶ）か、完全検査に媒体を含めるかのいずれかを求める。媒体をつなぐ前に人が検査する運用は、機器からは見えない。',
    'The antivirus product that is on looks at files on USB memory and other removable media: as they are used (the real-time scan reaches them), or by a full scan that takes them in. A person scanning media before use cannot be seen on the host.',
  ),
  needs: { state: antivirus },
  params: z.object({
    acceptOnUse: z._default(z.boolean(), true),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    acceptOnUse: {
      meaning: text('使うときの検査だけでよい', 'Scanning files as they are used is enough'),
      source: text(
        '製品の既定値（使わないファイルは動かない）',
        "The product's default: what is not used does not run",
      ),
    },
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['no-active-product'],
  reasons: {
    ...noProductReasons,
    'scanned-whole': text('完全検査に外部記録媒体が含まれる。', 'A full scan takes removable media in.'),
    'scanned-on-use': text(
      '外部記録媒体のファイルも、使うときに検査される。',
      'Files on them are scanned as they are used.',
    ),
    'only-on-use': text('使うときにしか検査されない。', 'They are scanned only as they are used.'),
    'not-scanned': text('外部記録媒体は検査されない。', 'Removable media are not scanned.'),
    'not-told': text(
      '外部記録媒体の検査の設定を端末から知る方法がない。製品の設定か管理サーバーで確かめる。',
      'The product does not tell it on the host. Check its settings or its server.',
    ),
  },
  remediation: {
    linux: text(
      'ClamAVは clamd.conf の OnAccessIncludePath に媒体をマウントするフォルダ（/media、/run/media）を加え、接続時に `clamdscan --fdpass /run/media` を実行する仕組みを設ける。媒体を使わない機器では、USB記憶媒体を禁止する。',
      'ClamAV: add the folders where media are mounted (/media, /run/media) to OnAccessIncludePath in clamd.conf, and have `clamdscan --fdpass /run/media` run when something is plugged in. Where no media are needed, forbid USB storage.',
    ),
    windows: text(
      '管理者のPowerShellで `Set-MpPreference -DisableRealtimeMonitoring $false -DisableRemovableDriveScanning $false` を実行する。他社製品は管理サーバーで、接続時の検査を有効にする。',
      'Run `Set-MpPreference -DisableRealtimeMonitoring $false -DisableRemovableDriveScanning $false` in PowerShell as administrator. For another product switch scanning on connection on at its server.',
    ),
    macos: text(
      '導入した製品の設定で、外部ボリュームの検査を有効にする。',
      'Switch the scan of external volumes on in the settings of the product.',
    ),
  },
  evaluate({ state }, { acceptOnUse }, { now }) {
    const expected = acceptOnUse
      ? text('使うとき又は完全検査で検査される', 'scanned as they are used or by a full scan')
      : text('完全検査に含まれる', 'taken in by a full scan');
    const found = activeProducts(state, now);
    if (found.verdict) return { ...found.verdict, expected };
    const words = found.active.map((product) => ({ product, word: wordOf(product, acceptOnUse) }));
    const [best] = words.toSorted((a, b) => ranking.indexOf(a.word) - ranking.indexOf(b.word));
    const word = best?.word ?? 'not-told';
    const observed = text(best?.product.name ?? '', best?.product.name ?? '');
    if (word === 'scanned-whole' || word === 'scanned-on-use') {
      return { outcome: 'pass', reason: word, observed, expected };
    }
    return { outcome: word === 'not-told' ? 'unknown' : 'fail', reason: word, observed, expected };
  },
});

function wordOf({ scanning }: Product, acceptOnUse: boolean): Word {
  const { removableInFullScan: whole = null, removableOnUse: onUse = null } = scanning ?? {};
  if (whole === true && scanning?.scheduled === 'full') return 'scanned-whole';
  if (onUse === true && acceptOnUse) return 'scanned-on-use';
  if (onUse === null && acceptOnUse) return 'not-told';
  if (whole === null || (whole && scanning?.scheduled === null)) {
    return onUse === false ? 'not-scanned' : 'not-told';
  }
  return onUse === true ? 'only-on-use' : 'not-scanned';
}
