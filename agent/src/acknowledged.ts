import { join } from 'node:path';
import * as z from 'zod/mini';
import { readState, writeState } from './durable-file.ts';
import { agentVersion } from './version.ts';

/**
 * The newest report that this very version has scanned and that the collector has on disk. An upgrade is good once this
 * names its version; until then the version before it stays, and whoever watches puts it back. Read by a shell script on
 * the host too, which looks for the version as it is written here.
 */
export const Acknowledged = z.strictObject({
  agentVersion: z.string(),
  reportId: z.uuid(),
  at: z.iso.datetime(),
});
export type Acknowledged = z.infer<typeof Acknowledged>;

const file = 'acknowledged.json';

/** A report that another version left in the spool proves nothing about this one, and changes nothing here. */
export function keepAcknowledged(
  folder: string,
  report: { reportId: string; scan: { agentVersion: string } },
  at: Date,
): void {
  if (report.scan.agentVersion !== agentVersion) return;
  writeState(join(folder, file), { agentVersion, reportId: report.reportId, at: at.toISOString() });
}

/** @returns null before this version's first report was acknowledged */
export function acknowledged(folder: string): Acknowledged | null {
  return readState(join(folder, file), Acknowledged);
}
