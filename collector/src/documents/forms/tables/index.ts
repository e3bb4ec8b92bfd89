import type { AssessmentRecord, AssessmentSource } from '../../../assessments/record.ts';
import type { Table } from '../../table.ts';
import type { FindingTable } from './findings.ts';
import { findingEvidenceTable, findingsTable } from './findings.ts';
import { hostsTable } from './hosts.ts';
import { itemsTable } from './items.ts';
import {
  attachmentsTable,
  attestationsTable,
  declarationsTable,
  plansTable,
  waiversTable,
} from './people.ts';
import { summaryTable } from './summary.ts';

/** Every list of an assessment, the large ones last. */
export function assessmentTables(record: AssessmentRecord, source: AssessmentSource): Table[] {
  return [
    ...otherTables(record, source),
    ...findingTables(record).map((table) => ({ ...table, rows: () => table.rows(record, source) })),
  ];
}

/** Those that every finding adds to. */
export function findingTables(record: AssessmentRecord): FindingTable[] {
  return [findingsTable(record), findingEvidenceTable(record)];
}

/** Those that are written by themselves. */
export function otherTables(record: AssessmentRecord, source: AssessmentSource): Table[] {
  return [
    summaryTable(record),
    itemsTable(record),
    hostsTable(record, source),
    plansTable(record),
    attestationsTable(record),
    attachmentsTable(record),
    waiversTable(record),
    declarationsTable(record),
  ];
}
