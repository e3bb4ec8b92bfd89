import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { auditLog } from '../../evidence/audit-log/index.ts';
import type { AuditLog, Log } from '../../evidence/audit-log/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';
import { isOn, loginLogs, recordedEvent, shownLogs } from './login-logs.ts';

type Verdict = Pick<Judgement, 'outcome' | 'reason'>;

export const auditLogEnabled = defineControl({
  id: 'audit-log-enabled',
  title: text('ログイン等のログが取得されている', 'Logins are logged'),
  description: text(
    'この機器へのログインの成功と失敗が、再起動しても残るログに今も書かれていることを、稼働中の記録機能と有効な監査ポリシーで確かめる。設定ファイルだけでは適合としない。アプリケーションやデータベースのログは見ない。',
    'Successful and failed logins to this machine are being written to a log that survives a restart, as the running services and the audit policy in force show. Configuration alone is not enough. Logs of applications and databases are not looked at.',
  ),
  needs: { state: auditLog },
  params: z.object({ requireAuditing: z._default(z.boolean(), false) }),
  parameters: {
    requireAuditing: {
      meaning: text(
        'Linuxでも監査機能（auditd）による記録を求める',
        'Ask for the audit facility (auditd) on Linux too',
      ),
      source: text(
        '製品の既定値（認証のログはsyslogとジャーナルにも残る）',
        "The product's default: syslog and journal hold logins as well",
      ),
    },
  },
  reasons: {
    'logins-recorded': text(
      'ログインの成功と失敗が記録されている。',
      'Successful and failed logins are recorded.',
    ),
    'logs-of-the-host': text(
      'コンテナのログはホストが管理する。',
      "A container's logs are kept by its host.",
    ),
    'no-log': text('ログインを記録するログがない。', 'There is no log that receives logins.'),
    'kept-in-memory': text(
      'ログはメモリー上にしかなく、再起動で失われる。',
      'The log is in memory alone and lost at a restart.',
    ),
    'not-written': text(
      'ログを書くサービスが動いていない。',
      'The service that writes the log does not run.',
    ),
    'auditing-off': text('監査機能が有効でない。', 'The audit facility is not on.'),
    'logons-not-recorded': text('ログインの成功が記録されない。', 'Successful logins are not recorded.'),
    'failed-logons-not-recorded': text('ログインの失敗が記録されない。', 'Failed logins are not recorded.'),
    'not-told': text('記録しているか分からない。', 'It is not told whether anything is recorded.'),
  },
  remediation: {
    linux: text(
      'rsyslogを使う場合は `systemctl enable --now rsyslog`、ジャーナルだけの場合は `mkdir -p /var/log/journal && systemctl restart systemd-journald` でディスクに残す。監査機能は `systemctl enable --now auditd` で有効にする。',
      'With rsyslog: `systemctl enable --now rsyslog`. With the journal alone keep it on disk: `mkdir -p /var/log/journal && systemctl restart systemd-journald`. For auditing: `systemctl enable --now auditd`.',
    ),
    windows: text(
      'グループポリシー「監査ポリシーの詳細な構成\\ログオン/ログオフ\\ログオンの監査」で成功と失敗を有効にする。手動では管理者で `auditpol /set /subcategory:{0CCE9215-69AE-11D9-BED3-505054503030} /success:enable /failure:enable` を実行する。',
      'In the group policy Advanced Audit Policy Configuration, Logon/Logoff, Audit Logon, enable success and failure; by hand as administrator: `auditpol /set /subcategory:{0CCE9215-69AE-11D9-BED3-505054503030} /success:enable /failure:enable`.',
    ),
    macos: text(
      '/etc/security/audit_control.example を audit_control に複写して flags に lo を含め、`sudo launchctl enable system/com.apple.auditd` の後に再起動する。監査証跡は廃止予定のため、Endpoint Security に対応した記録製品も検討する。',
      'Copy /etc/security/audit_control.example to audit_control with lo among the flags, run `sudo launchctl enable system/com.apple.auditd` and restart. The audit trail is deprecated: consider a product that records through Endpoint Security.',
    ),
  },
  evaluate({ state }, { requireAuditing }, { platform }) {
    const expected = text(
      'ログインの成功と失敗がディスク上のログに記録される',
      'successful and failed logins go to a log on disk',
    );
    const observed = shown(state);
    if (state.container) return { outcome: 'not-applicable', reason: 'logs-of-the-host', observed, expected };
    const verdict = platform === 'linux' ? judgeLinux(state, requireAuditing) : judgePolicy(state);
    return { ...verdict, observed, expected };
  },
});

function judgeLinux(state: AuditLog, requireAuditing: boolean): Verdict {
  const logs = loginLogs(state).filter(({ log }) => !requireAuditing || log === 'audit');
  if (logs.some(({ kept, written }) => kept === 'disk' && written === true)) {
    return { outcome: 'pass', reason: 'logins-recorded' };
  }
  // What could not be read may be the log that is written.
  const [first] = state.unread;
  if (first) return { outcome: 'error', reason: first.code };
  if (requireAuditing && !isOn(state.auditing)) return { outcome: 'fail', reason: 'auditing-off' };
  if (logs.some(({ kept, written }) => kept === 'disk' && written === null)) {
    return { outcome: 'unknown', reason: 'not-told' };
  }
  if (logs.some(({ kept }) => kept === 'memory')) return { outcome: 'fail', reason: 'kept-in-memory' };
  return { outcome: 'fail', reason: logs.some(({ kept }) => kept === 'disk') ? 'not-written' : 'no-log' };
}

/** Windows and macOS record what a policy names. */
function judgePolicy(state: AuditLog): Verdict {
  const { auditing, logs } = state;
  const [first] = state.unread;
  if (auditing?.state === 'off') return { outcome: 'fail', reason: 'auditing-off' };
  if (auditing !== null && auditing.events !== null) {
    const logon = recordedEvent(auditing, 'logon');
    if (!logon?.success) return { outcome: 'fail', reason: 'logons-not-recorded' };
    if (!logon.failure) return { outcome: 'fail', reason: 'failed-logons-not-recorded' };
  }
  const log = logs.find((candidate) => candidate.log === 'security' || candidate.log === 'bsm');
  if (log?.written === false) return { outcome: 'fail', reason: 'not-written' };
  if (first) return { outcome: 'error', reason: first.code };
  if (auditing === null) return { outcome: 'fail', reason: 'auditing-off' };
  if (auditing.events === null || log === undefined) return { outcome: 'unknown', reason: 'not-told' };
  if (log.kept !== 'disk') return { outcome: 'fail', reason: 'no-log' };
  return { outcome: 'pass', reason: 'logins-recorded' };
}

function shown(state: AuditLog): Text {
  const logs = shownLogs(loginLogs(state), describe);
  const logon = recordedEvent(state.auditing, 'logon');
  if (state.auditing === null || state.auditing.facility === 'linux-audit') {
    const on = isOn(state.auditing);
    return text(
      `${logs.ja}（監査機能 ${on ? '有効' : '無効'}）`,
      `${logs.en} (auditing ${on ? 'on' : 'off'})`,
    );
  }
  if (state.auditing.events === null) {
    return text(`${logs.ja}、監査ポリシー不明`, `${logs.en}, policy not told`);
  }
  const success = logon?.success ?? false;
  const failure = logon?.failure ?? false;
  return text(
    `${logs.ja}、ログオンの成功: ${success ? '記録' : 'なし'}、失敗: ${failure ? '記録' : 'なし'}`,
    `${logs.en}, logons: success ${success ? 'recorded' : 'not recorded'}, failure ${failure ? 'recorded' : 'not recorded'}`,
  );
}

function describe({ kept, written }: Log): Text {
  const place = {
    disk: text('ディスク', 'on disk'),
    memory: text('メモリー', 'in memory'),
    nowhere: text('保存なし', 'kept nowhere'),
  }[kept];
  const service =
    written === null
      ? text('稼働不明', 'service not told')
      : written
        ? text('稼働', 'service runs')
        : text('停止', 'service stopped');
  return text(`${place.ja}・${service.ja}`, `${place.en}, ${service.en}`);
}
