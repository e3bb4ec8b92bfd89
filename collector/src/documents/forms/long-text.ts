import stringWidth from 'string-width';
import { visibleText } from '../visible-text.ts';

/** A row of a sheet is at most 409 points high, which are 29 lines; what is longer would not be printed. */
const maxLines = 26;

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
    .flatMap((whole) => shortened(whole, width * maxLines))) {
    const needed = Math.max(1, Math.ceil(stringWidth(line) / Math.max(1, width - 2)));
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
function shortened(line: string, maxWidth: number): string[] {
  // No character is wider than two.
  const most = Math.floor((maxWidth * 0.9) / 2);
  if (line.length <= most) return [line];
  const characters = Array.from(line);
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += most) parts.push(characters.slice(at, at + most).join(''));
  return parts;
}
