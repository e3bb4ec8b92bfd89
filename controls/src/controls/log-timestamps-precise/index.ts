import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { auditLog } from '../../evidence/audit-log/index.ts';
import type { Log } from '../../evidence/audit-log/schema.ts';
import { loginLogs, shownLogs } from '../audit-log-enabled/login-logs.ts';
import { defineControl } from '../define.ts';

const words: Record<NonNullable<Log['timestamps']>, Text> = {
  instant: text('年と時差を含む時刻', 'time with year and zone'),
  'no-year': text('年と時差のない時刻', 'time without year and zone'),
  none: text('時刻なし', 'no time'),
};

export const logTimestampsPrecise = defineControl({
  id: 'log-timestamps-precise',
  title: text('ログに時刻が記録されている', 'Logs carry the time'),
  description: text(
    '書かれているログの記録に時刻が付いていることを、最後の記録の形で確かめる。時刻が正しいことは時刻同期の管理策で確かめる。イベントログ、ジャーナル、監査ログは常に協定世界時の時刻を持つ。',
    'Records of the logs being written carry their time, as the last record shows. That the time is right is a matter of the synchronised clock. Event logs, the journal and audit logs always carry an instant.',
  ),
  needs: { state: auditLog },
  params: z.object({ requireYearAndZone: z._default(z.boolean(), false) }),
  parameters: {
    requireYearAndZone: {
      meaning: text('年と時差まで求める', 'Ask for year and zone as well'),
      source: text(
        '製品の既定値（時刻があることだけを求める。rsyslogの従来の形式は年と時差を持たない）',
        "The product's default: a time is enough. The traditional format of rsyslog has neither year nor zone",
      ),
    },
  },
  reasons: {
    timed: text('ログに時刻が記録されている。', 'The logs carry the time.'),
    'logs-of-the-host': text(
      'コンテナのログはホストが管理する。',
      "A container's logs are kept by its host.",
    ),
    'no-time': text('時刻のない記録がある。', 'A log has records without a time.'),
    'no-year-or-zone': text('時刻に年と時差がない。', 'The time has no year and no zone.'),
    'no-log': text('書かれているログがない。', 'No log is being written.'),
    'not-told': text('記録の形が分からない。', 'The form of the records is not told.'),
  },
  remediation: {
    linux: text(
      'rsyslog.conf で `$ActionFileDefaultTemplate RSYSLOG_FileFormat` を使い、独自のテンプレートには %timestamp:::date-rfc3339% を入れる。',
      'Use `$ActionFileDefaultTemplate RSYSLOG_FileFormat` in rsyslog.conf; templates of your own need %timestamp:::date-rfc3339%.',
    ),
    windows: text(
      'イベントログは常に時刻を持つ。テキストのログを書くアプリケーションの設定を確かめる。',
      'Event logs always carry the time. Check applications that write text logs.',
    ),
    macos: text(
      '監査証跡と統合ログは常に時刻を持つ。監査証跡が無効なら有効にする。',
      'The audit trail and the unified log always carry the time. Switch the audit trail on where it is off.',
    ),
  },
  evaluate({ state }, { requireYearAndZone }) {
    const expected = requireYearAndZone ? words.instant : text('時刻がある', 'a time in each record');
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'logs-of-the-host', observed, expected };
    }
    const logs = loginLogs(state).filter(({ kept, written }) => kept !== 'nowhere' && written !== false);
    const observed = shownLogs(logs, ({ timestamps }) =>
      timestamps === null ? text('不明', 'not told') : words[timestamps],
    );
    const forms = new Set(logs.map(({ timestamps }) => timestamps));
    if (forms.has('none')) return { outcome: 'fail', reason: 'no-time', observed, expected };
    if (forms.has('no-year') && requireYearAndZone) {
      return { outcome: 'fail', reason: 'no-year-or-zone', observed, expected };
    }
    const [first] = state.unread;
    if (logs.length === 0) {
      if (first) return { outcome: 'error', reason: first.code, observed, expected };
      return { outcome: 'fail', reason: 'no-log', observed, expected };
    }
    if (forms.has(null)) return { outcome: 'unknown', reason: 'not-told', observed, expected };
    return { outcome: 'pass', reason: 'timed', observed, expected };
  },
});
