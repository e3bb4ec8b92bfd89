import { buffer } from 'node:stream/consumers';
import { checklists } from '@tenken/controls';
import { expect, test } from 'vitest';
import type { AssessmentRecord } from '../../assessments/record.ts';
import { readWorkbook } from '../spreadsheet/workbook-reader.ts';
import { workbookStream } from '../spreadsheet/workbook-writer.ts';
import { filledForm } from './filled-form.ts';
import { filledTemplate } from './filled-template.ts';
import { csvFileName, dataFileName, formFileName, reportFileName, templateFileName } from './names.ts';
import { sampleRecord, sampleSource } from './sample-record.ts';
import { assessmentTables } from './tables/index.ts';

const form = (name: string) => {
  const record = sampleRecord();
  const all = filledForm({
    ...record,
    items: record.items.map((item) => ({ ...item, mark: '', remarks: '' })),
  });
  return buffer(
    workbookStream({ ...all, sheets: all.sheets.slice(0, 1).map((sheet) => ({ ...sheet, name })) }),
  );
};

test('an empty form becomes the filled one', async () => {
  const filled = filledTemplate(sampleRecord(), await form('別紙2'));
  const rows = readWorkbook(filled.bytes)[0]?.rows ?? [];
  const of = (number: string) =>
    rows.find(({ cells }) => cells[0]?.text === number)?.cells.map(({ text }) => text);
  expect(filled.sheets).toEqual(['別紙2']);
  expect(of('1')?.slice(-2)).toEqual(['〇', '対象412台中409台適合。']);
  expect(of('3')?.slice(-2)).toEqual(['△', '令和9年2月26日までに実施予定（情報政策課）。']);
  expect(of('4')?.slice(-2)).toEqual(['－', '集約機関が実施するため。']);
});

test('files are called as offices call them, and drafts tell', () => {
  const draft = sampleRecord();
  const final = (one: AssessmentRecord): AssessmentRecord => ({
    ...one,
    assessment: { ...one.assessment, state: 'final' },
  });
  const record = final(draft);
  expect(reportFileName(record, 'xlsx')).toBe('様02-06_安全管理措置確認結果報告書_点検市_R8.xlsx');
  expect(reportFileName(draft, 'pdf')).toBe('下書き_様02-06_安全管理措置確認結果報告書_点検市_R8.pdf');
  expect(formFileName(record, 'xlsx')).toBe('別紙2_安全管理措置一覧及び自己点検表_点検市_R8.xlsx');
  expect(
    checklists().map((checklist) => [
      reportFileName(sampleRecord({ checklist }), 'pdf') !== null,
      formFileName(final(sampleRecord({ checklist })), 'pdf'),
    ]),
  ).toEqual([
    [true, '別紙2_安全管理措置一覧及び自己点検表_点検市_R8.pdf'],
    [false, 'マイナポータル自己情報取得API_利用条件確認書_点検市_R8.pdf'],
    [false, '個人情報取扱い安全管理措置_並びに情報セキュリティ対策_点検市_R8.pdf'],
    [false, 'マイナンバーの安全管理措置チェックシート_点検市_R8.pdf'],
    [false, '情報セキュリティ対策基準_独立行政法人製品評価技術基盤機構_点検市_R8.pdf'],
  ]);
  expect(templateFileName(record)).toBe('nwsystem_提供様式_点検市_R8.xlsx');
  expect(dataFileName(record)).toBe('nwsystem_データ_点検市_R8.xlsx');
  const names = assessmentTables(record, sampleSource()).map((table) => csvFileName(record, table));
  expect(names[1]).toBe('nwsystem_items_項目_点検市_R8.csv');
  expect(new Set(names).size).toBe(names.length);
});
