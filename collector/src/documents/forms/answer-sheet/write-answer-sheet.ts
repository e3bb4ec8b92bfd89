import { own } from '@tenken/shared';
import type { AssessmentRecord, ItemRecord } from '../../../assessments/record.ts';
import { nothingSaid } from '../../../assessments/said.ts';
import type { Said } from '../../../assessments/said.ts';
import { bothCalendars, dateInJapan, fiscalYearName, timeInJapan } from '../../japanese/calendar.ts';
import { serialOf } from '../../japanese/read-date.ts';
import type { Cell, Sheet, Workbook } from '../../spreadsheet/sheet.ts';
import { rowHeight } from '../long-text.ts';
import { answerFields, answerChoices, answerHeadings, asProposed, enteredOf, itemHeading } from './fields.ts';
import type { AnswerField, Entered } from './fields.ts';
import { howToSheet } from './how-to-sheet.ts';
import { keptSheet } from './kept-sheet.ts';

/** Room to write, in lines, even where a row says little. */
const leastLines = 3;

/**
 * A workbook in which people answer the items of an assessment, to be written with `workbookStream` and read back with
 * `readAnswerSheet`: a row for each item that the check asks for, how to fill it in, and hidden what it is of.
 *
 * @param said by item: what people said last, which the rows begin with
 */
export function answerSheet(record: AssessmentRecord, said: ReadonlyMap<string, Said>): Workbook {
  const { assessment, checklist, system } = record;
  const today = dateInJapan(assessment.asOf);
  const rows = record.items
    .filter(({ asked }) => asked)
    .map((item): Row => {
      const known = said.get(item.item.id) ?? nothingSaid;
      return { item, said: known, entered: enteredOf(item, known, checklist, today), today };
    });
  const origin = {
    assessment: assessment.id,
    system: system.id,
    checklist: checklist.id,
    edition: checklist.edition,
    writtenAt: assessment.asOf,
  };
  return {
    title: `回答シート　${checklist.title.ja}`,
    asOf: assessment.asOf,
    sheets: [
      tableSheet(record, rows),
      howToSheet(checklist, today),
      keptSheet(
        origin,
        rows.map(({ item, said: { attestation, plan, entry }, entered }) => ({
          item: item.item.id,
          revision: entry?.revision ?? 0,
          attestation: attestation?.id ?? null,
          plan: plan?.id ?? null,
          evidenceBasis: item.evidenceBasis,
          entered,
        })),
      ),
    ],
  };
}

type Row = { item: ItemRecord; said: Said; entered: Entered; today: string };

type Column = {
  head: string;
  /** In characters of half width. */
  width: number;
  field?: AnswerField;
  cell(record: AssessmentRecord, row: Row): Cell;
};

const entryWidths: Record<AnswerField, number> = {
  answer: 10,
  note: 34,
  person: 16,
  until: 12,
  owner: 14,
  due: 12,
  plan: 26,
  mark: 13,
  remarks: 34,
};

function columnsOf({ checklist, officialWording }: AssessmentRecord): Column[] {
  const ids = Math.max(...checklist.items.map(({ id }) => id.length));
  return [
    {
      head: itemHeading,
      width: Math.max(6, ids + 2),
      cell: (_, { item }) => ({ value: item.item.id, style: 'mark' }),
    },
    {
      head: '見出し',
      width: 20,
      cell: (_, { item }) => ({ value: item.item.path.join('\n'), style: 'cell' }),
    },
    {
      head: officialWording ? '内容（公式の文言。ないものは要約）' : '内容（Tenkenによる要約）',
      width: 54,
      cell: (record, { item }) => ({ value: contentOf(record, item), style: 'cell' }),
    },
    {
      head: '今の印',
      width: 7,
      cell: (_, { item }) => ({ value: item.mark || '未判定', style: 'mark' }),
    },
    {
      head: '適合台数／対象台数',
      width: 10,
      cell: (_, { item }) => ({
        value: item.machines ? `${item.machines.passing}／${item.machines.inScope}` : '人が確認',
        style: 'mark',
      }),
    },
    { head: '印の理由', width: 24, cell: (_, { item }) => ({ value: item.why.ja, style: 'cell' }) },
    { head: 'お知らせ', width: 18, cell: (_, row) => ({ value: noticeOf(row), style: 'note' }) },
    ...answerFields.map((field): Column => {
      return {
        head: answerHeadings[field],
        width: entryWidths[field],
        field,
        cell: (_, { entered }) => entryCell(field, entered[field]),
      };
    }),
  ];
}

function entryCell(field: AnswerField, text: string): Cell {
  switch (field) {
    case 'until':
    case 'due':
      return { value: text === '' ? null : serialOf(text), style: 'entryDate' };
    case 'answer':
    case 'mark':
      return { value: text, style: 'entryMark' };
    case 'note':
    case 'person':
    case 'owner':
    case 'plan':
    case 'remarks':
      return { value: text, style: 'entry' };
    default:
      return field satisfies never;
  }
}

/** What is asked, and what of it a person has to look at. */
function contentOf({ officialWording }: AssessmentRecord, { item }: ItemRecord): string {
  const wording = own(officialWording?.items, item.id);
  const summary = `${officialWording ? '（要約）' : ''}${item.title.ja}\n${item.summary.ja}`;
  const manual = item.manual ? `\n【人が確かめること】${item.manual.ja}` : '';
  return (wording ?? summary) + manual;
}

function noticeOf({ item, said: { attestation, plan }, today }: Row): string {
  const notices: string[] = [];
  if (attestation && today > attestation.expiresOn) {
    notices.push(`前回の回答（期限切れ）${attestation.expiresOn}まで。今も同じなら新しい有効期限を記入`);
  }
  if (attestation && attestation.attachments.length > 0) {
    notices.push(`添付ファイル${attestation.attachments.length}件`);
  }
  if (plan && today > plan.dueOn) notices.push('計画の期限が過ぎている');
  if (item.remarksOutdated) notices.push('特記事項を書いた後に証跡や回答が変わった');
  return notices.join('\n');
}

function tableSheet(record: AssessmentRecord, rows: readonly Row[]): Sheet {
  const { assessment, organisation, system, checklist } = record;
  const columns = columnsOf(record);
  const at = (field: AnswerField) => columns.findIndex((column) => column.field === field);
  const line = (value: string, style: Cell['style'], height: number) => ({
    cells: [{ value, ...(style ? { style } : {}) }],
    height,
  });
  const about = [
    organisation.name,
    system.name,
    assessment.title.ja,
    fiscalYearName(assessment.fiscalYear),
    `書き出し ${bothCalendars(dateInJapan(assessment.asOf))} ${timeInJapan(assessment.asOf).slice(11)}`,
  ];
  return {
    name: '回答',
    columnWidths: columns.map(({ width }) => width),
    head: [
      line(`回答シート　${checklist.title.ja}`, 'sheetTitle', 24),
      line(about.join('　／　'), 'plain', 16),
      line('黄色の欄に記入する。書き方は「記入方法」シートにある。', 'plain', 16),
      { cells: columns.map(({ head }) => head), style: 'head', height: 32 },
    ],
    titleRows: 1,
    frozen: true,
    frozenColumns: 2,
    filtered: true,
    protected: true,
    choices: [
      { column: at('answer'), values: answerChoices },
      { column: at('mark'), values: [asProposed, ...checklist.marks.map(({ mark }) => mark)] },
    ],
    *rows() {
      for (const row of rows) {
        const cells = columns.map((column) => column.cell(record, row));
        const texts = cells.map(({ value }, index) => ({
          text: typeof value === 'string' ? value : '',
          width: columns[index]?.width ?? 1,
        }));
        const least = rowHeight([{ text: '\n'.repeat(leastLines - 1), width: 1 }]);
        yield { cells, height: Math.max(least, rowHeight(texts)), growing: true };
      }
    },
    page: {
      orientation: 'landscape',
      paper: 'A3',
      header: { left: organisation.name, center: '回答シート（作業用）', right: checklist.id },
    },
  };
}
