import { own, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { osUpdates } from '../../evidence/os-updates/index.ts';
import type { OsUpdates } from '../../evidence/os-updates/schema.ts';
import type { OsSupportTable } from '../../reference/os-support/index.ts';
import { defineControl } from '../define.ts';
import { isOlderVersion } from './version.ts';

const dayMs = 86_400_000;

export const osPatched = defineControl({
  id: 'os-patched',
  title: text('OSのセキュリティ更新が適用されている', 'Security updates of the operating system are applied'),
  description: text(
    'OS自身のパッケージ管理が知る未適用のセキュリティ更新がなく、その元となる更新情報が新しく、更新を有効にする再起動も済んでいることを確かめる。古い更新情報で「更新なし」と出ても、適用済みとはみなさない。',
    "The system's own package manager knows of no security update that is missing, what it knows is recent, and no restart is pending that an update needs. 'No updates' from old information proves nothing.",
  ),
  needs: { updates: osUpdates },
  params: z.object({
    maxIndexAgeDays: z._default(z.number().check(z.positive()), 35),
    allowedPendingSecurity: z._default(z.int().check(z.nonnegative()), 0),
    requireRebootDone: z._default(z.boolean(), true),
  }),
  parameters: {
    maxIndexAgeDays: {
      unit: 'days',
      meaning: text(
        '更新情報（ミラーの作成日）を信用する日数',
        'How old the update information (date of the mirror) may be',
      ),
      source: text(
        '製品の既定値（閉域網のミラーは月1回の同期が多く、毎月の更新の公開間隔は最長35日）',
        "The product's default: mirrors on closed networks are often synchronised monthly, and monthly updates are at most 35 days apart",
      ),
    },
    allowedPendingSecurity: {
      unit: 'updates',
      meaning: text('未適用を許すセキュリティ更新の数', 'Missing security updates that are accepted'),
      source: text('製品の既定値', "The product's default"),
    },
    requireRebootDone: {
      meaning: text(
        '更新を有効にする再起動が済んでいることを求める',
        'A restart that updates need must be done',
      ),
      source: text(
        '製品の既定値（再起動するまで修正は効かない）',
        "The product's default: a repair works only after the restart",
      ),
    },
  },
  reasons: {
    'up-to-date': text('未適用のセキュリティ更新はない。', 'No security update is missing.'),
    'pending-security': text('未適用のセキュリティ更新がある。', 'Security updates are missing.'),
    'behind-newest': text(
      '公開済みの更新より古い版である。',
      'Older than a version that is known to be out.',
    ),
    'no-security-source': text(
      'セキュリティ更新の入手元が設定されていないか、優先されていない。',
      'No source of security updates is configured, or it is not preferred.',
    ),
    'reboot-needed': text(
      '更新を有効にする再起動が済んでいない。',
      'A restart is pending that updates need.',
    ),
    'index-age-unknown': text(
      '更新情報の作成日が分からない。',
      'The date of the update information is not known.',
    ),
    'index-too-old': text(
      '更新情報が古く、未適用がないことの根拠にならない。',
      'The update information is too old to prove that nothing is missing.',
    ),
    'updates-unclassified': text(
      'セキュリティ更新かどうか分からない未適用の更新がある。',
      'Updates are missing of which the repository does not tell whether they are for security.',
    ),
    'reboot-not-told': text('再起動の要否が分からない。', 'Whether a restart is pending is not known.'),
  },
  remediation: {
    linux: text(
      '更新情報を取り直して適用する。Debian/Ubuntu: `apt-get update && apt-get dist-upgrade`、RHEL系: `dnf upgrade --refresh`、SUSE: `zypper refresh && zypper patch`。カーネルを更新した後は `systemctl reboot`。セキュリティ用リポジトリ（Debianでは「<リリース名>-security」、RHEL系では updateinfo を含むミラー）が有効で、ミラーの同期が続いていることも確かめる。',
      'Refresh and apply: `apt-get update && apt-get dist-upgrade` (Debian, Ubuntu), `dnf upgrade --refresh` (RHEL family), `zypper refresh && zypper patch` (SUSE). Reboot after a kernel update. Check that the security repository is enabled (Debian: `<release>-security`; RHEL family: a mirror that carries updateinfo) and that the mirror still synchronises.',
    ),
    windows: text(
      '「設定 > Windows Update」又はWSUS・Intuneから更新を適用して再起動する。WSUSで更新が承認され、同期が続いていることを確かめる。入手元はGPO「コンピューターの構成 > 管理用テンプレート > Windows コンポーネント > Windows Update > イントラネットの Microsoft 更新サービスの場所を指定する」で設定する。',
      'Apply updates from Settings > Windows Update, WSUS or Intune, and restart. Check that WSUS approves updates and still synchronises. The source is set by the policy Computer Configuration > Administrative Templates > Windows Components > Windows Update > Specify intranet Microsoft update service location.',
    ),
    macos: text(
      '「システム設定 > 一般 > ソフトウェアアップデート」又は `sudo softwareupdate --install --all --restart` で更新を適用する。',
      'Apply updates in System Settings > General > Software Update, or with `sudo softwareupdate --install --all --restart`.',
    ),
  },
  evaluate({ updates }, { maxIndexAgeDays, allowedPendingSecurity, requireRebootDone }, { now, reference }) {
    const expected = shownExpected(maxIndexAgeDays, allowedPendingSecurity, requireRebootDone);
    const observed = shown(updates);
    const { counts, index, reboot, container } = updates;
    if (counts.security > allowedPendingSecurity) {
      return { outcome: 'fail', reason: 'pending-security', observed, expected };
    }
    if (isBehindNewest(updates, reference.osSupport)) {
      return { outcome: 'fail', reason: 'behind-newest', observed, expected };
    }
    if (updates.securitySource === false) {
      return { outcome: 'fail', reason: 'no-security-source', observed, expected };
    }
    // A container runs on its host's kernel: what waits for a restart shows there.
    const rebootDecides = requireRebootDone && !container;
    if (rebootDecides && reboot.needed) {
      return { outcome: 'fail', reason: 'reboot-needed', observed, expected };
    }

    const builtAt = index.builtAt === null ? Number.NaN : Date.parse(index.builtAt);
    // A date of tomorrow means that one of the two clocks is wrong, and then no age can be told.
    if (updates.securitySource === null || Number.isNaN(builtAt) || builtAt > now.getTime() + dayMs) {
      return { outcome: 'unknown', reason: 'index-age-unknown', observed, expected };
    }
    const oldAt = builtAt + maxIndexAgeDays * dayMs + 1;
    if (oldAt <= now.getTime()) return { outcome: 'unknown', reason: 'index-too-old', observed, expected };
    if (counts.unclassified > 0) {
      return { outcome: 'unknown', reason: 'updates-unclassified', observed, expected };
    }
    if (rebootDecides && reboot.needed === null) {
      return { outcome: 'unknown', reason: 'reboot-not-told', observed, expected };
    }
    return {
      outcome: 'pass',
      reason: 'up-to-date',
      observed,
      expected,
      validUntil: new Date(oldAt).toISOString(),
    };
  },
});

/**
 * The scan's own list can miss what has long been out; the table is a second witness. It only ever adds a failure, and
 * an old one none that is wrong: so no pass rests on its age.
 */
function isBehindNewest({ systemVersion }: OsUpdates, table: OsSupportTable): boolean {
  if (systemVersion === null) return false;
  const newest = own(table.newestMacos, systemVersion.split('.')[0]);
  return newest !== undefined && isOlderVersion(systemVersion, newest);
}

function shownExpected(maxIndexAgeDays: number, allowed: number, rebootDone: boolean): Text {
  return text(
    `未適用のセキュリティ更新${allowed === 0 ? 'なし' : `${allowed}件以下`}、更新情報が${maxIndexAgeDays}日以内${rebootDone ? '、再起動待ちなし' : ''}`,
    `${allowed === 0 ? 'no security update' : `at most ${allowed} security updates`} missing, information at most ${maxIndexAgeDays} days old${rebootDone ? ', no restart pending' : ''}`,
  );
}

function shown({
  counts,
  pending,
  index,
  securitySource,
  reboot,
  kernel,
  systemVersion,
  manager,
}: OsUpdates): Text {
  const names = pending.filter(({ security }) => security === true).map(({ name }) => name);
  const more = counts.security > 5 ? ` +${counts.security - 5}` : '';
  const listed = names.length > 0 ? ` (${names.slice(0, 5).join(', ')}${more})` : '';
  const date = index.builtAt?.slice(0, 10);
  const ja = [
    `${manager}: 未適用のセキュリティ更新${counts.security}件${listed}`,
    `更新情報 ${date ?? '日付不明'}`,
  ];
  const en = [
    `${manager}: ${counts.security} security updates missing${listed}`,
    `information of ${date ?? 'unknown date'}`,
  ];
  if (systemVersion !== null) {
    ja.push(`版 ${systemVersion}`);
    en.push(`version ${systemVersion}`);
  }
  if (counts.unclassified > 0) {
    ja.push(`種別不明の更新${counts.unclassified}件`);
    en.push(`${counts.unclassified} unclassified updates`);
  }
  if (securitySource === false) {
    ja.push('セキュリティ更新の入手元なし');
    en.push('no source of security updates');
  }
  if (index.expiryCheckDisabled) {
    ja.push('期限切れの更新情報を受け入れる設定');
    en.push('expired information is accepted');
  }
  if (reboot.needed) {
    const kernels = kernel?.newestInstalled
      ? `${kernel.running} → ${kernel.newestInstalled}`
      : reboot.because.join(', ');
    ja.push(`再起動待ち (${kernels})`);
    en.push(`restart pending (${kernels})`);
  }
  return text(ja.join('、'), en.join(', '));
}
