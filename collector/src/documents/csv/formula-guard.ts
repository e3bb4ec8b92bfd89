import { visibleText } from '../visible-text.ts';

/**
 * What starts a formula in Excel and LibreOffice. Excel in Japanese takes the full-width signs as well, and spaces
 * or tabs in front do not stop every import.
 */
const formula = /^\s*[=+\-@＝＋－＠−]/u;

/**
 * Text of a CSV cell that no spreadsheet takes for a formula: an apostrophe in front, visible to the reader (OWASP,
 * 'CSV Injection'). Tabs and line ends in front count as well, as they move what follows into a cell of its own. A
 * single sign alone stays as it is: － is a mark of the forms.
 */
export function guarded(text: string): string {
  const visible = visibleText(text);
  if (visible.length === 1 && visible !== '\t' && visible !== '\n') return visible;
  return formula.test(visible) || /^[\t\n]/.test(visible) ? `'${visible}` : visible;
}
