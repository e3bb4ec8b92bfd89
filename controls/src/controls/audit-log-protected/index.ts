import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { auditLog } from '../../evidence/audit-log/index.ts';
import type { Log, LogAccess } from '../../evidence/audit-log/schema.ts';
import { logNames } from '../audit-log-enabled/login-logs.ts';
import { defineControl } from '../define.ts';

export const auditLogProtected = defineControl({
  id: 'audit-log-protected',
  title: text('ログが改ざんや閲覧から保護されている', 'Logs are protected'),
  description: text(
    '管理者とログの記録機能以外の者が、ログのファイルを書き換え、消去し、又は読むことができない権限になっていることを確かめる。管理者自身による消去を防ぐには、ログを別の機器へ転送する。',
    'The permissions of the log files let nobody but the administrators and the logging services change, clear or read them. Against administrators themselves logs have to be sent to another machine.',
  ),
  needs: { state: auditLog },
  params: z.object({
    allowReading: z._default(z.boolean(), false),
    requireLockedAuditing: z._default(z.boolean(), false),
  }),
  parameters: {
    allowReading: {
      meaning: text('一般利用者による閲覧は問わない', 'Reading by ordinary users is accepted'),
      source: text('製品の既定値（閲覧も制限する）', "The product's default: reading is restricted too"),
    },
    requireLockedAuditing: {
      meaning: text(
        'Linuxの監査規則を再起動まで変更できない状態（-e 2）にすることを求める',
        'Audit rules of Linux have to be locked until the next restart (-e 2)',
      ),
      source: text(
        '製品の既定値（求めない。CIS Benchmarksは求める）',
        "The product's default: not asked for. The CIS Benchmarks ask for it",
      ),
    },
  },
  reasons: {
    protected: text('ログの権限は限られている。', 'The permissions are restricted.'),
    'logs-of-the-host': text(
      'コンテナのログはホストが管理する。',
      "A container's logs are kept by its host.",
    ),
    'no-log': text('保護するログがない。', 'There is no log to protect.'),
    'others-may-write': text(
      '管理者以外がログを書き換えられる。',
      'Others than administrators may change a log.',
    ),
    'others-may-read': text('管理者以外がログを読める。', 'Others than administrators may read a log.'),
    'auditing-not-locked': text('監査規則が変更できる状態である。', 'The audit rules can be changed.'),
  },
  remediation: {
    linux: text(
      'ログの所有者をroot（syslog）、権限を0640以下にし、rsyslogの $FileCreateMode、logrotateの create、auditd.conf の log_group も合わせる。',
      'Let root (or syslog) own the logs with mode 0640 or less, and set $FileCreateMode of rsyslog, create of logrotate and log_group of auditd.conf accordingly.',
    ),
    windows: text(
      '%SystemRoot%\\System32\\winevt\\Logs の権限を既定に戻し、`wevtutil gl Security` の channelAccess を管理者とシステムだけにする（グループポリシー「イベントログサービス\\セキュリティ\\ログのアクセスの構成」）。',
      'Restore the default permissions below %SystemRoot%\\System32\\winevt\\Logs and let only administrators and the system into channelAccess of `wevtutil gl Security` (group policy Event Log Service, Security, Configure log access).',
    ),
    macos: text(
      '`sudo chown root:wheel /var/audit`、`sudo chmod 0700 /var/audit` とし、証跡のファイルは0440以下にする。',
      '`sudo chown root:wheel /var/audit`, `sudo chmod 0700 /var/audit`; trail files 0440 or less.',
    ),
  },
  evaluate({ state }, { allowReading, requireLockedAuditing }) {
    const expected = text(
      '管理者とログの記録機能だけが扱える',
      'only administrators and the logging services have access',
    );
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'logs-of-the-host', observed, expected };
    }
    const open = state.logs.flatMap((log) => log.access.map((access) => ({ log, access })));
    const writers = open.filter(({ access }) => access.may === 'write');
    const readers = open.filter(({ access }) => access.may === 'read');
    if (writers.length > 0) {
      return { outcome: 'fail', reason: 'others-may-write', observed: shown(open), expected };
    }
    if (readers.length > 0 && !allowReading) {
      return { outcome: 'fail', reason: 'others-may-read', observed: shown(open), expected };
    }
    const names = state.logs.map(({ log }) => logNames[log]);
    const observed = text(names.map(({ ja }) => ja).join('、'), names.map(({ en }) => en).join(', '));
    const kept = state.logs.some(({ kept }) => kept !== 'nowhere');
    if (!kept) {
      const [first] = state.unread;
      const nothing = text('ログなし', 'no logs');
      if (first) return { outcome: 'error', reason: first.code, observed: nothing, expected };
      return { outcome: 'fail', reason: 'no-log', observed: nothing, expected };
    }
    if (
      requireLockedAuditing &&
      state.auditing?.facility === 'linux-audit' &&
      state.auditing.state !== 'locked'
    ) {
      return { outcome: 'fail', reason: 'auditing-not-locked', observed, expected };
    }
    return { outcome: 'pass', reason: 'protected', observed, expected };
  },
});

function shown(open: readonly { log: Log; access: LogAccess }[]) {
  const parts = open
    .slice(0, 5)
    .map(({ log, access: { who, may } }) =>
      text(
        `${log.path}: ${who} が${may === 'write' ? '書込み' : '読取り'}可`,
        `${log.path}: ${who} may ${may}`,
      ),
    );
  const rest = open.length > 5 ? [`+${open.length - 5}`] : [];
  return text(
    [...parts.map(({ ja }) => ja), ...rest].join('、'),
    [...parts.map(({ en }) => en), ...rest].join(', '),
  );
}
