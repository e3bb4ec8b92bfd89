import { TenkenError } from '@tenken/shared';
import { packArchive } from '../archive.ts';
import type { MarkRole } from '../../japanese/marks.ts';
import { mergedRanges, rowsOf, textAt, visibleCell } from '../sheet-cells.ts';
import { WorkbookPackage } from '../workbook-package.ts';
import { rootOf, serializedXml } from '../xml.ts';
import { choiceFor, choicesOf } from './choices.ts';
import { fillCover } from './cover-cells.ts';
import type { CoverCell, CoverField } from './cover-cells.ts';
import { addPrintHeader } from './draft-header.ts';
import { cellName, findRows, mismatch, shown } from './find-rows.ts';
import type { ItemRow } from './find-rows.ts';
import { usualHeadings } from './headings.ts';
import type { TemplateHeadings } from './headings.ts';
import { recalculated } from './recalculation.ts';
import { makeRoom } from './row-room.ts';
import type { FixedRows } from './row-room.ts';
import { findSideRows, hasSides, sideHeadings, sideNames } from './side-rows.ts';
import type { Side } from './side-rows.ts';
import { writeCell } from './write-cell.ts';

export type TemplateEntry = {
  /** As printed on the form. */
  number: string;
  /** The heading of its chapter, where numbers begin anew in each. */
  chapter?: string;
  /** In which of two columns it stands, on forms that have two. */
  side?: Side;
  role: MarkRole;
  /** What is written where the cell has no list of its own. */
  mark: string;
  remarks: string;
};

export type TemplateOptions = {
  headings?: Partial<TemplateHeadings>;
  /** Characters for roles, where the form's own list cannot be read. */
  marks?: Partial<Record<MarkRole, string>>;
  /**
   * `keep`, unless told: rows of a height that somebody set stay as they are, and remarks that do not fit are listed
   * in `cramped`. Forms of Excel and LibreOffice often set every height.
   */
  fixedRows?: FixedRows;
  /** Printed on top of each page of each sheet; null: nothing. */
  printHeader: string | null;
  /** What is written beside labels outside of the table. */
  cover?: readonly CoverField[];
};

export type FilledTemplate = {
  bytes: Uint8Array;
  /** Where marks were written. */
  sheets: string[];
  /** Remarks that a person should look at before printing: their cells are too small, or hold a note of the form. */
  cramped: { number: string; sheet: string; cell: string; why: 'too-small' | 'occupied' }[];
  /** What stands beside labels such as 機関名, and which of it is for a person to write. */
  cover: CoverCell[];
  /** Every part that differs from the template's. */
  changedParts: string[];
};

/**
 * Fills the user's own workbook of a form. The same template and entries give the same bytes.
 *
 * @param entries of every item of the form, in its order
 * @throws {TenkenError} `template-unusable`, `template-mismatch`; then nothing was written
 */
export function fillTemplate(
  template: Uint8Array,
  entries: readonly TemplateEntry[],
  options: TemplateOptions,
): FilledTemplate {
  const workbook = new WorkbookPackage(template);
  if (workbook.isSigned) {
    throw new TenkenError(
      'template-unusable',
      'The workbook carries a digital signature, which filling it in would break; save a copy without one.',
    );
  }
  const headings = { ...usualHeadings, ...options.headings };
  const found = placesOf(workbook, entries, headings);
  const cramped: FilledTemplate['cramped'] = [];
  const filled = writeEntries(workbook, entries, found, options, cramped);
  const cover = fillCover(workbook, options.cover ?? [], found);
  for (const { sheet, state } of cover) {
    const path = workbook.sheets.find(({ name }) => name === sheet)?.path;
    if (state === 'filled' && path !== undefined) filled.add(path);
  }
  if (options.printHeader !== null) {
    for (const { path } of workbook.sheets) {
      addPrintHeader(rootOf(workbook.document(path), path), options.printHeader);
      filled.add(path);
    }
  }
  return {
    ...packed(workbook, filled),
    sheets: [...new Set(found.map(({ sheet }) => sheet.name))],
    cramped,
    cover,
  };
}

function placesOf(
  workbook: WorkbookPackage,
  entries: readonly TemplateEntry[],
  headings: TemplateHeadings,
): ItemRow[] {
  const sided = entries.flatMap(({ side, ...entry }) => (side === undefined ? [] : [{ ...entry, side }]));
  if (sided.length === 0 || sided.length < entries.length) return findRows(workbook, entries, headings);
  if (hasSides(workbook)) return findSideRows(workbook, sided);
  // One numbered table with a column of marks for each.
  const rows = new Map(
    sideNames.flatMap((side) => {
      const own = sided.filter((entry) => entry.side === side);
      const places = findRows(workbook, own, { ...headings, mark: sideHeadings[side] });
      return own.map((entry, index) => [entry.number, places[index]] as const);
    }),
  );
  return sided.flatMap(({ number }) => rows.get(number) ?? []);
}

/** @returns the parts of the sheets written to */
function writeEntries(
  workbook: WorkbookPackage,
  entries: readonly TemplateEntry[],
  found: readonly ItemRow[],
  { marks = {}, fixedRows = 'keep' }: TemplateOptions,
  cramped: FilledTemplate['cramped'],
): Set<string> {
  const sheets = new Map(
    found.map(({ sheet: { path } }) => {
      const root = rootOf(workbook.document(path), path);
      return [path, { root, rows: rowsOf(root), merged: mergedRanges(root) }] as const;
    }),
  );
  for (const [index, entry] of entries.entries()) {
    const place = found[index];
    const own = sheets.get(place?.sheet.path ?? '');
    if (!place || !own) throw mismatch(`it has no row for item ${entry.number}`);
    const { root, rows, merged } = own;
    writeCell(root, rows, place.mark, characterFor(workbook, entry, place, marks));
    if (!place.remarks) continue;
    const at = { number: entry.number, sheet: place.sheet.name, cell: cellName(place.remarks) };
    if (place.remarksKeep && textAt(rows, place.remarks, workbook.strings).trim() !== '') {
      if (entry.remarks !== '') cramped.push({ ...at, why: 'occupied' });
      continue;
    }
    writeCell(root, rows, place.remarks, entry.remarks);
    if (makeRoom(root, rows, visibleCell(place.remarks, merged), entry.remarks, fixedRows)) continue;
    cramped.push({ ...at, why: 'too-small' });
  }
  return new Set(sheets.keys());
}

function characterFor(
  workbook: WorkbookPackage,
  entry: TemplateEntry,
  { sheet, mark, blank = '' }: ItemRow,
  marks: Partial<Record<MarkRole, string>>,
): string {
  if (entry.role === 'open') return blank;
  const told = marks[entry.role];
  if (told !== undefined) return told;
  const choices = choicesOf(workbook, sheet, mark);
  if (choices === null) return entry.mark;
  const where = `the drop-down list of ${cellName(mark)} on ${shown(sheet.name)}`;
  if (choices === 'unreadable') {
    throw mismatch(`${where} is computed; say which characters stand for done, planned and not applicable`);
  }
  const choice = choiceFor(entry.role, choices);
  if (choice !== null) return choice;
  throw mismatch(
    `${where} has nothing for '${entry.role}', only ${choices.slice(0, 10).map(shown).join(', ')}`,
  );
}

function packed(
  workbook: WorkbookPackage,
  filled: ReadonlySet<string>,
): Pick<FilledTemplate, 'bytes' | 'changedParts'> {
  const changed = recalculated(workbook);
  for (const path of filled) changed.set(path, serializedXml(workbook.document(path)));
  const parts = new Map(
    [...workbook.parts].flatMap(([path, bytes]): [string, Uint8Array][] => {
      const change = changed.get(path);
      return change === null ? [] : [[path, change ?? bytes]];
    }),
  );
  return { bytes: packArchive(parts), changedParts: [...changed.keys()].toSorted() };
}
