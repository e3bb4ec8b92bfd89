const words: readonly (readonly [RegExp, number])[] = [
  [/^(?:毎日|日次|daily)$/, 1],
  [/^(?:毎週|週次|週1回|weekly)$/, 7],
  [/^(?:隔週|2週間|biweekly)$/, 14],
  [/^(?:毎月|月次|月1回|monthly)$/, 31],
  [/^(?:四半期|四半期ごと|quarterly)$/, 92],
];

/** As help and errors name them. */
export const intervalWords = '毎日, 毎週, 隔週, 毎月, 四半期, daily, weekly, biweekly, monthly, quarterly';

/** Days of an interval that a person declared: one of the words, or a number of days from 1 to 366. Null: neither. */
export function intervalDaysOf(declared: string): number | null {
  const plain = declared.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
  for (const [word, days] of words) if (word.test(plain)) return days;
  const days = Number(/^(\d{1,3})(?:日|日ごと|日毎|days?)?$/.exec(plain)?.[1]);
  return days >= 1 && days <= 366 ? days : null;
}
