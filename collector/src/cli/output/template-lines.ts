import type { TemplateReport } from '../../documents/forms/form-entries.ts';
import { plain } from './print.ts';

/** What `tenken export` says of the user's own workbook: where a person still has to look or write. */
export function templateLines(template: TemplateReport | null): string[] {
  if (template === null) return [];
  const filled = template.cover.filter(({ state }) => state === 'filled');
  return [
    `your workbook was filled: ${template.sheets.map(plain).join(', ')}; beside labels: ${filled.length === 0 ? 'nothing' : filled.map(({ label }) => plain(label)).join(', ')}`,
    ...template.cover
      .filter(({ state }) => state !== 'filled')
      .map(
        ({ label, sheet, cell, state }) =>
          `${plain(label)} (${cell} of ${plain(sheet)}) was left: ${state === 'unknown' ? 'nobody has told it yet' : 'there is no empty cell beside it'}`,
      ),
    ...template.cramped.map(
      ({ number, sheet, cell, why }) =>
        `item ${plain(number)}: ${why === 'too-small' ? `the remarks do not fit into ${cell} of ${plain(sheet)}; make the row higher before you print` : `the remarks were not written, since ${cell} of ${plain(sheet)} holds a note of the form`}`,
    ),
    ...((template.crampedBeyond ?? 0) > 0
      ? [`and ${template.crampedBeyond} more items whose remarks do not fit or were not written`]
      : []),
  ];
}
