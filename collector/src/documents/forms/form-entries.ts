import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import type { AssessmentRecord, AssessmentSource } from '../../assessments/record.ts';
import type { PackEntry } from '../../pack/pack-entry.ts';
import { csvBytes } from '../csv/write-csv.ts';
import { workbookStream } from '../spreadsheet/workbook-writer.ts';
import { dataWorkbook } from './data-workbook.ts';
import { filledForm } from './filled-form.ts';
import { filledTemplate } from './filled-template.ts';
import { csvFileName, dataFileName, formFileName, templateFileName } from './names.ts';
import { assessmentTables } from './tables/index.ts';

/**
 * The forms and lists of an assessment, as files of a pack: `forms/` to be printed, `data/` to be worked with.
 *
 * @param template the user's own workbook of the form
 * @throws {TenkenError} `template-unusable`, `template-mismatch` before anything is written
 */
export function formEntries(
  record: AssessmentRecord,
  source: AssessmentSource,
  template?: string,
): PackEntry[] {
  const tables = assessmentTables(record, source);
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
    // Made when its turn comes: findings are read twice and held never.
    {
      path: `data/${dataFileName(record)}`,
      bytes: later(() => workbookStream(dataWorkbook(record, tables))),
    },
    ...tables.map((table) => ({
      path: `data/${csvFileName(record, table)}`,
      bytes: csvBytes(table, { encoding: 'utf-8' }),
    })),
  ];
}

async function* later(begin: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* begin();
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
