import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { backup } from '../../evidence/backup/index.ts';
import { shownJobs } from '../backup-recent/jobs.ts';
import { defineControl } from '../define.ts';

const dayMs = 86_400_000;

export const restoreTested = defineControl({
  id: 'restore-tested',
  title: text('バックアップからの復元が試験されている', 'Restoring from a backup was tested'),
  description: text(
    'バックアップから実際に復元できることを最近試したかを確かめる。復元の試験はどの製品もこの機器に示さないため、試験をした人又はジョブが印のファイルの lastRestoreTestAt に日時を書く。試験の内容と結果は人が確かめる。',
    'Restoring from the backup was really tried lately. No product shows that on this machine: whoever tested, person or job, writes lastRestoreTestAt into the marker. What was tested, and with what result, is for people to check.',
  ),
  needs: { state: backup },
  params: z.object({
    maxAgeDays: z._default(z.number().check(z.positive()), 92),
    onlyWithBackup: z._default(z.boolean(), false),
  }),
  parameters: {
    maxAgeDays: {
      unit: 'days',
      meaning: text('最後の試験から許容する日数', 'Longest time since the last test that is accepted'),
      source: text(
        'CIS Controls v8 対策11.5（四半期に1回以上の復旧試験）',
        'CIS Controls v8, safeguard 11.5: test recovery quarterly or more frequently',
      ),
    },
    onlyWithBackup: {
      meaning: text(
        'バックアップのない機器は対象外とする（なければならないかは、ほかの管理策が判定する）',
        'Leave out machines without a backup; whether there has to be one is for other controls',
      ),
      source: text('製品の既定値（対象とする）', "The product's default: no"),
    },
  },
  reasons: {
    tested: text('最近、復元が試験されている。', 'Restoring was tested lately.'),
    'data-of-the-host': text(
      'コンテナのデータはホストの側で保存する。',
      'Data of a container is kept by its host.',
    ),
    'no-backup': text('復元するバックアップが見つからない。', 'There is no backup to restore from.'),
    'too-old': text('最後の試験が古い。', 'The last test is too old.'),
    'not-told': text(
      '試験の日時が記録されていない。試験の後に印のファイルへ lastRestoreTestAt を書く。',
      'No test is recorded. After a test write lastRestoreTestAt into the marker.',
    ),
    'marker-not-trusted': text(
      '印のファイルを管理者以外が書き換えられる。',
      'Others than administrators may write the marker.',
    ),
    'dated-in-the-future': text('試験の日時が未来である。', 'The test is dated in the future.'),
  },
  remediation: {
    linux: text(
      '復元を試した後、/var/lib/tenken-agent/markers/backup.json に `"lastRestoreTestAt": "2026-11-21T05:00:00Z"` を加える。',
      'After testing a restore add `"lastRestoreTestAt": "2026-11-21T05:00:00Z"` to /var/lib/tenken-agent/markers/backup.json.',
    ),
    windows: text(
      '復元を試した後、C:\\ProgramData\\Tenken\\agent\\markers\\backup.json に lastRestoreTestAt を加える。',
      'After testing a restore add lastRestoreTestAt to C:\\ProgramData\\Tenken\\agent\\markers\\backup.json.',
    ),
    macos: text(
      '復元を試した後、/Library/Application Support/Tenken/agent/markers/backup.json に lastRestoreTestAt を加える。',
      'After testing a restore add lastRestoreTestAt to /Library/Application Support/Tenken/agent/markers/backup.json.',
    ),
  },
  evaluate({ state }, { maxAgeDays, onlyWithBackup }, { now, collectedAt }) {
    const expected = text(`${maxAgeDays}日以内の試験`, `tested within ${maxAgeDays} days`);
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'data-of-the-host', observed, expected };
    }
    const observed = shownJobs(state.jobs, ({ lastRestoreTestAt }) =>
      lastRestoreTestAt === null
        ? text('試験の記録なし', 'no test recorded')
        : text(`最後の試験 ${lastRestoreTestAt}`, `last tested ${lastRestoreTestAt}`),
    );
    const base = { observed, expected };
    const tests = state.jobs
      .flatMap((job) =>
        job.lastRestoreTestAt === null ? [] : [{ job, at: Date.parse(job.lastRestoreTestAt) }],
      )
      .toSorted((a, b) => b.at - a.at);
    const past = tests.filter(({ at }) => at <= collectedAt.getTime() + 3_600_000);
    const trusted = past.find(({ job }) => !job.forgeable);
    const limitMs = maxAgeDays * dayMs;
    if (trusted && now.getTime() - trusted.at <= limitMs) {
      const validUntil = new Date(trusted.at + limitMs + 1).toISOString();
      return { outcome: 'pass', reason: 'tested', ...base, validUntil };
    }
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (tests.length > past.length) return { outcome: 'unknown', reason: 'dated-in-the-future', ...base };
    if (past.length > 0 && trusted === undefined) {
      return { outcome: 'unknown', reason: 'marker-not-trusted', ...base };
    }
    if (trusted) return { outcome: 'fail', reason: 'too-old', ...base };
    if (state.jobs.length === 0) {
      return { outcome: onlyWithBackup ? 'not-applicable' : 'fail', reason: 'no-backup', ...base };
    }
    return { outcome: 'unknown', reason: 'not-told', ...base };
  },
});
