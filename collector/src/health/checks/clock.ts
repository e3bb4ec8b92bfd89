import { text } from '@tenken/shared';
import type { HealthRule } from '../check.ts';

const minuteMs = 60_000;

/** A clock that is wrong makes old evidence look fresh, and ends certificates that are good. */
export const clock: HealthRule = ({ now, newestReportAt, clocks }) => {
  const backMs = newestReportAt === null ? 0 : newestReportAt - now.getTime();
  const wasSetBack = backMs > 5 * minuteMs;
  const { hosts, medianSkewMs } = clocks;
  const isAlone = hosts >= 3 && medianSkewMs !== null && Math.abs(medianSkewMs) > 5 * minuteMs;
  const minutes = Math.round((wasSetBack ? backMs : Math.abs(medianSkewMs ?? 0)) / minuteMs);
  const detail = wasSetBack
    ? text(
        `最新の報告は、この時計で ${minutes} 分先に届いたことになっています。時計が戻されました。`,
        `By this clock the newest report comes ${minutes} minutes from now: it was set back.`,
      )
    : isAlone
      ? text(
          `報告した ${hosts} 台の時計が、中央値で ${minutes} 分ずれています。ずれているのはおそらくこのサーバーです。`,
          `The clocks of ${hosts} hosts differ from this one by ${minutes} minutes in the middle: it is probably this one that is wrong.`,
        )
      : text('報告した機器の時計と合っています。', 'It agrees with the clocks of the hosts that report.');
  return {
    id: 'clock',
    title: text('サーバーの時計', "This machine's clock"),
    state: wasSetBack ? 'problem' : isAlone ? 'warning' : 'ok',
    detail,
    action:
      wasSetBack || isAlone
        ? text(
            'このサーバーの時刻同期（NTP）を直してください。',
            'Repair the synchronisation (NTP) of this machine.',
          )
        : null,
    observed: {
      hosts,
      medianSkewMs,
      newestReportAt: newestReportAt === null ? null : new Date(newestReportAt).toISOString(),
    },
  };
};
