import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';
import { days, moment } from '../figures.ts';

export const backup: HealthRule = ({ backup: { madeAt, limitMs }, now, hosts }) => {
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
