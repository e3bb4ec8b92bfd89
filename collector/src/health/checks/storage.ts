import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { ReadOnlyReason } from '../../store/write-gate.ts';
import type { HealthRule } from '../check.ts';
import { moment } from '../figures.ts';

const actions: Record<ReadOnlyReason, Text> = {
  'disk-full': text(
    'ディスクを空けてください。空けば自動で再開します。',
    'Make space on the disk; it goes on by itself.',
  ),
  'disk-failed': text(
    'ディスクとOSのログを調べ、直してから収集サーバーを再起動してください。',
    'Look at the disk and the log of the operating system, repair it, then restart the collector.',
  ),
  'database-damaged': text(
    '収集サーバーを止め、tenken restore で最新のバックアップを戻してください。',
    'Stop the collector and restore the newest backup: tenken restore.',
  ),
  'database-away': text(
    'データベースのサーバーと、そこまでのネットワークを調べてください。応答すれば自動で再開します。',
    'Look at the database server and the network up to it; it goes on by itself once the database answers.',
  ),
};

export const storage: HealthRule = ({ running }) => {
  const title = text('報告の保存', 'Storing of reports');
  const id = 'storage';
  if (running === null) {
    return {
      id,
      title,
      state: 'unknown',
      detail: text(
        '動いている収集サーバーだけが知っています。',
        'Only a running collector knows; ask it with --server.',
      ),
      action: null,
      observed: {},
    };
  }
  const { readOnly } = running;
  if (readOnly === null) {
    return {
      id,
      title,
      state: 'ok',
      detail: text('報告を保存しています。', 'Reports are stored.'),
      action: null,
      observed: { reason: null },
    };
  }
  const since = moment(readOnly.since.getTime());
  return {
    id,
    title,
    state: 'problem',
    detail: text(
      `${since} から何も保存していません（${readOnly.reason}）。`,
      `Nothing has been stored since ${since} (${readOnly.reason}).`,
    ),
    action: actions[readOnly.reason],
    observed: { reason: readOnly.reason, since: readOnly.since.toISOString() },
  };
};
