import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

const minuteMs = 60_000;

/** Findings that are behind what was reported: shown ones may be of yesterday. */
export const judging: HealthRule = ({ running, hostsToJudge, judgingPaused, now }) => {
  const sinceMs =
    running?.judgingSince === null || running === null ? 0 : now.getTime() - running.judgingSince;
  const failed = running?.judgingFailed ?? null;
  const isLong = hostsToJudge > 0 && sinceMs > 10 * minuteMs;
  const isBad = failed !== null || (hostsToJudge > 0 && sinceMs > 60 * minuteMs);
  const minutes = Math.floor(sinceMs / minuteMs);
  const waiting = text(`${hostsToJudge} 台が判定を待っています`, `${hostsToJudge} hosts wait to be judged`);
  const paused = judgingPaused
    ? text(
        '全ホストの再判定を一時停止しています。表示中の判定には、新しい版・参照データ・届出が反映されていないことがあります。',
        'Judging all hosts anew is paused: findings may not follow the present version, reference data and declarations. ',
      )
    : text('', '');
  const detail =
    failed === null
      ? text(
          `${waiting.ja}${isLong ? `（${minutes} 分間続けて判定中）` : ''}。`,
          `${waiting.en}${isLong ? `, ${minutes} minutes of judging without a pause` : ''}.`,
        )
      : text(`判定が失敗しています（${waiting.ja}）: ${failed}`, `Judging fails (${waiting.en}): ${failed}`);
  const action =
    isBad || isLong
      ? text(
          '収集サーバーのログを見て、プロセッサーとディスクが足りているか確かめてください。',
          "Look at the collector's log, and whether processor and disk keep up.",
        )
      : judgingPaused
        ? text(
            '変更が済んだら再開してください（稼働状況の画面か tenken collector judging resume）。',
            'Resume it when the changes are made: on the page of jobs, or with tenken collector judging resume.',
          )
        : null;
  return {
    id: 'judging',
    title: text('判定の遅れ', 'Backlog of judging'),
    state: isBad ? 'problem' : isLong || judgingPaused ? 'warning' : 'ok',
    detail: text(`${paused.ja}${detail.ja}`, `${paused.en}${detail.en}`),
    action,
    observed: { hostsToJudge, judgingMs: sinceMs, failed, paused: judgingPaused },
  };
};
