import { lineCount } from '../spreadsheet/line-count.ts';
import { visibleText } from '../visible-text.ts';

// LibreOffice gives a row without a height the default one, and Excel does for merged cells: text that wraps would be
// cut off on paper. So heights are reckoned here, generously, from the width of characters.

/** Of ten-point text, in points. */
const lineHeight = 13.5;

/** A row of a sheet is at most 409 points high, which is less than 30 lines. */
const maxLines = 26;

/** What a row needs so that each of its texts can be read. Widths are of columns, in characters of half width. */
export function rowHeight(texts: readonly { text: string; width: number }[]): number {
  const lines = Math.max(1, ...texts.map(({ text, width }) => lineCount(text, width)));
  return Math.min(409, lines * lineHeight + 4.5);
}

/**
 * A text in pieces that each fit into one row of a printed form.
 *
 * @param width of the column, in characters of half width
 */
export function printablePieces(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let lines = 0;
  for (const line of visibleText(text)
    .split('\n')
    .flatMap((whole) => shortened(whole, width))) {
    const needed = lineCount(line, width);
    if (lines > 0 && lines + needed > maxLines) {
      pieces.push(piece);
      piece = '';
      lines = 0;
    }
    piece += lines > 0 ? `\n${line}` : line;
    lines += needed;
  }
  return [...pieces, piece];
}

/** A line that alone is too long for a row, cut into some that are not. */
function shortened(line: string, width: number): string[] {
  // No character is wider than two.
  const most = Math.floor((maxLines * Math.max(2, width * 0.92 - 1)) / 2);
  if (line.length <= most) return [line];
  const characters = Array.from(line);
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += most) parts.push(characters.slice(at, at + most).join(''));
  return parts;
}
