import type { AssessmentRecord } from '../../assessments/record.ts';
import { formFileName, reportFileName, summaryFileName } from '../../documents/forms/names.ts';
import { confirmationPdf } from './confirmation-pdf.ts';
import { formPdf } from './form-pdf.ts';
import type { ReplacedCharacter } from './glyphs.ts';
import { summaryPdf } from './summary-pdf.ts';

export type PrintedForm = { path: string; bytes: Buffer; replaced: ReplacedCharacter[] };

/** What people print: the summary, the report where the checklist has one, and the form, beside their workbooks. */
export async function printedForms(record: AssessmentRecord): Promise<PrintedForm[]> {
  const report = reportFileName(record, 'pdf');
  const confirmation = await confirmationPdf(record);
  return [
    { path: `forms/${summaryFileName(record)}`, ...(await summaryPdf(record)) },
    ...(report === null || confirmation === null ? [] : [{ path: `forms/${report}`, ...confirmation }]),
    { path: `forms/${formFileName(record, 'pdf')}`, ...(await formPdf(record)) },
  ];
}
