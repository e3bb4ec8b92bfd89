import type { StoredRow } from '../support/database.ts';
import type { Acknowledged } from './report-load.ts';

/** What is wrong with a database, one line each, given what its collector had acknowledged. */
export function brokenPromises(acknowledged: Iterable<Acknowledged>, rows: readonly StoredRow[]): string[] {
  const found: string[] = [];
  const stored = new Map<string, StoredRow>();
  for (const row of rows) {
    if (stored.has(row.report_id)) found.push(`${row.report_id} is stored twice`);
    stored.set(row.report_id, row);
  }
  for (const { reportId, hostId, sha256, receivedAt } of acknowledged) {
    const wrong = whatIsWrong({ hostId, sha256, receivedAt }, stored.get(reportId));
    if (wrong) found.push(`${reportId} was acknowledged and ${wrong}`);
  }
  return found;
}

function whatIsWrong(promised: Omit<Acknowledged, 'reportId'>, row: StoredRow | undefined): string | null {
  if (!row) return 'is lost';
  if (row.sha256 !== promised.sha256) return 'has another hash';
  if (row.host_id !== promised.hostId) return 'belongs to another host';
  if (row.received_at !== promised.receivedAt) return 'has another time than was answered';
  return null;
}
