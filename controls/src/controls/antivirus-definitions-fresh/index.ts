import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { antivirus } from '../../evidence/antivirus/index.ts';
import type { Product } from '../../evidence/antivirus/schema.ts';
import { activityOf, candidates, shownActivities, whyNotReadable } from '../antivirus-active/activity.ts';
import { defineControl } from '../define.ts';
import { productNamesAge } from '../product-names-age.ts';
import { freshnessOf } from './freshness.ts';
import type { Freshness } from './freshness.ts';

type Judged = { product: Product } & Freshness;

/** Worst first. */
const ranking: readonly [Freshness['verdict'], 'fail' | 'error' | 'unknown' | 'pass'][] = [
  ['definitions-missing', 'fail'],
  ['too-old', 'fail'],
  ['outdated-by-own-word', 'fail'],
  ['not-readable', 'error'],
  ['dated-in-the-future', 'unknown'],
  ['date-not-told', 'unknown'],
  ['fresh', 'pass'],
];

export const antivirusDefinitionsFresh = defineControl({
  id: 'antivirus-definitions-fresh',
  title: text('ウイルス定義ファイルが最新である', 'Virus definitions are fresh'),
  description: text(
    '稼働しているウイルス対策ソフトの定義ファイルの作成日（不明なら取得日）が上限以内であることを確かめる。リアルタイム検査をしている製品が複数あるときは、そのすべてを見る。止まっている製品やパッシブモードの製品は見ない。定義ファイルを使わない製品だけなら対象外とする。',
    'The definitions of the antivirus products that are on were made within the limit (or fetched, where that is not told). Where several scan in real time, all of them are looked at; those that are off or passive are not. Products that work without definitions make it not applicable.',
  ),
  needs: { state: antivirus },
  params: z.object({
    maxAgeDays: z._default(z.number().check(z.positive()), 7),
    maxXProtectAgeDays: z._default(z.number().check(z.positive()), 30),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    maxAgeDays: {
      unit: 'days',
      meaning: text('許容する定義ファイルの古さ', 'Largest age of the definitions that is accepted'),
      source: text(
        'Microsoft Defender for Cloud「エンドポイント保護の評価」（7日以上を異常とする）',
        'Microsoft Defender for Cloud, endpoint protection assessment: 7 days or more is unhealthy',
      ),
    },
    maxXProtectAgeDays: {
      unit: 'days',
      meaning: text('許容するXProtectの規則の古さ', "Largest age of XProtect's rules that is accepted"),
      source: text(
        '製品の既定値（Appleの更新は週1回程度で、2週間の遅れも観測されている）',
        "The product's default: Apple updates about once a week and was seen two weeks late",
      ),
    },
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['no-product', 'no-active-product'],
  reasons: {
    fresh: text('定義ファイルは新しい。', 'The definitions are fresh.'),
    'definitions-not-used': text(
      '定義ファイルを使わない製品である。',
      'The product works without definitions.',
    ),
    'definitions-missing': text('定義ファイルがない。', 'There are no definitions.'),
    'too-old': text('定義ファイルが古い。', 'The definitions are too old.'),
    'outdated-by-own-word': text(
      '製品自身が定義ファイルを古いとしている。',
      'The product itself calls its definitions out of date.',
    ),
    'no-product': text('ウイルス対策ソフトがない。', 'There is no antivirus product.'),
    'no-active-product': text('稼働しているウイルス対策ソフトがない。', 'No antivirus product is on.'),
    'state-not-told': text('製品が稼働しているか分からない。', 'It is not told whether the product is on.'),
    'date-not-told': text(
      '定義ファイルの日付を端末から知る方法がない。管理サーバーで確かめる。',
      'The host does not tell the date of the definitions. Check it on the management server.',
    ),
    'dated-in-the-future': text(
      '定義ファイルの日付が未来である。時計と定義ファイルを確かめる。',
      'The definitions are dated in the future. Check the clock and the definitions.',
    ),
  },
  remediation: {
    linux: text(
      'ClamAVは `systemctl enable --now clamav-freshclam` で更新を続ける。閉じたネットワークでは freshclam.conf の PrivateMirror に庁内のミラーを指定し、手動なら `freshclam` を実行する。Microsoft Defender は `mdatp definitions update` を実行する。',
      'ClamAV: keep updating with `systemctl enable --now clamav-freshclam`; on a closed network name the internal mirror as PrivateMirror in freshclam.conf; by hand run `freshclam`. Microsoft Defender: `mdatp definitions update`.',
    ),
    windows: text(
      '管理者のPowerShellで `Update-MpSignature` を実行し、更新元（WSUSまたは共有フォルダー）は `Set-MpPreference -SignatureFallbackOrder` と `-SignatureDefinitionUpdateFileSharesSources` で設定する。他社製品は管理サーバーの配信を確かめる。',
      'Run `Update-MpSignature` in PowerShell as administrator and set the source (WSUS or a file share) with `Set-MpPreference -SignatureFallbackOrder` and `-SignatureDefinitionUpdateFileSharesSources`. For another product check the distribution on its management server.',
    ),
    macos: text(
      'XProtectは `sudo xprotect update`（macOS 14以前は `sudo softwareupdate --background`）、Microsoft Defender は `mdatp definitions update` を実行する。',
      'XProtect: `sudo xprotect update` (macOS 14 and earlier: `sudo softwareupdate --background`). Microsoft Defender: `mdatp definitions update`.',
    ),
  },
  evaluate({ state }, { maxAgeDays, maxXProtectAgeDays }, { now }) {
    const expected = text(
      `定義ファイルが${maxAgeDays}日未満`,
      `definitions less than ${maxAgeDays} days old`,
    );
    const list = candidates(state).map((product) => ({ product, activity: activityOf(product, false, now) }));
    const activities = shownActivities(list);
    const on = list.flatMap(({ product, activity }) => (activity === 'active' ? [product] : []));
    const [first] = state.unread;
    // What could not be read may hold the product that protects.
    if (first && on.length === 0) {
      return { outcome: 'error', reason: first.code, observed: activities, expected };
    }
    if (list.length === 0) return { outcome: 'fail', reason: 'no-product', observed: activities, expected };
    if (on.length === 0) {
      if (list.some(({ activity }) => activity === 'not-readable')) {
        return { outcome: 'error', reason: whyNotReadable(list), observed: activities, expected };
      }
      if (list.some(({ activity }) => activity === 'state-not-told')) {
        return { outcome: 'unknown', reason: 'state-not-told', observed: activities, expected };
      }
      return { outcome: 'fail', reason: 'no-active-product', observed: activities, expected };
    }
    const protecting = on.filter(({ realTime }) => realTime === true);
    const judged: Judged[] = (protecting.length > 0 ? protecting : on)
      .filter(({ definitions }) => definitions.state !== 'not-used')
      .map((product) => {
        const days = product.product === 'xprotect' ? Math.max(maxAgeDays, maxXProtectAgeDays) : maxAgeDays;
        return { product, ...freshnessOf(product, days, now) };
      });
    if (judged.length === 0) {
      return { outcome: 'not-applicable', reason: 'definitions-not-used', observed: activities, expected };
    }
    const observed = shown(judged);
    const [reason, outcome] = ranking.find(([verdict]) => judged.some((one) => one.verdict === verdict)) ?? [
      'not-readable',
      'error',
    ];
    if (reason === 'not-readable') {
      return { outcome: 'error', reason: whyNotReadable(judged), observed, expected };
    }
    return { outcome, reason, observed, expected, validUntil: firstChange(judged, on) };
  },
});

/** The first date that passes, or licence that ends and leaves another product in charge. */
function firstChange(judged: readonly Judged[], on: readonly Product[]): string | undefined {
  const moments = judged.map(({ untilMs }) => untilMs).filter((moment) => moment !== null);
  for (const { licenceEndsAt } of on) if (licenceEndsAt !== null) moments.push(Date.parse(licenceEndsAt));
  return moments.length > 0 ? new Date(Math.min(...moments)).toISOString() : undefined;
}

function shown(judged: readonly Judged[]): Text {
  const parts = judged.slice(0, 5).map(({ product: { name, definitions }, at }) => {
    const version = definitions.state === 'present' && definitions.version ? ` ${definitions.version}` : '';
    if (definitions.state === 'missing') return text(`${name}: 定義ファイルなし`, `${name}: no definitions`);
    if (at === null) return text(`${name}${version}: 日付不明`, `${name}${version}: date not told`);
    const isDay = definitions.state === 'present' && definitions.precision === 'day';
    return text(
      `${name}${version}: ${isDay ? at.slice(0, 10) : at}`,
      `${name}${version}: ${isDay ? at.slice(0, 10) : at}`,
    );
  });
  const rest = judged.length > 5 ? [`+${judged.length - 5}`] : [];
  return text(
    [...parts.map(({ ja }) => ja), ...rest].join('、'),
    [...parts.map(({ en }) => en), ...rest].join(', '),
  );
}
