import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { antivirus } from '../../evidence/antivirus/index.ts';
import type { Product } from '../../evidence/antivirus/schema.ts';
import { automaticUpdates } from '../../evidence/automatic-updates/index.ts';
import type { AutomaticUpdates } from '../../evidence/automatic-updates/schema.ts';
import { activeProducts, noProductReasons } from '../antivirus-products.ts';
import { defineControl } from '../define.ts';
import { productNamesAge } from '../product-names-age.ts';
import type { Judgement } from '../define.ts';

const dayMs = 86_400_000;
/** Their definitions come from the system or from a job on the host; of the others a management server decides. */
const updatedOnTheHost = new Set<Product['product']>(['microsoft-defender', 'clamav', 'xprotect']);

type Verdict = Pick<Judgement, 'outcome' | 'reason'> & { validUntil?: string | undefined };

export const antivirusDefinitionsUpdatedAutomatically = defineControl({
  id: 'antivirus-definitions-updated-automatically',
  title: text('ウイルス定義ファイルが自動で更新される', 'Virus definitions update by themselves'),
  description: text(
    '稼働しているウイルス対策ソフトの定義ファイルが、人の操作なしに更新される設定であることを確かめる。ClamAVはfreshclamの常駐又は定期実行、Microsoft Defenderは自身の更新間隔又はWindows Update、XProtectはmacOSのデータファイルの自動更新を見る。管理サーバーが配る製品は、定義ファイルが実際に新しいことで確かめる。定義ファイルを使わない製品は対象外とする。',
    'Definitions of the antivirus product that is on update without anybody doing anything: freshclam as a daemon or a job for ClamAV, its own interval or Windows Update for Microsoft Defender, automatic data files of macOS for XProtect. For products that a management server supplies, definitions that really are fresh show it. Products without definitions are left out.',
  ),
  needs: { state: antivirus, updates: automaticUpdates },
  params: z.object({
    maxAgeDays: z._default(z.number().check(z.positive()), 7),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    maxAgeDays: {
      unit: 'days',
      meaning: text(
        '管理サーバーが配る製品で、定義ファイルが届いたとみなす日数',
        'For products supplied by a server: age of definitions up to which they count as having come',
      ),
      source: text(
        'Microsoft Defender for Cloud の評価基準（7日以上を異常とみなす）',
        'Microsoft Defender for Cloud, endpoint protection assessment: seven days are unhealthy',
      ),
    },
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['no-active-product'],
  reasons: {
    ...noProductReasons,
    automatic: text('自動で更新される。', 'They update by themselves.'),
    'through-windows-update': text('Windows Updateとともに更新される。', 'They come with Windows Update.'),
    'through-software-update': text(
      'macOSのデータファイルの自動更新とともに更新される。',
      'They come with the automatic data files of macOS.',
    ),
    'from-its-server': text(
      '管理サーバーから配られ、実際に新しい。',
      'They come from its management server, and are fresh.',
    ),
    'not-automatic': text('自動更新が無効である。', 'Automatic updates of definitions are switched off.'),
    'not-told': text(
      '自動で更新されるか分からない。製品の設定か管理サーバーで確かめる。',
      'It is not told whether they update by themselves. Check the product or its server.',
    ),
    'without-definitions': text(
      '定義ファイルを使わない製品である。',
      'The product works without definitions.',
    ),
  },
  remediation: {
    linux: text(
      'ClamAVは `systemctl enable --now clamav-freshclam`（RHEL系は clamav-freshclam.service 又は /etc/cron.d/clamav-update）とし、閉じた網では freshclam.conf の PrivateMirror に内部ミラーを指定する。Microsoft Defender は `mdatp config automatic-definition-update --value enabled` を実行する。',
      'ClamAV: `systemctl enable --now clamav-freshclam` (or /etc/cron.d/clamav-update), on a closed network with PrivateMirror in freshclam.conf. Microsoft Defender: `mdatp config automatic-definition-update --value enabled`.',
    ),
    windows: text(
      'グループポリシー「…\\Microsoft Defender ウイルス対策\\セキュリティ インテリジェンスの更新\\定義の更新をチェックする間隔を指定する」を設定するか、Windows Update（WSUS）の自動導入を有効にする。他社製品は管理サーバーで自動更新を有効にする。',
      'Set the group policy …\\Microsoft Defender Antivirus\\Security Intelligence Updates\\Specify the interval to check for security intelligence updates, or let Windows Update (WSUS) install by itself. For other products switch it on at their server.',
    ),
    macos: text(
      '「システム設定 > 一般 > ソフトウェアアップデート > 自動アップデート > セキュリティ対応とシステムファイルをインストール」を有効にする。導入した製品は、その設定か管理サーバーで自動更新を有効にする。',
      'Switch on System Settings > General > Software Update > Automatic Updates > Install Security Responses and system files. For another product switch it on in its settings or at its server.',
    ),
  },
  evaluate({ state, updates }, { maxAgeDays }, { now, platform }) {
    const expected = text('定義ファイルが自動で更新される', 'definitions update by themselves');
    const found = activeProducts(state, now);
    if (found.verdict) return { ...found.verdict, expected };
    const verdicts = found.active.map((product) => ({
      product,
      ...productVerdict(product, updates, now.getTime(), maxAgeDays, platform === 'windows'),
    }));
    const order = ['pass', 'fail', 'unknown', 'not-applicable'];
    const [best] = verdicts.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
    if (!best) return { outcome: 'unknown', reason: 'not-told', observed: expected, expected };
    const { product, ...verdict } = best;
    return { ...verdict, observed: shown(product), expected };
  },
});

function productVerdict(
  product: Product,
  updates: AutomaticUpdates,
  now: number,
  maxAgeDays: number,
  onWindows: boolean,
): Verdict {
  const { definitions, autoUpdate } = product;
  if (definitions.state === 'not-used') return { outcome: 'not-applicable', reason: 'without-definitions' };
  if (autoUpdate === true) return { outcome: 'pass', reason: 'automatic' };
  if (autoUpdate === false) return { outcome: 'fail', reason: 'not-automatic' };
  const unknown: Verdict = { outcome: 'unknown', reason: 'not-told' };
  if (product.product === 'microsoft-defender' && onWindows) {
    const isOn = updates.mechanisms.some(
      ({ name, does, scheduled }) => name === 'windows-update' && does === 'install' && scheduled === true,
    );
    return isOn ? { outcome: 'pass', reason: 'through-windows-update' } : unknown;
  }
  if (product.product === 'xprotect') return xprotectVerdict(updates) ?? unknown;
  if (updatedOnTheHost.has(product.product) || definitions.state !== 'present') return unknown;
  const newest = definitions.builtAt ?? definitions.updatedAt;
  const endsAt = newest === null ? 0 : Date.parse(newest) + maxAgeDays * dayMs;
  if (endsAt <= now) return unknown;
  return { outcome: 'pass', reason: 'from-its-server', validUntil: new Date(endsAt).toISOString() };
}

/** A profile wins over the own choice; without either, data files are installed. */
function xprotectVerdict(updates: AutomaticUpdates): Verdict | null {
  const mechanism = updates.mechanisms.find(({ name }) => name === 'macos-software-update');
  if (!mechanism) return null;
  const chosen = mechanism.settings.filter(({ name }) => name === 'ConfigDataInstall');
  const value = (chosen.find(({ layer }) => layer === 'policy') ?? chosen[0])?.value;
  if (value === 'false' || mechanism.scheduled === false) return { outcome: 'fail', reason: 'not-automatic' };
  return { outcome: 'pass', reason: 'through-software-update' };
}

function shown({ name, definitions }: Product): Text {
  if (definitions.state !== 'present') return text(name, name);
  const day = (definitions.builtAt ?? definitions.updatedAt)?.slice(0, 10) ?? '?';
  return text(`${name}: 定義 ${day}`, `${name}: definitions of ${day}`);
}
