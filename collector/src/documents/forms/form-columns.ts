import { own } from '@tenken/shared';
import type { Checklist } from '@tenken/controls';
import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import type { Cell } from '../spreadsheet/sheet.ts';
import { itemLabel, numbersRepeat, remarksOf } from './item-words.ts';

export type FormColumn = {
  head: string;
  /** In characters of half width. */
  width: number;
  /** Text that may become longer than a printed row can be, and is then continued in the next. */
  long: boolean;
  /** Marks are entered here, so the form's own are offered. */
  marks: boolean;
  cell(record: AssessmentRecord, item: ItemRecord): Cell;
};

/** Half-width characters on A4 landscape at a size that can still be read. */
const lineWidth = 172;

const column = (
  head: string,
  width: number,
  cell: FormColumn['cell'],
  kind: Partial<Pick<FormColumn, 'long' | 'marks'>> = {},
): FormColumn => ({ head, width, cell, long: false, marks: false, ...kind });

const flag = (set: boolean, sign: string): Cell => ({ value: set ? sign : '', style: 'mark' });

/** Of an item that holds 該当ある場合 only: ○ where it does, － where it does not, nothing while that is open. */
function applicability({ item, asked, role }: ItemRecord): Cell {
  if (!item.flags.whereApplicable || !asked || role === null) return { value: '', style: 'mark' };
  return { value: role === 'not-applicable' ? '－' : '○', style: 'mark' };
}

/**
 * The columns of a form, as its checklist knows them: 重点報告事項 and ◆ where items carry them, one column of marks or
 * one for each level, 特記事項 only where a mark needs words. What the form itself does not print is called ours.
 */
export function formColumns(checklist: Checklist, official: boolean): FormColumn[] {
  const { items } = checklist;
  const some = (test: (flags: ItemRecord['item']['flags']) => boolean) =>
    items.some(({ flags }) => test(flags));
  const numbers = Math.max(...items.map(({ number }) => number.length));
  const narrow: FormColumn[] = [];
  if (some(({ priority }) => priority)) {
    narrow.push(column('重点報告事項', 8, (_, { item }) => flag(item.flags.priority, '○')));
  }
  if (some(({ aggregatorExempt }) => aggregatorExempt)) {
    narrow.push(column('◆', 5, (_, { item }) => flag(item.flags.aggregatorExempt, '◆')));
  }
  if (some(({ whereApplicable }) => whereApplicable)) {
    narrow.push(column('該当ある場合', 8, (_, item) => applicability(item)));
  }
  narrow.push(...markColumns(checklist));
  const number = column(
    numbersRepeat(checklist) ? '章-No.' : 'No.',
    numbers <= 5 ? 7 : 14,
    (_, { item }) => ({
      value: itemLabel(checklist, item),
      style: 'mark',
    }),
  );
  const heading = column('見出し', 26, (_, { item }) => ({ value: headingOf(item.path), style: 'cell' }));
  const remarks = remarksColumn(checklist);
  const taken = [number, heading, ...narrow].reduce((sum, { width }) => sum + width, 0);
  const rest = lineWidth - taken;
  const content = column(
    official ? '内容（公式の文言。ないものは要約）' : '内容（Tenkenによる要約）',
    remarks ? Math.round(rest * 0.55) : rest,
    (record, item) => ({ value: contentOf(record, item), style: 'cell' }),
    { long: true },
  );
  return [
    number,
    heading,
    content,
    ...narrow,
    ...(remarks ? [{ ...remarks, width: rest - content.width }] : []),
  ];
}

function markColumns({ items, marks }: Checklist): FormColumn[] {
  const entered = (level: 'minimum' | 'optional' | null, head: string, width: number) =>
    column(
      head,
      width,
      (_record, item) =>
        item.asked && (level === null || item.item.flags.level === level)
          ? { value: item.mark, style: 'mark' }
          : { value: '', style: 'unused' },
      { marks: true },
    );
  if (items.some(({ flags }) => flags.level !== null)) {
    return [entered('minimum', '最低限取るべき措置', 11), entered('optional', 'プラスα', 11)];
  }
  if (!marks.some(({ printed }) => printed)) return [entered(null, '確認結果（様式にない欄）', 11)];
  return [entered(null, marks.some(({ needs }) => needs) ? '点検結果' : 'チェック欄', 9)];
}

function remarksColumn({ items, marks }: Checklist): FormColumn | null {
  const needing = marks.filter(({ needs }) => needs);
  if (needing.length === 0) return null;
  // JNSA prints a コメント beside each of its two columns of boxes.
  const hasComments = items.some(({ flags }) => flags.level !== null);
  const ours = hasComments ? 'コメント' : '備考（様式にない欄）';
  const head = needing.some(({ printed }) => printed) ? '特記事項' : ours;
  return column(head, 0, (_, item) => ({ value: remarksOf(item), style: 'cell' }), { long: true });
}

/** Below the chapter, which has a row of its own. */
function headingOf(path: readonly string[]): string {
  return path.slice(1).join('\n');
}

function contentOf({ officialWording }: AssessmentRecord, { item }: ItemRecord): string {
  const wording = own(officialWording?.items, item.id);
  if (wording !== undefined) return wording;
  return `${officialWording ? '（要約）' : ''}${item.title.ja}\n${item.summary.ja}`;
}
