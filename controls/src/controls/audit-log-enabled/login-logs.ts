import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { AuditEvent, AuditLog, Log, RecordedEvent } from '../../evidence/audit-log/schema.ts';

/** The logs that receive logins on this system, written now or not. */
export function loginLogs({ auditing, logs }: AuditLog): Log[] {
  return logs.filter(({ log }) => {
    if (log === 'journal' || log === 'auth' || log === 'security') return true;
    if (log !== 'audit' && log !== 'bsm') return false;
    return isOn(auditing) && recordedEvent(auditing, 'logon') !== undefined;
  });
}

export function isOn(auditing: AuditLog['auditing']): boolean {
  return auditing !== null && auditing.state !== 'off' && auditing.daemon !== false;
}

export function recordedEvent(auditing: AuditLog['auditing'], event: AuditEvent): RecordedEvent | undefined {
  return auditing?.events?.find((recorded) => recorded.event === event);
}

export const logNames: Record<Log['log'], Text> = {
  audit: text('監査ログ（auditd）', 'audit log (auditd)'),
  journal: text('ジャーナル（systemd）', 'journal (systemd)'),
  auth: text('認証ログ', 'authentication log'),
  security: text('イベントログ（セキュリティ）', 'event log Security'),
  system: text('イベントログ（システム）', 'event log System'),
  application: text('イベントログ（アプリケーション）', 'event log Application'),
  bsm: text('監査証跡（OpenBSM）', 'audit trail (OpenBSM)'),
  unified: text('統合ログ', 'unified log'),
  install: text('インストールのログ', 'installation log'),
};

/** One fact of each of these logs in a line; `describe` gives null for a log that it has nothing to say of. */
export function shownLogs(logs: readonly Log[], describe: (log: Log) => Text | null): Text {
  const parts = logs.flatMap((log) => {
    const said = describe(log);
    const name = logNames[log.log];
    return said === null ? [] : [text(`${name.ja}: ${said.ja}`, `${name.en}: ${said.en}`)];
  });
  if (parts.length === 0) return text('ログなし', 'no logs');
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join(', '));
}
