import { text } from '@tenken/shared';
import type { HealthCheck, HealthRule } from '../check.ts';
import { inBytes } from '../figures.ts';

const megabyte = 1024 * 1024;
const [id, title] = [
  'write-ahead-log',
  text('先行書き込みログ（WAL）の大きさ', 'Size of the write-ahead log'),
] as const;
const onServer: HealthCheck = {
  id,
  title,
  state: 'ok',
  detail: text('データベースサーバーが管理しています。', 'The database server looks after its own.'),
  action: null,
  observed: {},
};

/** SQLite moves the log into the database at 4 MB; a reader that never ends, such as a stuck backup, keeps it from that. */
export const writeAheadLog: HealthRule = ({ walBytes }) => {
  if (walBytes === null) return onServer;
  const isProblem = walBytes > 1024 * megabyte;
  const isLarge = walBytes > 256 * megabyte;
  return {
    id,
    title,
    state: isProblem ? 'problem' : isLarge ? 'warning' : 'ok',
    detail: text(`${inBytes(walBytes)}。`, `It has ${inBytes(walBytes)}.`),
    action: isLarge
      ? text(
          '終わらないバックアップや書き出しがないか確かめ、あれば止めてください。なければ収集サーバーを再起動してください。',
          'Look for a backup or an export that does not end and stop it. When there is none, restart the collector.',
        )
      : null,
    observed: { walBytes },
  };
};
