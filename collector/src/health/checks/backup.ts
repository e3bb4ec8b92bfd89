import { text } from '@tenken/shared';
import type { HealthCheck, HealthRule } from '../check.ts';
import { days, moment } from '../figures.ts';

export const backup: HealthRule = ({ backup: { madeAt, limitMs }, databaseServer, now, hosts }) => {
  if (databaseServer !== null) return onServer(databaseServer, limitMs);
  const ageMs = madeAt === null ? null : now.getTime() - madeAt;
  const isOld = ageMs !== null && ageMs > limitMs;
  // Nothing is lost yet where no host has enrolled.
  const isMissing = ageMs === null && hosts.total > 0;
  const limit = days(limitMs);
  return {
    id: 'backup',
    title: text('バックアップ', 'Backup'),
    state: isOld || isMissing ? 'warning' : 'ok',
    detail:
      madeAt === null || ageMs === null
        ? text('バックアップはまだありません。', 'There is no backup yet.')
        : text(
            `最新は ${moment(madeAt)}（${days(ageMs)} 日前、目安は ${limit} 日以内）。`,
            `The newest was made at ${moment(madeAt)}, ${days(ageMs)} days ago; ${limit} are the limit.`,
          ),
    action:
      isOld || isMissing
        ? text(
            'tenken backup を実行し、tenken-collector-backup.timer が有効か確かめてください。',
            'Run tenken backup, and look whether tenken-collector-backup.timer is enabled.',
          )
        : null,
    observed: { madeAt: madeAt === null ? null : new Date(madeAt).toISOString(), limitDays: limit },
  };
};

/** Whoever looks after the server backs it up; nothing of that is seen from here. */
function onServer(server: string, limitMs: number): HealthCheck {
  return {
    id: 'backup',
    title: text('バックアップ', 'Backup'),
    state: 'unknown',
    detail: text(
      `データはデータベース ${server} にあり、そのバックアップはここからは分かりません。`,
      `The data is in the database ${server}; its backups are not seen from here.`,
    ),
    action: text(
      'pg_dump などで定期的に取得し、authority フォルダー（秘密鍵）も併せて保管していることを確かめてください。',
      'Look that it is backed up, with pg_dump or otherwise, and the folder "authority" (private keys) with it.',
    ),
    observed: { madeAt: null, limitDays: days(limitMs) },
  };
}
