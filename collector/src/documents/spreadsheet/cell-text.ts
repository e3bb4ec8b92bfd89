import { visibleText } from '../visible-text.ts';

/** Excel refuses to open a file with a longer cell. */
const maxCellLength = 32_767;

/**
 * Text as a `<t>` element holds it, before markup is escaped: invisible characters named, and what Excel would read
 * as its own escape (`_x0041_` is an A to it) kept literal. Cut where Excel's cell ends, and then the cell says so.
 */
export function literalText(text: string): string {
  return cut(visibleText(text)).replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** The content of a `<t>` element. */
export function cellXml(text: string): string {
  return escapeXml(literalText(text));
}

/** For elements and attributes; the text has nothing that XML forbids (see `visibleText`). */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Whether a parser would be free to drop spaces at the ends. */
export function needsSpacePreserved(xml: string): boolean {
  return /^\s|\s$|\n/.test(xml);
}

function cut(text: string): string {
  if (text.length <= maxCellLength) return text;
  const note = `…（全${text.length}文字のうち先頭のみ）`;
  // Cutting may halve a character beyond the basic plane.
  return text.slice(0, maxCellLength - note.length - 1).replace(/[\uD800-\uDBFF]$/, '') + note;
}
