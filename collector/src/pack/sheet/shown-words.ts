import { outcomeWords } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import { dateInJapan, eraDate, timeInJapan } from '../../documents/japanese/calendar.ts';

export function outcomeLabel(outcome: Outcome): string {
  return `${outcomeWords[outcome].sign} ${outcomeWords[outcome].ja}`;
}

export function jst(instant: string): string {
  return `${timeInJapan(instant)} 日本標準時（${eraDate(dateInJapan(instant))}）`;
}
