import type { TemplateReport } from '../../documents/forms/form-entries.ts';
import { plain } from './print.ts';

/** What `tenken export` says of the user's own workbook: where a person still has to look or write. */
export function templateLines(template: TemplateReport | null): string[] {
  if (template === null) return [];
  return [
    `your workbook was filled: ${template.sheets.map(plain).join(', ')}`,
    ...template.cramped.map(
      ({ number, sheet, cell }) =>
        `item ${plain(number)}: the remarks do not fit into ${cell} of ${plain(sheet)}; make the row higher before you print`,
    ),
  ];
}
