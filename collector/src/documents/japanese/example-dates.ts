import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { eraDate } from './calendar.ts';

/**
 * How a date may be written, each way with a day that is not past: the end of the fiscal year, until which most answers
 * hold.
 *
 * @param today `YYYY-MM-DD`
 */
export function exampleDates(today: string): Text {
  const year = Number(today.slice(0, 4)) + (today.slice(5) > '03-31' ? 1 : 0);
  const day = `${year}-03-31`;
  const ways = [day, `${year}/3/31`, eraDate(day)];
  const last = eraDate(day, 'short');
  return text([...ways, last].join('、'), `${ways.join(', ')} or ${last}`);
}
