const names: string[] = [];

/** 0 is A, 26 is AA. */
export function columnName(index: number): string {
  const known = names[index];
  if (known !== undefined) return known;
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCodePoint(65 + ((rest - 1) % 26)) + name;
  }
  names[index] = name;
  return name;
}

export type CellPosition = { row: number; column: number };
export type CellRange = { from: CellPosition; to: CellPosition };

/** Largest of Excel: XFD1048576. */
const maxColumns = 16_384;
const maxRows = 1_048_576;

/** `$B$12` or `B12` to row 12 (from 1), column 1 (from 0); null for anything else. */
export function cellPosition(reference: string): CellPosition | null {
  const match = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(reference);
  if (!match) return null;
  let column = 0;
  for (const letter of match[1] ?? '') column = column * 26 + (letter.codePointAt(0) ?? 0) - 64;
  const row = Number(match[2]);
  return column > maxColumns || row > maxRows ? null : { row, column: column - 1 };
}

/** `A1:B2`, or one cell; null for anything else, such as whole columns. */
export function cellRange(reference: string): CellRange | null {
  const [first = '', second = first, ...rest] = reference.split(':');
  const from = cellPosition(first);
  const to = cellPosition(second);
  return rest.length === 0 && from && to ? { from, to } : null;
}

export function inRange({ from, to }: CellRange, { row, column }: CellPosition): boolean {
  return row >= from.row && row <= to.row && column >= from.column && column <= to.column;
}
