import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import type { AssessmentRecord, AssessmentSource } from '../../assessments/record.ts';
import type { PackEntry } from '../../pack/pack-entry.ts';
import { csvBytes } from '../csv/write-csv.ts';
import type { FilledTemplate } from '../spreadsheet/template/fill-template.ts';
import { workbookStream } from '../spreadsheet/workbook-writer.ts';
import { filledForm, filledReport } from './filled-form.ts';
import { filledTemplate } from './filled-template.ts';
import { csvFileName, formFileName, reportFileName, templateFileName } from './names.ts';
import { otherTables } from './tables/index.ts';

export type FormEntries = {
  entries: PackEntry[];
  /** What became of the user's own workbook; null where none was given. */
  template: TemplateReport | null;
};

/** What a person should know of the filled workbook before it is handed in. */
export type TemplateReport = Omit<FilledTemplate, 'bytes' | 'changedParts'> & {
  path: string;
  /** How many more rows are cramped than are named here; none unless told. */
  crampedBeyond?: number;
};

/**
 * The forms and lists of an assessment, as files of a pack: `forms/` to be printed, `data/` to be worked with. Lists
 * of findings are made elsewhere, while findings pass: see `findingLists`.
 *
 * @param template the user's own workbook of the form
 * @throws {TenkenError} `template-unusable`, `template-mismatch` before anything is written
 */
export function formEntries(
  record: AssessmentRecord,
  source: AssessmentSource,
  template?: string,
): FormEntries {
  const report = reportFileName(record, 'xlsx');
  const reportBook = filledReport(record);
  const filled = template === undefined ? null : filledTemplate(record, bytesOf(template));
  const templatePath = `forms/${templateFileName(record)}`;
  const entries: PackEntry[] = [
    ...(report === null || reportBook === null
      ? []
      : [{ path: `forms/${report}`, bytes: workbookStream(reportBook) }]),
    { path: `forms/${formFileName(record, 'xlsx')}`, bytes: workbookStream(filledForm(record)) },
    ...(filled === null ? [] : [{ path: templatePath, bytes: filled.bytes }]),
    ...otherTables(record, source).map((table) => ({
      path: `data/${csvFileName(record, table)}`,
      bytes: csvBytes(table, { encoding: 'utf-8' }),
    })),
  ];
  return { entries, template: filled && reportOf(templatePath, filled) };
}

function reportOf(path: string, filled: FilledTemplate): TemplateReport {
  const { sheets, cramped, cover } = filled;
  return { path, sheets, cramped, cover };
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TenkenError('template-unusable', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}
