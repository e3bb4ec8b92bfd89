import { styleText } from 'node:util';
import stringWidth from 'string-width';

export type Cell = { text: string; style?: Parameters<typeof styleText>[0] };

const gap = '  ';
const narrowest = 8;
const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/**
 * A table for people. Widths are terminal columns, so that Japanese and Latin text line up; text that does not
 * fit is continued on the next line.
 *
 * @param shares how the columns share what is left when everything does not fit; 0 = never narrowed
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  shares: readonly number[],
  width: number,
): string {
  const columns = head.map((title, index) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[index]?.text ?? ''))),
  );
  const fitted = fit(columns, shares, width - gap.length * (head.length - 1));
  const lines = [
    ...line(
      head.map((text) => ({ text, style: 'bold' })),
      fitted,
    ),
    fitted.map((columnWidth) => '─'.repeat(columnWidth)).join(gap),
    ...rows.flatMap((row) => line(row, fitted)),
  ];
  return `${lines.join('\n')}\n`;
}

function fit(columns: readonly number[], shares: readonly number[], width: number): number[] {
  const wanted = columns.reduce((sum, column) => sum + column, 0);
  if (wanted <= width) return [...columns];
  const fixed = columns.reduce((sum, column, index) => sum + (shares[index] ? 0 : column), 0);
  let room = width - fixed;
  let open = shares.reduce((sum, share) => sum + share, 0);
  const fitted = columns.map((column, index) => (shares[index] ? 0 : column));
  // A column that needs less than its share leaves the rest to the others.
  const byNeed = columns
    .map((column, index) => ({ column, index, share: shares[index] ?? 0 }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => a.column / a.share - b.column / b.share);
  for (const { column, index, share } of byNeed) {
    const given = Math.max(narrowest, Math.min(column, Math.floor((room * share) / open)));
    fitted[index] = given;
    room -= given;
    open -= share;
  }
  return fitted;
}

function line(cells: readonly Cell[], widths: readonly number[]): string[] {
  const wrapped = widths.map((width, index) => wrap(cells[index]?.text ?? '', width));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    widths
      .map((width, index) => {
        const text = wrapped[index]?.[row] ?? '';
        const last = index === widths.length - 1;
        const padded = text + ' '.repeat(Math.max(0, width + (last ? 0 : gap.length) - stringWidth(text)));
        const style = cells[index]?.style;
        return text === '' ? padded : painted({ text: padded, ...(style !== undefined && { style }) });
      })
      .join('')
      .trimEnd(),
  );
}

/** A text in its style, where standard output shows any: a terminal, and no NO_COLOR. */
export function painted({ text, style }: Cell): string {
  return style === undefined ? text : styleText(style, text, { stream: process.stdout });
}

/** Characters that Japanese typesetting never puts at the start of a line. */
const notAtStart = /^[、。，．・：；？！）」』】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%,.:;?!)\]]/u;

/** Characters that it never puts at the end of one. */
const notAtEnd = /[（「『【(［[※]$/u;

/**
 * Lines of at most `width` columns: broken at spaces in Latin text, between characters in Japanese. A character
 * that must not begin a line takes the one before it along: standing out, it would be on a terminal's next line.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current: string[] = [];
  for (const word of pieces(text)) {
    if (stringWidth([...current, word].join('').trimEnd()) <= width) {
      current.push(word);
      continue;
    }
    const next = [word];
    while (current.length > 1 && (notAtStart.test(next[0] ?? '') || notAtEnd.test(current.at(-1) ?? ''))) {
      next.unshift(current.pop() ?? '');
    }
    if (current.length > 0) lines.push(current.join('').trimEnd());
    let rest = next.join('').trimStart();
    if (stringWidth(rest.trimEnd()) <= width) {
      current = next;
      continue;
    }
    while (stringWidth(rest.trimEnd()) > width) {
      const head = cut(rest, width);
      lines.push(head.trimEnd());
      rest = rest.slice(head.length).trimStart();
    }
    current = [rest];
  }
  const last = current.join('').trim();
  if (last !== '' || lines.length === 0) lines.push(last);
  return lines;
}

/**
 * Latin words with an outcome's sign before and the space behind them; a mark that begins with ※; each other
 * character alone. Line breaks become spaces.
 */
function pieces(text: string): string[] {
  const one = /(?:[〇×！？－]|(?<!\S)・)?[\u0021-\u007e\u00a1-\u024f]+ ?|※[^\s※]{1,8}|./gu;
  return text.replaceAll(/\s+/gu, ' ').match(one) ?? [];
}

function cut(text: string, width: number): string {
  let head = '';
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(head + segment) > width && head !== '') break;
    head += segment;
  }
  return head;
}
