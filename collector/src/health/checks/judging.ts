import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

const minuteMs = 60_000;

/** Findings that are behind what was reported: shown ones may be of yesterday. */
export const judging: HealthRule = ({ running, hostsToJudge, now }) => {
  const sinceMs =
    running?.judgingSince === null || running === null ? 0 : now.getTime() - running.judgingSince;
  const failed = running?.judgingFailed ?? null;
  const isLong = hostsToJudge > 0 && sinceMs > 10 * minuteMs;
  const isBad = failed !== null || (hostsToJudge > 0 && sinceMs > 60 * minuteMs);
  const minutes = Math.floor(sinceMs / minuteMs);
  return {
    id: 'judging',
    title: text('判定の遅れ', 'Backlog of judging'),
    state: isBad ? 'problem' : isLong ? 'warning' : 'ok',
    detail:
      failed === null
        ? text(
            `${hostsToJudge} 台が判定を待っています${isLong ? `（${minutes} 分間続けて判定中）` : ''}。`,
            `${hostsToJudge} hosts wait to be judged${isLong ? `, ${minutes} minutes of judging without a pause` : ''}.`,
          )
        : text(
            `判定が失敗しています（${hostsToJudge} 台が待っています）: ${failed}`,
            `Judging fails (${hostsToJudge} hosts wait): ${failed}`,
          ),
    action:
      isBad || isLong
        ? text(
            '収集サーバーのログを見て、プロセッサーとディスクが足りているか確かめてください。',
            "Look at the collector's log, and whether processor and disk keep up.",
          )
        : null,
    observed: { hostsToJudge, judgingMs: sinceMs, failed },
  };
};
