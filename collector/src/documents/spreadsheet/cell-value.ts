import { child, children } from './xml.ts';
import type { Element } from './xml.ts';

/**
 * The text of a cell as it is stored: shared, inline, result of a formula, or number. Numbers as people typed them:
 * Excel stores 1.1 as 1.1000000000000001.
 */
export function cellText(cell: Element, strings: readonly string[]): string {
  const type = cell.getAttribute('t');
  if (type === 'inlineStr') {
    const inline = child(cell, 'is');
    return inline ? richText(inline) : '';
  }
  const value = child(cell, 'v')?.textContent ?? '';
  if (type === 's') return strings[Number(value)] ?? '';
  if (type !== null && type !== 'n') return unescaped(value);
  return value !== '' && Number.isFinite(Number(value))
    ? String(Number(Number(value).toPrecision(15)))
    : value;
}

/** The runs of a text without `rPh`: ruby is no part of what is written. */
export function richText(element: Element): string {
  const parts = children(element, 't').map((text) => text.textContent ?? '');
  for (const run of children(element, 'r')) {
    for (const text of children(run, 't')) parts.push(text.textContent ?? '');
  }
  return unescaped(parts.join(''));
}

/** `_x000D_` is how Office writes what XML cannot hold. */
function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
