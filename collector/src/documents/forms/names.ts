import type { AssessmentRecord } from '../../assessments/record.ts';
import { fiscalYearShort } from '../japanese/calendar.ts';
import { fileName } from '../japanese/file-names.ts';
import type { Table } from '../table.ts';
import { formNumber } from './form-numbers.ts';

/** `様02-06_安全管理措置確認結果報告書_点検市_R8.xlsx`; a draft begins with 下書き. */
export function formFileName(record: AssessmentRecord): string {
  const form = formNumber(record.checklist.id);
  return named(record, form ? [form.number, form.title] : [record.checklist.id, '点検表'], 'xlsx');
}

export function templateFileName(record: AssessmentRecord): string {
  return named(record, [record.checklist.id, '提供様式'], 'xlsx');
}

export function dataFileName(record: AssessmentRecord): string {
  return named(record, [record.checklist.id, 'データ'], 'xlsx');
}

export function csvFileName(record: AssessmentRecord, table: Pick<Table, 'id' | 'title'>): string {
  return named(record, [record.checklist.id, table.id, table.title], 'csv');
}

function named(record: AssessmentRecord, parts: readonly string[], extension: string): string {
  const { assessment, organisation } = record;
  const draft = assessment.state === 'draft' ? ['下書き'] : [];
  return fileName([...draft, ...parts, organisation.name, fiscalYearShort(assessment.fiscalYear)], extension);
}
