import type { DiskEvent, Sent, Sync } from './disk-trace.ts';
import type { SentReport } from './sender.ts';

/** Where a report is in a trace: the first sync after it was written, and the first bytes of its answer. */
export type PlacedReport = { report: SentReport; sync: Sync | null; answer: Sent | null };

/** Finds reports in a trace by their ids, which SQLite writes as they are. */
export function placeReports(events: readonly DiskEvent[], reports: readonly SentReport[]): PlacedReport[] {
  return reports.map((report) => ({
    report,
    sync: syncOf(events, report),
    answer: answerTo(events, report),
  }));
}

function syncOf(events: readonly DiskEvent[], report: SentReport): Sync | null {
  const id = Buffer.from(report.reportId);
  const write = events.find(
    (event) => event.type === 'write' && event.file === 'wal' && event.bytes.includes(id),
  );
  if (!write) return null;
  const after = events.slice(events.indexOf(write));
  return (after.find((event) => event.type === 'sync' && event.file === 'wal') as Sync | undefined) ?? null;
}

function answerTo(events: readonly DiskEvent[], report: SentReport): Sent | null {
  const found = events.find(
    (event) =>
      event.type === 'sent' &&
      event.peer === report.port &&
      event.beganAt >= report.sentAt &&
      event.beganAt <= report.answeredAt,
  );
  return (found as Sent | undefined) ?? null;
}

/** What is wrong with the promise that an answer leaves after the sync, or null. */
export function brokenOrder({ sync, answer }: PlacedReport): string | null {
  if (!answer) return 'the trace holds no answer to it';
  if (!sync) return 'it was answered and never synced';
  if (answer.beganAt >= sync.endedAt) return null;
  return `its answer left ${((sync.endedAt - answer.beganAt) * 1000).toFixed(2)} ms before its sync had ended`;
}
