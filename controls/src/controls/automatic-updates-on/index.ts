import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { automaticUpdates } from '../../evidence/automatic-updates/index.ts';
import type { AutomaticUpdates, Mechanism } from '../../evidence/automatic-updates/schema.ts';
import { osUpdates } from '../../evidence/os-updates/index.ts';
import type { OsUpdates } from '../../evidence/os-updates/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { procedureVerdict } from './procedure.ts';

const dayMs = 86_400_000;

type Params = { maxRunAgeDays: number; maxIntervalDays: number; maxDeferralDays: number };
type Verdict = Pick<Judgement, 'outcome' | 'reason'> & { validUntil?: string };

export const automaticUpdatesOn = defineControl({
  id: 'automatic-updates-on',
  title: text(
    'OSの更新が自動で、又は定めた手順で適用される',
    'Updates of the operating system install by themselves, or by a set procedure',
  ),
  description: text(
    '更新を自動で導入する仕組み（unattended-upgrades、dnf-automatic、Windows Update、macOSのソフトウェアアップデート等）が、導入するよう設定され、起動の予定があり、止められていないことを確かめる。設定だけでタイマーが無効なもの、通知やダウンロードまでのものは適合としない。組織の更新サーバー（WSUS）を通じた自動導入も認める。手作業での更新を定めた組織は、その手順と実施の間隔を届け出る。そのときは、間隔のうちに更新が確かめられ、未適用のセキュリティ更新がないことを確かめる。更新が実際に済んでいるかは os-patched が確かめる。',
    'A mechanism that installs updates (unattended-upgrades, dnf-automatic, Windows Update, Software Update of macOS and others) is set to install, is scheduled and is not paused. Settings without an enabled timer, and those that only notify or download, are not enough. Installing from the update server of the organisation (WSUS) counts. An organisation that updates by hand declares its procedure and its interval: updates must then have been looked for within it, and no security update be missing. Whether updates really are installed is judged by os-patched.',
  ),
  needs: { updates: automaticUpdates, installed: osUpdates },
  wants: ({ updateProcedure }) => (updateProcedure.length > 0 ? ['updates', 'installed'] : ['updates']),
  params: z.object({
    updateProcedure: z._default(z.array(z.object({ name: z.string(), interval: z.string() })), []),
    maxIntervalDays: z._default(z.number().check(z.positive()), 7),
    maxRunAgeDays: z._default(z.number().check(z.positive()), 14),
    maxDeferralDays: z._default(z.number().check(z.nonnegative()), 30),
  }),
  parameters: {
    updateProcedure: {
      meaning: text(
        '手作業で更新する手順の名前と実施の間隔',
        'Name and interval of the procedure by which updates are installed by hand',
      ),
      source: text('組織の届出', "The organisation's declaration"),
      declared: { kind: 'update-procedure', fields: ['name', 'interval'] },
    },
    maxIntervalDays: {
      unit: 'days',
      meaning: text('更新を確かめる間隔の上限', 'Longest time between two runs'),
      source: text('製品の既定値（週1回）', "The product's default: once a week"),
    },
    maxRunAgeDays: {
      unit: 'days',
      meaning: text('最後に動いてからの日数の上限', 'Longest time since the last run'),
      source: text('製品の既定値（間隔の2倍）', "The product's default: twice the interval"),
    },
    maxDeferralDays: {
      unit: 'days',
      meaning: text('更新を遅らせる日数の上限', 'Most days by which updates are put off'),
      source: text(
        'macOS Security Compliance Project（30日以内）、Windowsの方針の上限',
        'macOS Security Compliance Project (at most 30 days), upper bound of the policy of Windows',
      ),
    },
  },
  reasons: {
    on: text('更新が自動的に導入される。', 'Updates install by themselves.'),
    'through-update-server': text(
      '組織の更新サーバーを通じて、承認された更新が自動的に導入される。',
      'Updates that the update server of the organisation approves install by themselves.',
    ),
    'declared-procedure': text(
      '自動では導入されないが、届出された手順の間隔のうちに確かめられ、未適用のセキュリティ更新がない。',
      'They do not install by themselves; they were looked for within the interval of the declared procedure, and no security update is missing.',
    ),
    'interval-not-declared': text(
      '手順は届出されているが、実施の間隔がないか、日数や「毎月」等でない。間隔を届け出る。',
      'A procedure is declared without an interval, or with one that is no number of days nor one of the words for it. Declare one.',
    ),
    'procedure-not-followed': text(
      '届出された手順の間隔より長く、更新されていない。',
      'Nothing was updated for longer than the interval of the declared procedure.',
    ),
    'pending-despite-procedure': text(
      '手順は届出されているが、未適用のセキュリティ更新がある。いつからかは分からない。',
      'A procedure is declared, and security updates are missing; since when is not told.',
    ),
    'procedure-not-shown': text(
      '手順は届出されているが、間隔のうちに更新が確かめられたことを示すものがない。',
      'A procedure is declared; nothing shows that updates were looked for within its interval.',
    ),
    'in-container': text('コンテナはイメージの更新で新しくする。', 'A container is renewed by its image.'),
    'no-mechanism': text('自動更新の仕組みがない。', 'There is no mechanism for it.'),
    off: text('自動更新が無効である。', 'Automatic updates are switched off.'),
    'not-installed-by-itself': text(
      '通知又はダウンロードまでで、導入は人が行う設定である。',
      'It notifies or downloads; installing is left to a person.',
    ),
    'without-security': text(
      'セキュリティ更新が対象に入っていない。',
      'Security updates are not among what it installs.',
    ),
    'not-scheduled': text(
      '設定はあるが、タイマーやサービスが無効で動かない。',
      'It is configured, but its timer or service is disabled.',
    ),
    'too-rarely': text('動く間隔が長すぎる。', 'It runs too rarely.'),
    'did-not-run': text('設定された後、長い間動いていない。', 'It has not run for too long.'),
    'never-ran': text('動いた記録がまだない。', 'There is no record of a run yet.'),
    paused: text('更新が一時停止されている。', 'Updates are paused.'),
    'deferred-too-long': text('更新を遅らせる日数が長すぎる。', 'Updates are put off for too long.'),
    'managed-elsewhere': text(
      '配布ソフトウェアが更新を受け持っている。その管理画面で確かめる。',
      'Other software distributes updates. Check at its console.',
    ),
    'not-told': text(
      '自動で導入されるか、設定からは分からない。',
      'The settings do not tell whether updates install by themselves.',
    ),
  },
  remediation: {
    linux: text(
      'Debian/Ubuntu は `apt install unattended-upgrades` の後 `dpkg-reconfigure -plow unattended-upgrades`、RHEL系は `dnf install dnf-automatic` の後 /etc/dnf/automatic.conf で apply_updates=yes とし `systemctl enable --now dnf-automatic.timer`（dnf5は dnf5-automatic.timer）、SUSE は `systemctl enable --now transactional-update.timer` 又は os-update.timer とする。手作業で更新する場合は、その手順を届出「更新を手作業で行う手順」に登録する。',
      'Debian, Ubuntu: `apt install unattended-upgrades`, then `dpkg-reconfigure -plow unattended-upgrades`. Red Hat family: `dnf install dnf-automatic`, apply_updates=yes in /etc/dnf/automatic.conf, `systemctl enable --now dnf-automatic.timer` (dnf5: dnf5-automatic.timer). SUSE: `systemctl enable --now transactional-update.timer` or os-update.timer. Where updates are installed by hand, register the procedure under the declaration update-procedure.',
    ),
    windows: text(
      'グループポリシー「コンピューターの構成\\管理用テンプレート\\Windows コンポーネント\\Windows Update\\自動更新を構成する」を「4 - 自動ダウンロードしインストール日時を指定」とし、サービス wuauserv と UsoSvc を無効にしない。手作業で更新する場合は、その手順を届出「更新を手作業で行う手順」に登録する。',
      'Set the group policy Computer Configuration\\Administrative Templates\\Windows Components\\Windows Update\\Configure Automatic Updates to 4 - Auto download and schedule the install, and do not disable the services wuauserv and UsoSvc. Where updates are installed by hand, register the procedure under the declaration update-procedure.',
    ),
    macos: text(
      '「システム設定 > 一般 > ソフトウェアアップデート > 自動アップデート」で全て有効にするか、MDMの届出 com.apple.configuration.softwareupdate.settings で AutomaticActions の Download と InstallOSUpdates を AlwaysOn にする。',
      'Switch everything on in System Settings > General > Software Update > Automatic Updates, or set Download and InstallOSUpdates of AutomaticActions to AlwaysOn with the MDM declaration com.apple.configuration.softwareupdate.settings.',
    ),
  },
  evaluate(
    { updates, installed }: { updates?: AutomaticUpdates; installed?: OsUpdates },
    { updateProcedure, ...limits },
    { now, platform },
  ) {
    const expected = text(
      '自動で導入され、予定があり、止められていない',
      'installs by itself, is scheduled, is not paused',
    );
    // What could not be read decides then.
    if (!updates) return { outcome: 'unknown', reason: 'not-told', observed: expected, expected };
    const observed = shown(updates);
    if (updates.container) {
      return { outcome: 'not-applicable', reason: 'in-container', observed, expected };
    }
    const verdict = verdictOf(updates, limits, now, platform === 'linux');
    if (verdict.outcome === 'pass' || updateProcedure.length === 0) return { ...verdict, observed, expected };
    if (!installed) return { outcome: 'unknown', reason: 'procedure-not-shown', observed, expected };
    const procedure = updateProcedure
      .map(({ name, interval }) => `${name} ${interval}`.trim())
      .join(', ')
      .slice(0, 100);
    const { lastInstalledAt, counts } = installed;
    const day = lastInstalledAt?.slice(0, 10);
    return {
      ...procedureVerdict(updateProcedure, installed, now),
      observed: text(
        `${observed.ja}、手順: ${procedure}、最後の導入 ${day ?? '不明'}、未適用のセキュリティ更新${counts.security}件`,
        `${observed.en}, procedure: ${procedure}, last installation ${day ?? 'not told'}, ${counts.security} security updates missing`,
      ),
      expected,
    };
  },
});

function verdictOf(updates: AutomaticUpdates, limits: Params, now: Date, keepsTimes: boolean): Verdict {
  const [first] = updates.unread;
  // Snaps and the like renew themselves beside the system, and say nothing of it.
  const verdicts = updates.mechanisms
    .filter(({ name }) => name !== 'snap')
    .map((mechanism) => mechanismVerdict(mechanism, limits, now, keepsTimes));
  const good = verdicts.find(({ outcome }) => outcome === 'pass');
  if (!good) {
    if (first) return { outcome: 'error', reason: first.code };
    if (updates.managedBy.length > 0) return { outcome: 'unknown', reason: 'managed-elsewhere' };
    return (
      verdicts.find(({ outcome }) => outcome === 'unknown') ??
      verdicts[0] ?? { outcome: 'fail', reason: 'no-mechanism' }
    );
  }
  const { pausedUntil, deferralDays, updateServer } = updates;
  if (pausedUntil === 'forever' || (pausedUntil !== null && Date.parse(pausedUntil) > now.getTime())) {
    return { outcome: 'fail', reason: 'paused' };
  }
  if (deferralDays !== null && deferralDays > limits.maxDeferralDays) {
    return { outcome: 'fail', reason: 'deferred-too-long' };
  }
  return updateServer === null ? good : { ...good, reason: 'through-update-server' };
}

function mechanismVerdict(mechanism: Mechanism, limits: Params, now: Date, keepsTimes: boolean): Verdict {
  const { does, covers, scheduled, intervalDays, lastRunAt } = mechanism;
  if (does === null) return { outcome: 'unknown', reason: 'not-told' };
  if (does === 'nothing') return { outcome: 'fail', reason: 'off' };
  if (scheduled === false) return { outcome: 'fail', reason: 'not-scheduled' };
  if (does !== 'install') return { outcome: 'fail', reason: 'not-installed-by-itself' };
  if (covers === 'others') return { outcome: 'fail', reason: 'without-security' };
  if (intervalDays !== null && intervalDays > limits.maxIntervalDays) {
    return { outcome: 'fail', reason: 'too-rarely' };
  }
  if (scheduled === null || (covers === null && mechanism.name === 'unattended-upgrades')) {
    return { outcome: 'unknown', reason: 'not-told' };
  }
  if (lastRunAt === null) {
    return keepsTimes ? { outcome: 'unknown', reason: 'never-ran' } : { outcome: 'pass', reason: 'on' };
  }
  const endsAt = Date.parse(lastRunAt) + limits.maxRunAgeDays * dayMs;
  if (endsAt <= now.getTime()) return { outcome: 'fail', reason: 'did-not-run' };
  return { outcome: 'pass', reason: 'on', validUntil: new Date(endsAt).toISOString() };
}

const doesText: Record<NonNullable<Mechanism['does']>, Text> = {
  install: text('自動導入', 'installs'),
  download: text('ダウンロードまで', 'downloads'),
  notify: text('通知のみ', 'notifies'),
  nothing: text('無効', 'off'),
};

function shown(updates: AutomaticUpdates): Text {
  if (updates.container) return text('コンテナ', 'a container');
  const ja: string[] = [];
  const en: string[] = [];
  for (const { name, does, scheduled, lastRunAt } of updates.mechanisms) {
    const word = does === null ? text('不明', 'not told') : doesText[does];
    const day = lastRunAt === null ? '' : ` ${lastRunAt.slice(0, 10)}`;
    ja.push(`${name}: ${word.ja}${scheduled === false ? '（予定なし）' : ''}${day}`);
    en.push(`${name}: ${word.en}${scheduled === false ? ' (not scheduled)' : ''}${day}`);
  }
  if (ja.length === 0) return text('自動更新の仕組みなし', 'no mechanism');
  if (updates.updateServer) {
    ja.push(`更新サーバー ${updates.updateServer}`);
    en.push(`update server ${updates.updateServer}`);
  }
  if (updates.pausedUntil !== null) {
    ja.push(`停止 ${updates.pausedUntil}まで`);
    en.push(`paused until ${updates.pausedUntil}`);
  }
  if (updates.deferralDays !== null) {
    ja.push(`${updates.deferralDays}日遅延`);
    en.push(`put off by ${updates.deferralDays} days`);
  }
  return text([...ja, ...updates.managedBy].join('、'), [...en, ...updates.managedBy].join(', '));
}
