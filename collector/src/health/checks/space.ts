import { text } from '@tenken/shared';
import { inBytes } from '../figures.ts';
import type { HealthRule } from '../check.ts';

const megabyte = 1024 * 1024;
const title = text('ディスクの空き', 'Free disk space');

/** A backup and a restore need room for the database once more; SQLite needs some to take a single report. */
export const space: HealthRule = ({ disk, databaseBytes }) => {
  if (disk === null) {
    return {
      id: 'disk-space',
      title,
      state: 'unknown',
      detail: text(
        'データフォルダーの空き容量を読み取れません。',
        'The free space of the data folder cannot be read.',
      ),
      action: null,
      observed: {},
    };
  }
  const { freeBytes, totalBytes } = disk;
  const share = totalBytes === 0 ? 0 : freeBytes / totalBytes;
  const isProblem = freeBytes < 512 * megabyte || share < 0.02;
  const isTight = freeBytes < databaseBytes || share < 0.1;
  const [free, all, database] = [inBytes(freeBytes), inBytes(totalBytes), inBytes(databaseBytes)];
  return {
    id: 'disk-space',
    title,
    state: isProblem ? 'problem' : isTight ? 'warning' : 'ok',
    detail: text(
      `空き ${free}（全体 ${all}、データベース ${database}）。`,
      `${free} of ${all} are free; the database has ${database}.`,
    ),
    action:
      isProblem || isTight
        ? text(
            'ディスクを増やすか、不要なファイルや古いバックアップを移してください。満杯になると報告を受け付けなくなり、空けば自動で再開します。',
            'Enlarge the disk, or move old backups and other files away. When it is full no report is taken; it goes on by itself once there is space.',
          )
        : null,
    observed: { freeBytes, totalBytes, databaseBytes },
  };
};
