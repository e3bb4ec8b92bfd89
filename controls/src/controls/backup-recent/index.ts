import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { backup } from '../../evidence/backup/index.ts';
import { defineControl } from '../define.ts';
import { shownJobs } from './jobs.ts';

const hourMs = 3_600_000;

export const backupRecent = defineControl({
  id: 'backup-recent',
  title: text('最近のバックアップが成功している', 'A recent backup succeeded'),
  description: text(
    '成功して終わった最も新しいバックアップが上限以内であることを確かめる。始まっただけのもの、予定だけのもの、同じディスク上のスナップショットは数えない。管理サーバーだけが結果を知る製品では、ジョブの最後に印のファイル（エージェントのデータフォルダーの markers/backup.json）を書かせると確かめられる。必要な情報が全て対象に含まれるかは人が確かめる。',
    'The newest backup that ended with success is recent enough. One that only began, a schedule, and snapshots on the same disk do not count. Where only the management server of a product knows the result, let the job write a marker at its end (markers/backup.json in the data folder of the agent). Whether everything needed is in it is for people to check.',
  ),
  needs: { state: backup },
  params: z.object({ maxAgeHours: z._default(z.number().check(z.positive()), 168) }),
  parameters: {
    maxAgeHours: {
      unit: 'h',
      meaning: text(
        '最後に成功したバックアップから許容する時間',
        'Longest time since the last backup that succeeded',
      ),
      source: text(
        'CIS Controls v8 対策11.2（週1回以上のバックアップ）',
        'CIS Controls v8, safeguard 11.2: backups weekly or more frequently',
      ),
    },
  },
  reasons: {
    recent: text('最近のバックアップが成功している。', 'A recent backup succeeded.'),
    'data-of-the-host': text(
      'コンテナのデータはホストの側で保存する。',
      'Data of a container is kept by its host.',
    ),
    'no-backup': text('バックアップが見つからない。', 'No backup was found.'),
    'only-snapshots': text(
      '同じディスク上のスナップショットだけで、バックアップではない。',
      'There are only snapshots on the same disk, which are no backup.',
    ),
    'too-old': text('最後に成功したバックアップが古い。', 'The last backup that succeeded is too old.'),
    'last-failed': text('最後のバックアップが失敗している。', 'The last backup failed.'),
    'last-success-not-told': text(
      'バックアップの製品はあるが、最後の成功がこの機器から分からない。管理サーバーで確かめるか、ジョブに印のファイルを書かせる。',
      'There is a backup product, and when it last succeeded is not told on this machine. Check on its server, or let the job write a marker.',
    ),
    'marker-not-trusted': text(
      '印のファイルを管理者以外が書き換えられる。権限を管理者だけにする。',
      'Others than administrators may write the marker. Restrict its permissions.',
    ),
    'dated-in-the-future': text('最後の成功が未来の日時である。', 'The last success is dated in the future.'),
  },
  remediation: {
    linux: text(
      'バックアップを systemd のタイマーで動かすか、ジョブの最後で成功したときだけ `{"lastSuccessAt":"2026-11-21T02:00:11Z"}` の形を一時ファイルに書いて /var/lib/tenken-agent/markers/backup.json に改名する（所有者root、権限0644以下）。',
      'Run the backup by a timer of systemd, or let the job, only after success, write `{"lastSuccessAt":"2026-11-21T02:00:11Z"}` into a temporary file and rename it to /var/lib/tenken-agent/markers/backup.json (owner root, mode 0644 or less).',
    ),
    windows: text(
      'Windows Server バックアップのスケジュールを設定するか、利用中の製品の「ジョブ終了後のコマンド」で C:\\ProgramData\\Tenken\\agent\\markers\\backup.json に lastSuccessAt を書く。',
      'Set a schedule in Windows Server Backup, or let the command that your product runs after a job write lastSuccessAt into C:\\ProgramData\\Tenken\\agent\\markers\\backup.json.',
    ),
    macos: text(
      'Time Machineの保存先と自動バックアップを設定し、エージェントにフルディスクアクセスを与える。ほかの製品では /Library/Application Support/Tenken/agent/markers/backup.json に lastSuccessAt を書く。',
      'Set a destination and automatic backups in Time Machine and give the agent full disk access. With another product write lastSuccessAt into /Library/Application Support/Tenken/agent/markers/backup.json.',
    ),
  },
  evaluate({ state }, { maxAgeHours }, { now, collectedAt }) {
    const expected = text(`${maxAgeHours}時間以内の成功`, `a success within ${maxAgeHours} hours`);
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'data-of-the-host', observed, expected };
    }
    const observed = shownJobs(state.jobs, ({ lastSuccessAt, lastResult }) => {
      const at =
        lastSuccessAt === null
          ? text('最後の成功は不明', 'last success not told')
          : text(`最後の成功 ${lastSuccessAt}`, `last success ${lastSuccessAt}`);
      return lastResult === 'failure' ? text(`${at.ja}（直近は失敗）`, `${at.en} (last one failed)`) : at;
    });
    const base = { observed, expected };
    const successes = state.jobs
      .filter(({ lastSuccessAt }) => lastSuccessAt !== null)
      .map((job) => ({ job, at: Date.parse(job.lastSuccessAt ?? '') }))
      .toSorted((a, b) => b.at - a.at);
    const fromPast = successes.filter(({ at }) => at <= collectedAt.getTime() + hourMs);
    const trusted = fromPast.find(({ job }) => !job.forgeable);
    const limitMs = maxAgeHours * hourMs;
    if (trusted && now.getTime() - trusted.at <= limitMs) {
      const validUntil = new Date(trusted.at + limitMs + 1).toISOString();
      return { outcome: 'pass', reason: 'recent', ...base, validUntil };
    }
    const [first] = state.unread;
    if (first) return { outcome: 'error', reason: first.code, ...base };
    if (successes.length > fromPast.length) {
      return { outcome: 'unknown', reason: 'dated-in-the-future', ...base };
    }
    if (fromPast.some(({ job, at }) => job.forgeable && now.getTime() - at <= limitMs)) {
      return { outcome: 'unknown', reason: 'marker-not-trusted', ...base };
    }
    // A product that does not tell may have done what the others have not.
    if (
      state.jobs.some(({ lastSuccessAt, lastResult }) => lastSuccessAt === null && lastResult !== 'failure')
    ) {
      return { outcome: 'unknown', reason: 'last-success-not-told', ...base };
    }
    if (state.jobs.length === 0) {
      return {
        outcome: 'fail',
        reason: (state.snapshots ?? 0) > 0 ? 'only-snapshots' : 'no-backup',
        ...base,
      };
    }
    return { outcome: 'fail', reason: trusted === undefined ? 'last-failed' : 'too-old', ...base };
  },
});
