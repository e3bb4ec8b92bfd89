import { markRole } from '../../japanese/marks.ts';
import type { MarkRole } from '../../japanese/marks.ts';
import { cellRange, inRange } from '../references.ts';
import type { CellPosition } from '../references.ts';
import { rowsOf, textAt } from '../sheet-cells.ts';
import type { SheetPart, WorkbookPackage } from '../workbook-package.ts';
import { child, rootOf } from '../xml.ts';
import type { Element } from '../xml.ts';

/**
 * What the drop-down list of a cell offers.
 *
 * @returns null where the cell has none; `unreadable` where a formula computes the list
 */
export function choicesOf(
  workbook: WorkbookPackage,
  sheet: SheetPart,
  position: CellPosition,
): readonly string[] | 'unreadable' | null {
  const root = rootOf(workbook.document(sheet.path), sheet.path);
  const found = validationsOf(root).find(({ ranges }) =>
    ranges.some((reference) => {
      const range = cellRange(reference);
      return range !== null && inRange(range, position);
    }),
  );
  return found ? (offered(workbook, sheet, found.formula) ?? 'unreadable') : null;
}

/** The character that stands for a role: `△`, or the whole entry where the list says `△：予定`. Null: none does. */
export function choiceFor(role: MarkRole, choices: readonly string[]): string | null {
  return (
    choices.find((choice) => markRole(choice) === role) ??
    choices.find((choice) => {
      const [first = '', second = ''] = choice.trim();
      return /^[\s:：.．、(（]$/.test(second) && markRole(first) === role;
    }) ??
    null
  );
}

type Validation = { ranges: string[]; formula: string };

/** Also those of Excel 2010 and later, which lie in `extLst` when the list is on another sheet. */
function validationsOf(root: Element): Validation[] {
  const all = Array.from(root.getElementsByTagNameNS('*', 'dataValidation'));
  return all
    .filter((element) => element.getAttribute('type') === 'list')
    .map((element) => {
      const formula = child(element, 'formula1');
      const inner = formula ? child(formula, 'f') : null;
      const references = element.getAttribute('sqref') ?? child(element, 'sqref')?.textContent ?? '';
      return {
        ranges: references.trim().split(/\s+/),
        formula: (inner ?? formula)?.textContent?.trim() ?? '',
      };
    });
}

function offered(workbook: WorkbookPackage, sheet: SheetPart, formula: string): string[] | null {
  const literal = /^"((?:[^"]|"")*)"$/.exec(formula);
  if (literal) {
    const entries = (literal[1] ?? '').replaceAll('""', '"').split(',');
    return entries.map((entry) => entry.trim());
  }
  const named = workbook.names.get(formula);
  const reference =
    /^(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$/.exec(
      named ?? formula,
    );
  if (!reference) return null;
  const name = reference[1]?.replaceAll("''", "'") ?? reference[2];
  const source = name === undefined ? sheet : workbook.sheets.find((candidate) => candidate.name === name);
  const range = cellRange(reference[3] ?? '');
  if (!source || !range) return null;
  return textsIn(workbook, source, range);
}

const maxChoices = 1000;

function textsIn(
  workbook: WorkbookPackage,
  sheet: SheetPart,
  range: NonNullable<ReturnType<typeof cellRange>>,
): string[] {
  const rows = rowsOf(rootOf(workbook.document(sheet.path), sheet.path));
  const texts: string[] = [];
  for (let row = range.from.row; row <= range.to.row && texts.length < maxChoices; row += 1) {
    for (let column = range.from.column; column <= range.to.column; column += 1) {
      const text = textAt(rows, { row, column }, workbook.strings);
      if (text !== '') texts.push(text);
    }
  }
  return texts;
}
