import { Latencies } from './latencies.ts';

/** What happened to the reports of a run. */
export class SimulationRecord {
  made = 0;
  accepted = 0;
  /** Acknowledged as known: they were stored before, and the answer was lost. */
  duplicates = 0;
  retried = 0;
  resumed = 0;
  bytes = 0;
  jsonBytes = 0;
  /** Hosts whose turn came while their last report still waited. */
  skipped = 0;
  mostWaiting = 0;
  /** Reports that the collector will never take, by what it said. */
  readonly refused = new Map<string, number>();
  /** Attempts that ended otherwise, by how; each was made again. */
  readonly later = new Map<string, number>();
  /** From the start of the attempt that was acknowledged to its answer. */
  readonly latencies = new Latencies();
}

export function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
