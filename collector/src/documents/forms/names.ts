import type { AssessmentRecord } from '../../assessments/record.ts';
import { fiscalYearShort } from '../japanese/calendar.ts';
import { fileName } from '../japanese/file-names.ts';
import type { Table } from '../table.ts';
import { reportForm, tableForm } from './form-numbers.ts';

/** `様02-06_安全管理措置確認結果報告書_点検市_R8.xlsx`; a draft begins with 下書き. Null: no report goes with the form. */
export function reportFileName(record: AssessmentRecord, extension: 'xlsx' | 'pdf'): string | null {
  const form = reportForm(record.checklist.id);
  return form && named(record, [form.number, form.title], extension);
}

/** `別紙2_安全管理措置一覧及び自己点検表_点検市_R8.xlsx`; a form without a number is called as its document. */
export function formFileName(record: AssessmentRecord, extension: 'xlsx' | 'pdf'): string {
  const { number, title } = tableForm(record.checklist);
  // A name takes 24 characters at a time; titles of documents are parted where they are in print.
  const parts = title.split(/[ 　（）]|(?=並びに)/);
  return named(record, number === null ? parts : [number, ...parts], extension);
}

export function summaryFileName(record: AssessmentRecord): string {
  return named(record, ['点検結果報告書'], 'pdf');
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
