import { foldedHeading } from '../../japanese/folding.ts';

/** How the columns are called in the user's form; width and spaces do not count, nor what follows in brackets. */
export type TemplateHeadings = {
  number: readonly string[];
  /** In order of preference: a form may call a group of columns by the last of them. */
  mark: readonly string[];
  /** Null: the form has no such column. */
  remarks: readonly string[] | null;
};

/** Of 別紙2, and what forms of its kind use. */
export const usualHeadings: TemplateHeadings = {
  number: ['No', 'No.', '#', '項番', '番号', '項目番号', '項目No'],
  mark: ['自己点検結果', '点検結果', 'チェック欄', '確認結果', '実施状況', '結果'],
  remarks: ['特記事項', '備考'],
};

export function isHeading(text: string, names: readonly string[]): boolean {
  const folded = foldedHeading(text);
  return names.some((name) => {
    const wanted = foldedHeading(name);
    return folded === wanted || folded.startsWith(`${wanted}(`);
  });
}

/** `１２.`, `No.12`, `#12` and 12 are one number. */
export function itemNumber(text: string): string {
  return foldedHeading(text)
    .replace(/^(?:no\.?|#)/, '')
    .replace(/\.$/, '');
}
