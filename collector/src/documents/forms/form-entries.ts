import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import type { AssessmentRecord, AssessmentSource } from '../../assessments/record.ts';
import type { PackEntry } from '../../pack/pack-entry.ts';
import { csvBytes } from '../csv/write-csv.ts';
import { workbookStream } from '../spreadsheet/workbook-writer.ts';
import { filledForm } from './filled-form.ts';
import { filledTemplate } from './filled-template.ts';
import { csvFileName, formFileName, templateFileName } from './names.ts';
import { otherTables } from './tables/index.ts';

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
): PackEntry[] {
  return [
    { path: `forms/${formFileName(record)}`, bytes: workbookStream(filledForm(record)) },
    ...(template === undefined
      ? []
      : [
          {
            path: `forms/${templateFileName(record)}`,
            bytes: filledTemplate(record, bytesOf(template)).bytes,
          },
        ]),
    ...otherTables(record, source).map((table) => ({
      path: `data/${csvFileName(record, table)}`,
      bytes: csvBytes(table, { encoding: 'utf-8' }),
    })),
  ];
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
