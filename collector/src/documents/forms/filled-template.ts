import type { AssessmentRecord } from '../../assessments/record.ts';
import { fillTemplate } from '../spreadsheet/template/fill-template.ts';
import type { FilledTemplate, TemplateOptions } from '../spreadsheet/template/fill-template.ts';
import { draftWord } from './draft.ts';

/**
 * The user's own workbook of the form, filled in by item number. A draft says so in the print header of each sheet.
 *
 * @param options how the form calls its columns, where that is unusual; what becomes of rows that are too low
 * @throws {TenkenError} `template-unusable`, `template-mismatch`; then nothing was written
 */
export function filledTemplate(
  record: AssessmentRecord,
  template: Uint8Array,
  options: Pick<TemplateOptions, 'headings' | 'marks' | 'fixedRows'> = {},
): FilledTemplate {
  const { checklist, items, assessment } = record;
  // Forms whose printed marks need no words have no column for them.
  const wordless = !checklist.marks.some(({ printed, needs }) => printed && needs);
  return fillTemplate(
    template,
    items.map(({ item, role, mark, remarks }) => ({
      number: item.number,
      ...(item.path[0] === undefined ? {} : { chapter: item.path[0] }),
      role: role ?? 'open',
      mark,
      remarks,
    })),
    {
      ...options,
      headings: { ...(wordless ? { remarks: null } : {}), ...options.headings },
      printHeader: assessment.state === 'draft' ? draftWord : null,
    },
  );
}
