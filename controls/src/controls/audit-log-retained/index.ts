import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { auditLog } from '../../evidence/audit-log/index.ts';
import { shownLogs } from '../audit-log-enabled/login-logs.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { decidingLogs, worstOf } from './keeping.ts';
import type { JudgedLog, Keeping } from './keeping.ts';

const outcomes: Record<Keeping['verdict'], Pick<Judgement, 'outcome' | 'reason'>> = {
  kept: { outcome: 'pass', reason: 'kept' },
  'will-be-kept': { outcome: 'pass', reason: 'nothing-thrown-away-yet' },
  'too-young': { outcome: 'unknown', reason: 'too-young' },
  'not-told': { outcome: 'unknown', reason: 'not-told' },
  'too-short': { outcome: 'fail', reason: 'too-short' },
  'not-on-disk': { outcome: 'fail', reason: 'not-on-disk' },
};

export const auditLogRetained = defineControl({
  id: 'audit-log-retained',
  title: text('ログが必要な期間保存されている', 'Logs are kept for the required time'),
  description: text(
    'ログインを記録するログの最も古い記録が、求める期間より前であることを確かめる。まだその期間に達していない場合は、設定が期間を満たし、これまでの増え方で容量が足りるときに限り適合とする。二か月より長い空白の前に残った古いファイルは数えない。転送先に保存している分は見えない。',
    'The oldest record of the logs that receive logins is older than the time asked for. Where the log is younger, it passes only when the settings reach that time and its size, at the rate seen so far, suffices. Old files before a silence of more than two months do not count. What is kept where the logs are sent to is out of sight.',
  ),
  needs: { state: auditLog },
  params: z.object({ minRetentionDays: z._default(z.number().check(z.positive()), 365) }),
  parameters: {
    minRetentionDays: {
      unit: 'days',
      meaning: text('求める保存期間', 'How long logs have to be kept'),
      source: text(
        'PCI DSS v4 要件10.5.1（12か月。IPA「企業における情報システムのログ管理に関する実態調査」が保存期間の目安として挙げる）',
        'PCI DSS v4, 10.5.1: 12 months, which a survey of IPA on log management names as a guide',
      ),
    },
  },
  reasons: {
    kept: text('求める期間のログが残っている。', 'The logs reach back far enough.'),
    'nothing-thrown-away-yet': text(
      'まだ期間に達していないが、設定と容量は足りる。',
      'The log is younger, and its settings and size suffice.',
    ),
    'logs-of-the-host': text(
      'コンテナのログはホストが管理する。',
      "A container's logs are kept by its host.",
    ),
    'too-short': text(
      'この機器での保存が求める期間に足りない。転送先で保存している場合は、そこでの期間を確かめて例外とする。',
      'They are not kept long enough on this machine. Where they are sent elsewhere, check the time there and make it an exception.',
    ),
    'not-on-disk': text('ログがディスクに残らない。', 'The log is not kept on disk.'),
    'no-log': text('ログインを記録するログがない。', 'There is no log that receives logins.'),
    'too-young': text(
      'ログがまだ新しく、期間を満たすか分からない。',
      'The log is too young to tell whether it will be kept long enough.',
    ),
    'not-told': text(
      '保存の上限が設定されておらず、期間を満たすか分からない。上限を設定する。',
      'No limit is set, so it cannot be told how long the log will be kept. Set one.',
    ),
  },
  remediation: {
    linux: text(
      '/etc/logrotate.d/rsyslog などで `rotate 53` と `weekly`（又は `maxage 400`）とし、journald.conf に SystemMaxUse= と MaxRetentionSec= を、auditd.conf に max_log_file と num_logs を必要な期間に足りる大きさで設定する。',
      'Set `rotate 53` with `weekly` (or `maxage 400`) in /etc/logrotate.d/rsyslog or alike, SystemMaxUse= and MaxRetentionSec= in journald.conf, and max_log_file and num_logs in auditd.conf large enough.',
    ),
    windows: text(
      'グループポリシー「Windowsコンポーネント\\イベントログサービス\\セキュリティ」でログファイルの最大サイズを増やすか、「いっぱいになったとき自動的にバックアップする」を有効にする。',
      'In the group policy Windows Components, Event Log Service, Security, raise the maximum log file size or enable automatic backup of a full log.',
    ),
    macos: text(
      '/etc/security/audit_control に `expire-after:400d` を設定し、`sudo audit -s` で読み直す。',
      'Set `expire-after:400d` in /etc/security/audit_control and run `sudo audit -s`.',
    ),
  },
  evaluate({ state }, { minRetentionDays }, { collectedAt }) {
    const expected = text(`${minRetentionDays}日以上の保存`, `kept for ${minRetentionDays} days or more`);
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'logs-of-the-host', observed, expected };
    }
    const judged = decidingLogs(state, minRetentionDays, collectedAt);
    const observed = shown(judged);
    const worst = worstOf(judged);
    const [first] = state.unread;
    if (worst !== 'kept' && worst !== 'will-be-kept' && first) {
      return { outcome: 'error', reason: first.code, observed, expected };
    }
    if (worst === undefined) return { outcome: 'fail', reason: 'no-log', observed, expected };
    return { ...outcomes[worst], observed, expected };
  },
});

function shown(judged: readonly JudgedLog[]): Text {
  return shownLogs(
    judged.map(({ log }) => log),
    (log) => {
      const keeping = judged.find((one) => one.log === log)?.keeping;
      const days = wholeDays(keeping?.ageDays ?? null);
      const set = wholeDays(keeping?.setDays ?? null);
      const reach =
        days === null
          ? text('最古の記録は不明', 'oldest record not told')
          : text(`${days}日前から`, `back ${days} days`);
      return set === null ? reach : text(`${reach.ja}（設定 ${set}日）`, `${reach.en} (set to ${set} days)`);
    },
  );
}

function wholeDays(days: number | null): number | null {
  return days === null ? null : Math.floor(days);
}
