import type { WorkbookPackage } from '../workbook-package.ts';
import { child, children, newElement, rootOf, serializedXml } from '../xml.ts';
import type { Element } from '../xml.ts';

/** What comes before `calcPr` in a workbook, by the schema. */
const before = new Set([
  'fileVersion',
  'fileSharing',
  'workbookPr',
  'workbookProtection',
  'bookViews',
  'sheets',
  'functionGroups',
  'externalReferences',
  'definedNames',
]);

/**
 * Drops every stored result of a formula and has them all calculated when the workbook is opened: a count of marks
 * would otherwise stay as it was before they were entered.
 *
 * @returns the parts that change; null for one that is left out. Empty when nothing calculates.
 */
export function recalculated(workbook: WorkbookPackage): Map<string, Uint8Array | null> {
  const changed = new Map<string, Uint8Array | null>();
  for (const { path } of workbook.sheets) {
    const document = workbook.document(path);
    if (dropResults(rootOf(document, path))) changed.set(path, serializedXml(document));
  }
  if (changed.size === 0) return changed;
  changed.set(workbook.workbookPath, calculatedOnLoad(workbook));
  const chain = workbook.calculationChain;
  if (chain === null || !workbook.parts.has(chain)) return changed;
  changed.set(chain, null);
  const relations = workbook.relationshipsPath(workbook.workbookPath);
  changed.set(
    relations,
    without(workbook, relations, (element) => (element.getAttribute('Type') ?? '').endsWith('/calcChain')),
  );
  changed.set(
    '[Content_Types].xml',
    without(workbook, '[Content_Types].xml', (element) => element.getAttribute('PartName') === `/${chain}`),
  );
  return changed;
}

function dropResults(worksheet: Element): boolean {
  let found = false;
  for (const formula of Array.from(worksheet.getElementsByTagNameNS('*', 'f'))) {
    const cell = formula.parentNode as Element | null;
    if (cell?.localName !== 'c') continue;
    found = true;
    for (const value of children(cell, 'v')) cell.removeChild(value);
    cell.removeAttribute('t');
  }
  return found;
}

function calculatedOnLoad(workbook: WorkbookPackage): Uint8Array {
  const document = workbook.document(workbook.workbookPath);
  const root = rootOf(document, workbook.workbookPath);
  const existing = child(root, 'calcPr');
  if (existing) {
    existing.setAttribute('fullCalcOnLoad', '1');
  } else {
    const added = newElement(root, 'calcPr');
    added.setAttribute('fullCalcOnLoad', '1');
    const next = Array.from(root.childNodes).find(
      (node) => node.nodeType === 1 && !before.has((node as Element).localName ?? ''),
    );
    root.insertBefore(added, next ?? null);
  }
  return serializedXml(document);
}

function without(
  workbook: WorkbookPackage,
  path: string,
  matches: (element: Element) => boolean,
): Uint8Array {
  const document = workbook.document(path);
  const root = rootOf(document, path);
  for (const node of Array.from(root.childNodes)) {
    if (node.nodeType === 1 && matches(node as Element)) root.removeChild(node);
  }
  return serializedXml(document);
}
