import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { antivirus } from '../../evidence/antivirus/index.ts';
import { defineControl } from '../define.ts';
import { productNamesAge } from '../product-names-age.ts';
import { activityOf, candidates, shownActivities, whyNotReadable } from './activity.ts';
import type { Activity } from './activity.ts';

/** Undetermined before off: what cannot be seen may be the one that protects. Then the nearest to protecting. */
const ranking: readonly Activity[] = [
  'not-readable',
  'state-not-told',
  'real-time-not-told',
  'no-real-time',
  'licence-ended',
  'passive',
  'stopped',
];

const outcomeOf: Partial<Record<Activity, 'unknown'>> = {
  'state-not-told': 'unknown',
  'real-time-not-told': 'unknown',
};

export const antivirusActive = defineControl({
  id: 'antivirus-active',
  title: text('ウイルス対策ソフトが稼働している', 'Antivirus is active'),
  description: text(
    '少なくとも1つのウイルス対策ソフトが稼働し、ファイルの使用時に検査（リアルタイム検査）していることを、製品自身の状態で確かめる。導入や登録だけ、AppArmor・SELinuxだけ、更新プログラム（freshclam）だけでは適合としない。macOS標準のXProtectは、ほかの製品がない場合に限り数える。',
    'At least one antivirus product runs and scans files as they are used (real-time scan), by its own word. Being installed or registered, AppArmor, SELinux or an updater (freshclam) alone are not enough. XProtect, part of macOS, counts only where there is no other product.',
  ),
  needs: { state: antivirus },
  params: z.object({
    requireRealTime: z._default(z.boolean(), true),
    acceptXProtect: z._default(z.boolean(), true),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    requireRealTime: {
      meaning: text('リアルタイム検査を求める', 'Ask for the real-time scan'),
      source: text(
        '製品の既定値（定期検査だけでは実行前に止められない）',
        "The product's default: a scheduled scan stops nothing before it runs",
      ),
    },
    acceptXProtect: {
      meaning: text('macOSではXProtectだけでもよい', 'On macOS XProtect alone is enough'),
      source: text(
        'macOS Security Compliance Project の規則 os_anti_virus_installed',
        'macOS Security Compliance Project, rule os_anti_virus_installed',
      ),
    },
    referenceMaxAgeDays: productNamesAge,
  },
  reference: ['product-names'],
  absences: ['no-product', 'only-xprotect', 'no-real-time', 'licence-ended', 'passive', 'stopped'],
  reasons: {
    active: text('ウイルス対策ソフトが稼働している。', 'An antivirus product is on.'),
    'no-product': text('ウイルス対策ソフトがない。', 'There is no antivirus product.'),
    'only-xprotect': text('XProtect以外のウイルス対策ソフトがない。', 'There is no product but XProtect.'),
    'no-real-time': text('リアルタイム検査が無効である。', 'The real-time scan is off.'),
    'licence-ended': text('ライセンスが切れている。', 'The licence has ended.'),
    passive: text('パッシブモードで、保護していない。', 'It is in passive mode and does not protect.'),
    stopped: text('ウイルス対策ソフトが止まっている。', 'The antivirus product is off.'),
    'state-not-told': text(
      'この製品の状態を端末から知る方法がない。管理サーバーで確かめる。',
      'This product does not tell its state on the host. Check it on its management server.',
    ),
    'real-time-not-told': text(
      'リアルタイム検査の状態を端末から知る方法がない。管理サーバーで確かめる。',
      'This product does not tell the state of its real-time scan on the host. Check it on its management server.',
    ),
  },
  remediation: {
    linux: text(
      'ClamAVの場合は clamd と clamonacc を有効にし（`systemctl enable --now clamav-daemon clamav-clamonacc`、RHEL系は clamd@scan と clamonacc）、clamd.conf に OnAccessIncludePath、OnAccessPrevention yes、OnAccessExcludeUname を設定する。Microsoft Defender の場合は `mdatp config real-time-protection --value enabled` と `mdatp config passive-mode --value disabled` を実行する。',
      'ClamAV: enable clamd and clamonacc (`systemctl enable --now clamav-daemon clamav-clamonacc`; RHEL family: clamd@scan and clamonacc) and set OnAccessIncludePath, OnAccessPrevention yes and OnAccessExcludeUname in clamd.conf. Microsoft Defender: `mdatp config real-time-protection --value enabled` and `mdatp config passive-mode --value disabled`.',
    ),
    windows: text(
      '管理者のPowerShellで `Set-MpPreference -DisableRealtimeMonitoring $false` を実行する。グループポリシー「コンピューターの構成\\管理用テンプレート\\Windows コンポーネント\\Microsoft Defender ウイルス対策\\リアルタイム保護」で無効化されていないことも確かめる。他社製品の場合は、サービスを起動し、管理サーバーでリアルタイム検索を有効にする。',
      'Run `Set-MpPreference -DisableRealtimeMonitoring $false` in PowerShell as administrator, and check that the group policy Computer Configuration\\Administrative Templates\\Windows Components\\Microsoft Defender Antivirus\\Real-time Protection does not switch it off. For another product start its service and switch the real-time scan on at its management server.',
    ),
    macos: text(
      '導入した製品の保護を有効にし、システム拡張とフルディスクアクセスを構成プロファイルで許可する。XProtectの場合は `xprotect status` で両方の検査が enabled であることを確かめる。',
      "Switch the product's protection on and allow its system extension and full disk access by a configuration profile. For XProtect check with `xprotect status` that both scans are enabled.",
    ),
  },
  evaluate({ state }, { requireRealTime, acceptXProtect }, { now }) {
    const expected = requireRealTime
      ? text(
          'リアルタイム検査が有効なウイルス対策ソフトが稼働している',
          'an antivirus product is on, with real-time scan',
        )
      : text('ウイルス対策ソフトが稼働している', 'an antivirus product is on');
    const list = candidates(state).map((product) => ({
      product,
      activity: activityOf(product, requireRealTime, now),
    }));
    const observed = shownActivities(list);
    const [first] = state.unread;
    const active = list.filter(({ activity }) => activity === 'active');
    // What could not be read may hold the product that protects.
    if (first && active.length === 0) return { outcome: 'error', reason: first.code, observed, expected };
    if (list.length === 0) return { outcome: 'fail', reason: 'no-product', observed, expected };
    if (!acceptXProtect && list.every(({ product }) => product.product === 'xprotect')) {
      return { outcome: 'fail', reason: 'only-xprotect', observed, expected };
    }
    if (active.length > 0) {
      return { outcome: 'pass', reason: 'active', observed, expected, validUntil: lastLicenceEnd(active) };
    }
    const reason =
      ranking.find((candidate) => list.some(({ activity }) => activity === candidate)) ?? 'stopped';
    if (reason === 'not-readable') {
      return { outcome: 'error', reason: whyNotReadable(list), observed, expected };
    }
    return { outcome: outcomeOf[reason] ?? 'fail', reason, observed, expected };
  },
});

/** One product is enough, so the last licence to end decides; one without an end never does. */
function lastLicenceEnd(
  active: readonly { product: { licenceEndsAt: string | null } }[],
): string | undefined {
  const ends = active.map(({ product }) => product.licenceEndsAt);
  if (ends.includes(null)) return undefined;
  return ends
    .filter((end) => end !== null)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
}
