import type { AssessmentRecord } from '../../assessments/record.ts';
import { confirmationContent } from './confirmation-content.ts';
import { paperPdf } from './paper-pdf.ts';
import type { RenderedPdf } from './render.ts';

/** 様02-06 as one page, two where many items are planned or do not apply. @returns null where the checklist has no such report */
export async function confirmationPdf(record: AssessmentRecord): Promise<RenderedPdf | null> {
  const content = confirmationContent(record);
  return content && paperPdf(record, content);
}
