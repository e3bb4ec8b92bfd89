import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { inBytes } from '../figures.ts';
import type { HealthRule } from '../check.ts';
import type { HealthFacts } from '../facts.ts';

const megabyte = 1024 * 1024;
const title = text('ディスクの空き', 'Free disk space');

/**
 * A backup and a restore need room for the database once more; SQLite needs some to take a single report. Where the
 * database is on a server, so is what it needs.
 */
export const space: HealthRule = ({ disk, databaseBytes, databaseServer }) => {
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
  const neededBytes = databaseServer === null ? (databaseBytes ?? 0) : 0;
  const isTight = freeBytes < neededBytes || share < 0.1;
  return {
    id: 'disk-space',
    title,
    state: isProblem ? 'problem' : isTight ? 'warning' : 'ok',
    detail:
      databaseServer === null
        ? inFolder(disk, databaseBytes ?? 0)
        : onServer(disk, databaseServer, databaseBytes),
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

type Disk = NonNullable<HealthFacts['disk']>;

function inFolder({ freeBytes, totalBytes }: Disk, databaseBytes: number): Text {
  const [free, all, database] = [inBytes(freeBytes), inBytes(totalBytes), inBytes(databaseBytes)];
  return text(
    `空き ${free}（全体 ${all}、データベース ${database}）。`,
    `${free} of ${all} are free; the database has ${database}.`,
  );
}

/** What is free there is not seen from here. */
function onServer({ freeBytes, totalBytes }: Disk, server: string, databaseBytes: number | null): Text {
  const [free, all] = [inBytes(freeBytes), inBytes(totalBytes)];
  const size = databaseBytes === null ? null : inBytes(databaseBytes);
  return text(
    `データフォルダーの空き ${free}（全体 ${all}）。データはデータベース ${server} にあり、${size === null ? '大きさは分かりません' : `大きさは ${size}`}。その空きはここからは分かりません。`,
    `${free} of ${all} are free for the data folder. The data is in the database ${server}, ${size === null ? 'whose size is not known' : `which has ${size}`}; what is free there is not seen from here.`,
  );
}
