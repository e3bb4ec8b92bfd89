import type { AssessmentRecord } from '../../assessments/record.ts';
import type { Workbook } from '../spreadsheet/sheet.ts';
import { coverSheet } from './cover-sheet.ts';
import { formSheet } from './form-sheet.ts';

export type FormOptions = {
  /** `letter`: 令和８年12月１日, as many offices write; digits of one place full-width. */
  eraStyle?: 'long' | 'letter';
};

/**
 * The form in our own layout: a cover, what is reported, and all items where those are more. To be written with
 * `workbookStream`.
 */
export function filledForm(record: AssessmentRecord, { eraStyle = 'long' }: FormOptions = {}): Workbook {
  const { checklist, items, assessment } = record;
  const reported = items.filter((item) => item.reported);
  const all = formSheet(record, '点検表', checklist.title.ja, items, eraStyle);
  const partly = reported.length > 0 && reported.length < items.length;
  return {
    title: checklist.title.ja,
    asOf: assessment.asOf,
    sheets: [
      coverSheet(record, eraStyle),
      ...(partly
        ? [formSheet(record, '報告事項', `${checklist.title.ja}　報告事項`, reported, eraStyle)]
        : []),
      all,
    ],
  };
}
