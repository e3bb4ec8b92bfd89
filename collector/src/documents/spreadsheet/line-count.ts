import stringWidth from 'string-width';
import { visibleText } from '../visible-text.ts';

/**
 * How many lines a text takes in a cell that wraps, rather one too many: words that do not fit go to the next line, and
 * what hangs over at an edge cannot be counted exactly without the font.
 *
 * @param width of the cell, in characters of half width
 */
export function lineCount(text: string, width: number): number {
  const usable = Math.max(2, width * 0.92 - 1);
  const widths = visibleText(text)
    .split('\n')
    .map((line) => Math.ceil(stringWidth(line) / usable));
  return widths.reduce((sum, lines) => sum + Math.max(1, lines), 0);
}
