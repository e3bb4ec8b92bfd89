import { shownDay, shownInstant } from './instants.ts';
import type { DateStyle } from './instants.ts';

/** An instant in UTC, or a day that is no part of a longer name such as a version. */
const date = /(?<![\w.+~:/-])(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?(?![\w+~/-]|\.\d)/g;

/** A sentence of the collector with the dates in it as somebody wants them. */
export function dated(sentence: string, style: DateStyle): string {
  return sentence.replaceAll(date, (written, day: string, time: string | undefined) => {
    if (Number.isNaN(Date.parse(written))) return written;
    return time === undefined ? shownDay(day, style) : shownInstant(written, style);
  });
}
