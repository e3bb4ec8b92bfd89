import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { programOf } from '../../installation.ts';
import type { HealthFacts } from '../facts.ts';
import type { HealthCheck, HealthRule } from '../check.ts';
import { days, moment } from '../figures.ts';

export const backup: HealthRule = (facts) => {
  const {
    backup: { madeAt, limitMs },
    databaseServer,
    now,
    hosts,
  } = facts;
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
    action: isOld || isMissing ? howToBackUp(facts) : null,
    observed: { madeAt: madeAt === null ? null : new Date(madeAt).toISOString(), limitDays: limit },
  };
};

/** A package has a timer for it where systemd runs it; from a folder with sources somebody runs it, or has it run. */
function howToBackUp({ installation, folder }: Pick<HealthFacts, 'installation' | 'folder'>): Text {
  const command = `${programOf(installation)} backup --dated FOLDER --data "${folder}"`;
  return installation === 'package'
    ? text(
        `コレクターの機械で \`${command}\` を実行し（FOLDERは保存先）、systemdで動かしているなら tenken-collector-backup.timer が有効か確かめてください。`,
        `On the collector's machine run \`${command}\` (FOLDER: where it is kept), and under systemd look whether tenken-collector-backup.timer is enabled.`,
      )
    : text(
        `コレクターの機械で、このソフトウェアのフォルダーから \`${command}\` を実行してください（FOLDERは保存先）。定期的に実行するには cron などに登録します。`,
        `On the collector's machine, in the folder of this software, run \`${command}\` (FOLDER: where it is kept), and have cron or the like run it regularly.`,
      );
}

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
