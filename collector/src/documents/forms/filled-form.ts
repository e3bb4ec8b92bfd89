import type { AssessmentRecord } from '../../assessments/record.ts';
import { confirmationContent } from '../../pack/report/confirmation-content.ts';
import { countsOf } from '../../pack/report/counts.ts';
import type { Workbook } from '../spreadsheet/sheet.ts';
import { coverContent } from './cover-content.ts';
import type { EraStyle } from './cover-content.ts';
import { reportForm, tableForm } from './form-numbers.ts';
import { formSheet } from './form-sheet.ts';
import { paperSheet } from './paper-sheet.ts';

export type FormOptions = {
  /** `letter`: 令和８年12月１日, as many offices write; digits of one place full-width. */
  eraStyle?: EraStyle;
};

/**
 * The form in our own layout: what is reported where that is less than everything, and all items; in front of them a
 * cover, unless a report goes with the form. To be written with `workbookStream`.
 */
export function filledForm(record: AssessmentRecord, { eraStyle = 'long' }: FormOptions = {}): Workbook {
  const { checklist, items, assessment } = record;
  const { number, title } = tableForm(checklist);
  const named = number === null ? title : `${number}　${title}`;
  const { reported, reportsPart } = countsOf(record);
  return {
    title: named,
    asOf: assessment.asOf,
    sheets: [
      ...(reportForm(checklist.id) ? [] : [paperSheet(record, '表紙', coverContent(record, eraStyle))]),
      formSheet(record, '点検表', named, items, eraStyle),
      ...(reportsPart
        ? [formSheet(record, '報告事項', `${named}（報告対象事項）`, reported.items, eraStyle)]
        : []),
    ],
  };
}

/** The report that goes with the form, as a workbook; null where the checklist's rules know none. */
export function filledReport(
  record: AssessmentRecord,
  { eraStyle = 'long' }: FormOptions = {},
): Workbook | null {
  const content = confirmationContent(record, eraStyle);
  if (!content) return null;
  return {
    title: content.title,
    asOf: record.assessment.asOf,
    sheets: [paperSheet(record, '報告書', content)],
  };
}
