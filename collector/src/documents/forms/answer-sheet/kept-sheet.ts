import { TenkenError } from '@tenken/shared';
import type { Sheet } from '../../spreadsheet/sheet.ts';
import type { SheetText } from '../../spreadsheet/workbook-reader.ts';
import { answerFields } from './fields.ts';
import type { Entered } from './fields.ts';

/** What the file is of. */
export type SheetOrigin = {
  assessment: string;
  system: string;
  checklist: string;
  edition: string;
  /** ISO 8601, UTC. */
  writtenAt: string;
};

/** An item as it was when the file was written. */
export type KeptItem = {
  item: string;
  /** Of the mark and remarks; 0 for none. */
  revision: number;
  /** Ids of the answer and the plan that the row shows. */
  attestation: string | null;
  plan: string | null;
  evidenceBasis: string;
  /** The row as it was written, through whatever a spreadsheet makes of texts when it saves. */
  entered: Entered;
};

const format = ['tenken-answers', '1'] as const;
const originFields = ['assessment', 'system', 'checklist', 'edition', 'writtenAt'] as const;
const itemFields = ['item', 'revision', 'attestation', 'plan', 'evidenceBasis'] as const;

/** The hidden sheet that says what the file is of, and what its rows said when they were written. */
export function keptSheet(origin: SheetOrigin, items: readonly KeptItem[]): Sheet {
  const columns = [...itemFields, ...answerFields.map((field) => `entered.${field}`)];
  return {
    name: '控え（変更しないでください）',
    columnWidths: columns.map(() => 20),
    head: [],
    protected: true,
    hidden: true,
    *rows() {
      yield { cells: [...format] };
      for (const field of originFields) yield { cells: [field, origin[field]] };
      yield { cells: columns };
      for (const { item, revision, attestation, plan, evidenceBasis, entered } of items) {
        yield {
          cells: [
            item,
            String(revision),
            attestation,
            plan,
            evidenceBasis,
            ...answerFields.map((field) => entered[field]),
          ],
        };
      }
    },
    page: { orientation: 'landscape' },
  };
}

/** @throws {TenkenError} `answer-sheet-mismatch` for a workbook that `keptSheet` is not part of */
export function readKept(sheets: readonly SheetText[]): {
  origin: SheetOrigin;
  items: Map<string, KeptItem>;
} {
  const rows = sheets
    .map((sheet) => sheet.rows.map(({ cells }) => new Map(cells.map(({ column, text }) => [column, text]))))
    .find(([first]) => first?.get(0) === format[0]);
  if (rows?.[0]?.get(1) !== format[1]) throw notOurs();
  const origin = Object.fromEntries(
    originFields.map((field, index) => {
      const row = rows[index + 1];
      if (row?.get(0) !== field) throw notOurs();
      return [field, row.get(1) ?? ''];
    }),
  ) as SheetOrigin;
  const items = new Map<string, KeptItem>();
  for (const row of rows.slice(originFields.length + 2)) {
    const [item = '', revision = '', attestation = '', plan = '', evidenceBasis = ''] = itemFields.map(
      (_, column) => row.get(column) ?? '',
    );
    const edits = Number(revision);
    if (item === '' || items.has(item) || !Number.isInteger(edits)) throw notOurs();
    const entered = Object.fromEntries(
      answerFields.map((field, index) => [field, row.get(itemFields.length + index) ?? '']),
    ) as Entered;
    items.set(item, {
      item,
      revision: edits,
      attestation: attestation || null,
      plan: plan || null,
      evidenceBasis,
      entered,
    });
  }
  return { origin, items };
}

function notOurs(): TenkenError {
  return new TenkenError(
    'answer-sheet-mismatch',
    'The workbook is no answer sheet, or its hidden sheet was changed. Write one with tenken assess answers ASSESSMENT --out FILE.xlsx, and fill that file in.',
  );
}
