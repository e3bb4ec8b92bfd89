import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { osRelease } from '../../evidence/os-release/index.ts';
import type { OsRelease } from '../../evidence/os-release/schema.ts';
import { supportPeriod } from '../../reference/os-support/index.ts';
import type { SupportPeriod } from '../../reference/os-support/index.ts';
import { defineControl } from '../define.ts';

const dayMs = 86_400_000;

/**
 * A system without support gets no repairs, so 'no update pending' means nothing on it.
 *
 * Debian's long-term support counts by default: it is free, needs no contract and comes through the same security
 * repository, whose being configured and fresh `os-patched` checks. It is narrower than the general support (fewer
 * architectures, some packages left out), so the finding always shows both dates, and an organisation that does
 * not accept it sets `acceptLongTermSupport` to false. Paid extensions leave no proof that can be read reliably
 * on every system; they count only where `acceptExtended` says that they were bought.
 */
export const osSupported = defineControl({
  id: 'os-supported',
  title: text('OSがサポート期間内である', 'The operating system is supported'),
  description: text(
    'OSの種類と版、Windowsではビルド番号とエディションを、提供元が公表したサポート終了日の表（日付付きの参照データ）と突き合わせる。サポートが終わったOSは、未適用の更新がなくても安全とはいえない。',
    'The system and its version, on Windows build and edition, are looked up in a dated table of the support periods that vendors publish. A system past its support is not safe even when no update is pending.',
  ),
  needs: { release: osRelease },
  params: z.object({
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
    minRemainingDays: z._default(z.number().check(z.nonnegative()), 0),
    acceptLongTermSupport: z._default(z.boolean(), true),
    acceptExtended: z._default(z.boolean(), false),
  }),
  parameters: {
    referenceMaxAgeDays: {
      unit: 'days',
      meaning: text('サポート期間の表を信用する日数', 'How long the table of support periods is believed'),
      source: text(
        '製品の既定値（表は年1回以上更新する）',
        "The product's default: the table is renewed at least yearly",
      ),
    },
    minRemainingDays: {
      unit: 'days',
      meaning: text('残っているべきサポート日数', 'Days of support that must be left'),
      source: text(
        '製品の既定値（0: 終了日まで適合）',
        "The product's default: zero, support counts until its last day",
      ),
    },
    acceptLongTermSupport: {
      meaning: text('無償の長期サポート（Debian LTS）を認める', 'Free long-term support (Debian LTS) counts'),
      source: text(
        '製品の既定値（契約不要で、同じセキュリティリポジトリから提供される）',
        "The product's default: no contract, the same security repository",
      ),
    },
    acceptExtended: {
      meaning: text(
        '購入済みの有償延長サポート（ESU、ELS、Ubuntu Pro等）を認める',
        'A paid extension (ESU, ELS, Ubuntu Pro) was bought and counts',
      ),
      source: text(
        '製品の既定値（契約は機器から確かめられないため認めない）',
        "The product's default: no, the contract cannot be seen on the machine",
      ),
    },
  },
  reference: ['os-support'],
  reasons: {
    supported: text('サポート期間内である。', 'Within its period of support.'),
    'supported-long-term': text(
      '通常のサポートは終わり、無償の長期サポートの期間内である。',
      'General support has ended; within its free long-term support.',
    ),
    'supported-extended': text(
      '通常のサポートは終わり、有償の延長サポートの期間内である。',
      'General support has ended; within its paid extension.',
    ),
    ended: text('サポートが終了している。', 'Support has ended.'),
    'ends-soon': text('残りのサポート日数が足りない。', 'Fewer days of support are left than required.'),
    'evaluation-edition': text('期限のある評価版である。', 'This is an evaluation edition, which expires.'),
    'not-in-table': text(
      'サポート期間の表にないOSである。',
      'The table of support periods does not know this system.',
    ),
  },
  remediation: {
    linux: text(
      'サポート中の版へ更新する。Debian/Ubuntu は `do-release-upgrade` 又はリリースノートの手順、RHEL系は `leapp upgrade`、SLES は `zypper migration` による。更新までの間は、有償の延長サポートを契約して acceptExtended を true にするか、期限付きの例外を登録する。',
      'Upgrade to a supported release: `do-release-upgrade` or the release notes on Debian and Ubuntu, `leapp upgrade` on the RHEL family, `zypper migration` on SLES. Until then buy the extension and set acceptExtended, or record a waiver with a date.',
    ),
    windows: text(
      'サポート中の版へ更新する（WSUS・Intuneの機能更新プログラム、Serverはインプレースアップグレード）。版は `winver` 又は PowerShell の `Get-ComputerInfo OsBuildNumber, WindowsEditionId` で確かめる。ESUを契約した場合は acceptExtended を true にする。',
      'Move to a supported version (feature update through WSUS or Intune; in-place upgrade on Server). Check with `winver` or `Get-ComputerInfo OsBuildNumber, WindowsEditionId` in PowerShell. Where ESU was bought set acceptExtended.',
    ),
    macos: text(
      '「システム設定 > 一般 > ソフトウェアアップデート」又は `sudo softwareupdate --install --all --restart` で、サポート中のmacOSへ更新する。対応しない機種は更改する。',
      'Upgrade to a supported macOS in System Settings > General > Software Update, or with `sudo softwareupdate --install --all --restart`. Replace machines that cannot run one.',
    ),
  },
  evaluate({ release }, params, { now, reference }) {
    const system = shownSystem(release);
    const expected = text(
      params.minRemainingDays > 0
        ? `サポート期間内で、残り${params.minRemainingDays}日以上`
        : 'サポート期間内',
      params.minRemainingDays > 0
        ? `supported, with at least ${params.minRemainingDays} days left`
        : 'within its period of support',
    );
    if (release.id === 'windows' && release.edition?.endsWith('Eval')) {
      return { outcome: 'fail', reason: 'evaluation-edition', observed: text(system, system), expected };
    }
    const period = supportPeriod(release, reference.osSupport) ?? ownWord(release);
    if (!period) {
      return { outcome: 'unknown', reason: 'not-in-table', observed: text(system, system), expected };
    }

    const observed = shown(system, period);
    const counted = countedEnd(period, params, now);
    const endsAt = Date.parse(counted.end) + dayMs;
    if (endsAt <= now.getTime()) return { outcome: 'fail', reason: 'ended', observed, expected };
    const shortAt = endsAt - params.minRemainingDays * dayMs;
    if (shortAt <= now.getTime()) return { outcome: 'fail', reason: 'ends-soon', observed, expected };
    const validUntil = new Date(shortAt).toISOString();
    return { outcome: 'pass', reason: counted.reason, observed, expected, validUntil };
  },
});

type Period = Pick<SupportPeriod, 'product' | 'securityEnd' | 'longTermEnd' | 'extendedEnd' | 'estimated'>;
type Params = { acceptLongTermSupport: boolean; acceptExtended: boolean };

/** Fedora and Amazon Linux write the end of support into os-release: used where the table knows nothing newer. */
function ownWord(release: OsRelease): Period | null {
  if (release.supportEndDate === null) return null;
  return { product: 'os-release SUPPORT_END', securityEnd: release.supportEndDate };
}

/** The furthest end that is accepted decides; the reason names the phase that runs now. */
function countedEnd(period: Period, params: Params, now: Date): { end: string; reason: string } {
  const phases = [{ end: period.securityEnd, reason: 'supported' }];
  if (params.acceptLongTermSupport && period.longTermEnd) {
    phases.push({ end: period.longTermEnd, reason: 'supported-long-term' });
  }
  if (params.acceptExtended && period.extendedEnd) {
    phases.push({ end: period.extendedEnd, reason: 'supported-extended' });
  }
  const running = phases.find(({ end }) => Date.parse(end) + dayMs > now.getTime());
  return { end: phases.at(-1)?.end ?? period.securityEnd, reason: running?.reason ?? 'ended' };
}

function shownSystem({
  id,
  versionId,
  versionFull,
  edition,
  build,
  revision,
  installationType,
}: OsRelease): string {
  if (id !== 'windows') return [id, versionFull ?? versionId].filter((part) => part !== null).join(' ');
  const number = revision === null ? build : `${build}.${revision}`;
  return ['windows', versionFull, edition, installationType, number]
    .filter((part) => part !== null)
    .join(' ');
}

function shown(system: string, period: Period) {
  const ja = [
    `${system}: ${period.product}、サポート終了日 ${period.securityEnd}${period.estimated ? '（推定）' : ''}`,
  ];
  const en = [
    `${system}: ${period.product}, support ends ${period.securityEnd}${period.estimated ? ' (estimated)' : ''}`,
  ];
  if (period.longTermEnd) {
    ja.push(`LTS ${period.longTermEnd}まで`);
    en.push(`LTS until ${period.longTermEnd}`);
  }
  if (period.extendedEnd) {
    ja.push(`有償延長 ${period.extendedEnd}まで`);
    en.push(`paid extension until ${period.extendedEnd}`);
  }
  return text(ja.join('、'), en.join(', '));
}
