import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { auditLog } from '../../evidence/audit-log/index.ts';
import type { AuditLog, Log } from '../../evidence/audit-log/schema.ts';
import { isOn, loginLogs, shownLogs } from '../audit-log-enabled/login-logs.ts';
import { defineControl } from '../define.ts';

const hourMs = 3_600_000;
/** A log that stops when it is full is as good as full above this. */
const nearlyFull = 0.9;

export const auditLogHealthy = defineControl({
  id: 'audit-log-healthy',
  title: text('ログの取得が正常に続いている', 'Logging works without interruption'),
  description: text(
    'ログに最近の記録があり、満杯で止まっておらず、最近消去されておらず、監査の記録が失われていないことを確かめる。点検の時点の状態であり、途中の空白の全ては見つからない。',
    'The logs hold recent records, have not stopped because they are full, were not emptied lately, and no audit records were lost. It is the state at the time of the scan; not every gap before it is found.',
  ),
  needs: { state: auditLog },
  params: z.object({
    maxSilenceHours: z._default(z.number().check(z.positive()), 24),
    minDaysSinceClear: z._default(z.number().check(z.nonnegative()), 30),
    maxLostRecords: z._default(z.int().check(z.nonnegative()), 0),
  }),
  parameters: {
    maxSilenceHours: {
      unit: 'h',
      meaning: text('最後の記録から許容する時間', 'Longest time since the last record that is accepted'),
      source: text(
        '製品の既定値（1日。動いている機器は1日に何度も記録する）',
        "The product's default: one day. A machine that runs records something many times a day",
      ),
    },
    minDaysSinceClear: {
      unit: 'days',
      meaning: text('ログの消去を不適合とする期間', 'A log that was emptied within this time fails'),
      source: text('製品の既定値（1か月）', "The product's default: one month"),
    },
    maxLostRecords: {
      meaning: text(
        '起動後に失われた監査の記録の許容数（Linux）',
        'Audit records that may have been lost since the start (Linux)',
      ),
      source: text(
        '製品の既定値（失われた記録は復元できない）',
        "The product's default: what is lost cannot be had back",
      ),
    },
  },
  reasons: {
    working: text('ログは正常に書かれている。', 'The logs are being written.'),
    'logs-of-the-host': text(
      'コンテナのログはホストが管理する。',
      "A container's logs are kept by its host.",
    ),
    'no-log': text('ログインを記録するログがない。', 'There is no log that receives logins.'),
    full: text('ログが満杯で、新しい記録が残らない。', 'A log is full and takes no more records.'),
    silent: text('長い間、記録がない。', 'Nothing was recorded for a long time.'),
    'cleared-lately': text('ログが最近消去された。', 'A log was emptied lately.'),
    'records-lost': text('監査の記録が失われた。', 'Audit records were lost.'),
    'not-written': text('ログを書くサービスが動いていない。', 'The service that writes a log does not run.'),
    'not-told': text('最後の記録の時刻が分からない。', 'The time of the last record is not told.'),
    'dated-in-the-future': text('最後の記録が未来の日時である。', 'The last record is dated in the future.'),
  },
  remediation: {
    linux: text(
      '`systemctl status rsyslog systemd-journald auditd` とディスクの空きを確かめる。監査の記録が失われるときは、rules.d に `-b 8192` を書き、カーネル引数 audit_backlog_limit=8192 を加える。',
      'Check `systemctl status rsyslog systemd-journald auditd` and the free space of the disk. Where audit records are lost, write `-b 8192` into rules.d and add audit_backlog_limit=8192 to the kernel command line.',
    ),
    windows: text(
      'ログを保存してから消去し、「必要に応じてイベントを上書きする」又は自動バックアップに変える。消去した者と理由はイベント1102（セキュリティ）と104（システム）で確かめる。',
      'Save the log, then clear it, and change it to overwrite or to archive. Who cleared it is in event 1102 (Security) and 104 (System).',
    ),
    macos: text(
      '`sudo audit -c` が AUC_AUDITING を返すことと、/var/audit のあるディスクの空きを確かめる。',
      'Check that `sudo audit -c` says AUC_AUDITING and that the disk of /var/audit has room.',
    ),
  },
  evaluate({ state }, { maxSilenceHours, minDaysSinceClear, maxLostRecords }, { collectedAt }) {
    const expected = text(
      `${maxSilenceHours}時間以内の記録があり、満杯でも消去直後でもない`,
      `a record within ${maxSilenceHours} hours, neither full nor lately emptied`,
    );
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'logs-of-the-host', observed, expected };
    }
    const logs = watched(state);
    const observed = shown(logs, state);
    const base = { observed, expected };
    const [first] = state.unread;
    const cleared = state.logs.filter(({ clearedAt }) => clearedAt !== null);
    const clearUntil = cleared
      .map(({ clearedAt }) => Date.parse(clearedAt ?? '') + minDaysSinceClear * 24 * hourMs)
      .toSorted((a, b) => b - a)[0];
    if (logs.some(isFull)) return { outcome: 'fail', reason: 'full', ...base };
    if (clearUntil !== undefined && collectedAt.getTime() < clearUntil) {
      return {
        outcome: 'fail',
        reason: 'cleared-lately',
        observed: shown([...new Set([...logs, ...cleared])], state),
        expected,
      };
    }
    if ((state.auditing?.lostRecords ?? 0) > maxLostRecords) {
      return { outcome: 'fail', reason: 'records-lost', ...base };
    }
    if (logs.length === 0) {
      if (first) return { outcome: 'error', reason: first.code, ...base };
      const stopped = loginLogs(state).some(({ kept, written }) => kept === 'disk' && written === false);
      return { outcome: 'fail', reason: stopped ? 'not-written' : 'no-log', ...base };
    }
    const newest = logs.flatMap(({ newestAt }) => (newestAt === null ? [] : [Date.parse(newestAt)]));
    const latest = newest.length > 0 ? Math.max(...newest) : null;
    if (latest === null) {
      if (first) return { outcome: 'error', reason: first.code, ...base };
      return { outcome: 'unknown', reason: 'not-told', ...base };
    }
    if (latest > collectedAt.getTime() + hourMs) {
      return { outcome: 'unknown', reason: 'dated-in-the-future', ...base };
    }
    if (collectedAt.getTime() - latest > maxSilenceHours * hourMs) {
      return { outcome: 'fail', reason: 'silent', ...base };
    }
    return { outcome: 'pass', reason: 'working', ...base };
  },
});

/** Of those that hold logins the ones that are meant to be written, on disk. */
function watched(state: AuditLog): Log[] {
  return loginLogs(state).filter(
    ({ log, kept, written }) =>
      kept === 'disk' && written !== false && (log !== 'audit' || isOn(state.auditing)),
  );
}

function isFull({ whenFull, usedBytes, limitBytes }: Log): boolean {
  if (whenFull !== 'stop' && whenFull !== 'halt') return false;
  return usedBytes !== null && limitBytes !== null && usedBytes >= limitBytes * nearlyFull;
}

function shown(logs: readonly Log[], { auditing }: AuditLog): Text {
  const list = shownLogs(logs, ({ newestAt, clearedAt }) => {
    const last =
      newestAt === null
        ? text('最後の記録は不明', 'last record not told')
        : text(`最後の記録 ${newestAt}`, `last record ${newestAt}`);
    return clearedAt === null
      ? last
      : text(`${last.ja}（消去 ${clearedAt}）`, `${last.en} (emptied ${clearedAt})`);
  });
  const lost = auditing?.lostRecords ?? 0;
  return lost > 0 ? text(`${list.ja}、失われた記録 ${lost}件`, `${list.en}, ${lost} records lost`) : list;
}
