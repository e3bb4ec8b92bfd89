import { child, isSet, newElement } from '../xml.ts';
import type { Element } from '../xml.ts';

/** What comes after `headerFooter` in a worksheet, by the schema. */
const after = new Set([
  'rowBreaks',
  'colBreaks',
  'customProperties',
  'cellWatches',
  'ignoredErrors',
  'smartTags',
  'drawing',
  'legacyDrawing',
  'legacyDrawingHF',
  'drawingHF',
  'picture',
  'oleObjects',
  'controls',
  'webPublishItems',
  'tableParts',
  'extLst',
]);

/** Excel takes no more, with all codes. */
const maxHeaderLength = 255;

/** Puts a text on top of every printed page of a sheet, above what the form prints there. */
export function addPrintHeader(worksheet: Element, text: string): void {
  const holder = child(worksheet, 'headerFooter') ?? addHeaderFooter(worksheet);
  addTo(holder, 'oddHeader', text);
  if (isSet(holder, 'differentOddEven')) addTo(holder, 'evenHeader', text);
  if (isSet(holder, 'differentFirst')) addTo(holder, 'firstHeader', text);
}

function addTo(holder: Element, name: 'oddHeader' | 'evenHeader' | 'firstHeader', text: string): void {
  const existing = child(holder, name);
  const header = existing ?? newElement(holder, name);
  const combined = withText(header.textContent ?? '', `&B${text}&B`);
  header.textContent = combined.length > maxHeaderLength ? `&C&B${text}&B` : combined;
  if (existing) return;
  const order = ['oddHeader', 'oddFooter', 'evenHeader', 'evenFooter', 'firstHeader', 'firstFooter'];
  const next = Array.from(holder.childNodes).find(
    (node) => node.nodeType === 1 && order.indexOf((node as Element).localName ?? '') > order.indexOf(name),
  );
  holder.insertBefore(header, next ?? null);
}

/** Header codes: `&L…&C…&R…`; what stands before any of them is in the middle. */
function withText(code: string, text: string): string {
  const middle = code.search(/(?<!&)(?:&&)*&C/);
  if (middle >= 0) {
    const at = code.indexOf('&C', middle) + 2;
    return `${code.slice(0, at)}${text}\n${code.slice(at)}`;
  }
  if (code !== '' && !/^&[LR]/.test(code)) return `&C${text}\n${code}`;
  const right = code.indexOf('&R');
  return right < 0 ? `${code}&C${text}` : `${code.slice(0, right)}&C${text}${code.slice(right)}`;
}

function addHeaderFooter(worksheet: Element): Element {
  const added = newElement(worksheet, 'headerFooter');
  const next = Array.from(worksheet.childNodes).find(
    (node) => node.nodeType === 1 && after.has((node as Element).localName ?? ''),
  );
  worksheet.insertBefore(added, next ?? null);
  return added;
}
