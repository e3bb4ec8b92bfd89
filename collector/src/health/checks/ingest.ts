import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

/** More than a second of work sends agents away for minutes; they come back by themselves. */
export const ingest: HealthRule = ({ running }) => {
  const waitingReports = running?.waitingReports ?? null;
  const waitingMs = running?.waitingMs ?? null;
  const isLate = waitingMs !== null && waitingMs > 1000;
  return {
    id: 'ingest',
    title: text('報告の受け付け', 'Taking in of reports'),
    state: running === null ? 'unknown' : isLate ? 'warning' : 'ok',
    detail:
      waitingReports === null
        ? text('動いている収集サーバーだけが知っています。', 'Only a running collector knows.')
        : text(
            `${waitingReports} 件の報告が保存を待っています。`,
            `${waitingReports} reports wait to be stored.`,
          ),
    action: isLate
      ? text(
          'ディスクの同期が遅すぎないか確かめてください。エージェントは後で自動的に送り直します。',
          'Look whether the disk syncs too slowly. Agents are told to come back later, and do.',
        )
      : null,
    observed: { waitingReports, waitingMs },
  };
};
