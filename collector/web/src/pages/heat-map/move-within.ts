import { own } from '@tenken/shared/own';
const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/**
 * Moves the focus within a table as readers of the screen expect of a grid: one stop of the tabulator, arrows inside.
 *
 * @returns whether the key meant something
 */
export function moveWithin(table: HTMLTableElement, key: string, isControl: boolean): boolean {
  const step = own(steps, key);
  const from = document.activeElement?.closest('td, th');
  if (!step || !(from instanceof HTMLTableCellElement)) return false;
  const { rows } = table.tBodies[0] ?? table;
  const row = [...rows].findIndex((candidate) => candidate === from.parentElement);
  const [down, right] = isControl && step[1] !== 0 ? [step[1] < 0 ? -Infinity : Infinity, step[1]] : step;
  const next = rows[within(row + down, rows.length)]?.cells;
  const target =
    next?.[within(from.cellIndex + right, next.length)]?.querySelector<HTMLElement>('[tabindex]');
  const current = from.querySelector<HTMLElement>('[tabindex]');
  if (!target || !current) return false;
  current.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
  return true;
}

function within(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, place));
}
