/** What a mark on a form stands for; `open`: nothing is entered. */
export type MarkRole = 'done' | 'planned' | 'not-applicable' | 'open';

/**
 * One mark has many characters, and they look alike: 別紙2 prints 〇 (U+3007) in its rules and ○ (U+25CB) in a column,
 * keyboards give ◯ (U+25EF), letters and digits, scans read a dash as 一 (U+4E00). COUNTIF tells them apart, people do
 * not.
 */
const characters: Record<MarkRole, string> = {
  done: '〇○◯⭕OoＯｏ0０✓✔☑レ',
  planned: '△▲',
  'not-applicable': '－−-ー―—–‐‑─一',
  open: '□☐',
};

const roles = new Map(
  Object.entries(characters).flatMap(([role, list]) =>
    Array.from(list, (character) => [character, role as MarkRole] as const),
  ),
);

/**
 * Reads a mark as somebody entered it; spaces around it, also U+3000, and variation selectors do not count.
 *
 * @returns null for anything that is no mark, such as `×`: no form knows it, and guessing would change an answer
 */
export function markRole(entered: string): MarkRole | null {
  const mark = entered.replaceAll(/[\uFE0E\uFE0F]/g, '').trim();
  return mark === '' ? 'open' : (roles.get(mark) ?? null);
}
