import type { AlertSchedule } from '../api/alert-schemas.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Japan has had one offset all year since 1952. */
const japanMs = 9 * 60 * minuteMs;

/**
 * When a rule's message is due, milliseconds since 1970; may be past, when nobody was there at that time.
 *
 * @param times `lastMessageAt`: null before the first; `firstEventAt` of what waits, to which more is awaited for
 *   `gatherMs` by a rule that tells at once
 */
export function messageDueAt(
  schedule: AlertSchedule,
  times: { lastMessageAt: number | null; firstEventAt: number; gatherMs: number },
): number {
  const { lastMessageAt, firstEventAt, gatherMs } = times;
  switch (schedule.kind) {
    case 'at-once': {
      const gathered = firstEventAt + gatherMs;
      return lastMessageAt === null
        ? gathered
        : Math.max(gathered, lastMessageAt + schedule.everyMinutes * minuteMs);
    }
    case 'daily':
      return nextAt(schedule.at, firstEventAt, () => true);
    case 'weekly':
      return nextAt(schedule.at, firstEventAt, (day) => isoWeekday(day) === schedule.on);
    default:
      return schedule satisfies never;
  }
}

/**
 * When a digest is due although nothing has happened, milliseconds since 1970; null where the rule sends none.
 *
 * @param since its last message, or the last change of the rule
 */
export function quietMessageDueAt(schedule: AlertSchedule, since: number): number | null {
  if (schedule.kind === 'at-once' || !schedule.evenIfNothing) return null;
  return messageDueAt(schedule, { lastMessageAt: null, firstEventAt: since, gatherMs: 0 });
}

/** The first time of day in Japan after a moment, on a day that fits. */
function nextAt(time: string, after: number, fits: (day: number) => boolean): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const intoDay = (hours * 60 + minutes) * minuteMs;
  for (let day = Math.floor((after + japanMs) / dayMs); ; day += 1) {
    const at = day * dayMs + intoDay - japanMs;
    if (at > after && fits(day)) return at;
  }
}

/** Monday is 1. 1970-01-01 was a Thursday. @param day since 1970 */
function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
