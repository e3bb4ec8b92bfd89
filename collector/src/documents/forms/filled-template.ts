import type { AssessmentRecord } from '../../assessments/record.ts';
import { fillTemplate } from '../spreadsheet/template/fill-template.ts';
import type { FilledTemplate, TemplateOptions } from '../spreadsheet/template/fill-template.ts';
import { coverFields } from './cover-fields.ts';
import { draftWord } from './draft.ts';
import { remarksOf } from './item-words.ts';

/**
 * The user's own workbook of the form, filled in by item number, and on its cover beside labels such as 機関名. A draft says so in the print header of each sheet.
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
    items.map((entry) => {
      const { item, role, mark, asked } = entry;
      return {
        number: item.number,
        ...(item.path[0] === undefined ? {} : { chapter: item.path[0] }),
        ...(item.flags.level === null ? {} : { side: item.flags.level }),
        role: (asked ? role : null) ?? 'open',
        mark,
        // A form that has room for comments only is given the reasons that it could not hold otherwise.
        remarks: wordless && role !== 'not-applicable' ? '' : remarksOf(entry),
      };
    }),
    {
      ...options,
      headings: { ...(wordless ? { remarks: null } : {}), ...options.headings },
      printHeader: assessment.state === 'draft' ? draftWord : null,
      cover: coverFields(record),
    },
  );
}
