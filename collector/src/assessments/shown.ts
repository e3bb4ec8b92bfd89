import { visibleText } from '../documents/visible-text.ts';

const longest = 40;

/** What somebody entered, in quotes: safe to print and not endless. */
export function shown(entered: string): string {
  const plain = Array.from(visibleText(entered).replaceAll(/[\n\t]/g, ' '));
  return `'${plain.slice(0, longest).join('')}${plain.length > longest ? '…' : ''}'`;
}
