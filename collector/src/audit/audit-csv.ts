import { csvBytes } from '../documents/csv/write-csv.ts';
import type { TableValue } from '../documents/table.ts';
import { timeInJapan } from '../documents/japanese/calendar.ts';
import type { AuditEntryRow } from '../store/schema.ts';

const columns = [
  { head: '番号', width: 8 },
  { head: '日時（日本時間）', width: 20 },
  { head: '実行者', width: 24 },
  { head: '内容', width: 24 },
  { head: '対象', width: 40 },
  { head: '詳細', width: 60 },
  { head: 'ハッシュ値', width: 64 },
];

/** Lines of the log as CSV that Excel opens. */
export function auditCsv(rows: AsyncIterable<AuditEntryRow>): AsyncGenerator<Buffer> {
  async function* lines(): AsyncGenerator<TableValue[]> {
    for await (const { sequence, at, actor, action, subject, details, hash } of rows) {
      yield [sequence, timeInJapan(new Date(at).toISOString()), actor, action, subject, details, hash];
    }
  }
  return csvBytes({ id: 'audit', title: '監査ログ', columns, rows: lines }, { encoding: 'utf-8' });
}
