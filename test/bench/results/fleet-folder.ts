import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFleet } from '../../support/fleet.ts';
import { newestChoice } from '../measure/database.ts';
import { movedToMeasured } from '../measure/moved.ts';
import type { Progress } from '../progress.ts';

/** `TENKEN_BENCH_FLEET`: another number of hosts than the goal is about. */
export const fleetHosts = Number(process.env.TENKEN_BENCH_FLEET ?? 100_000);

const cache = resolve(import.meta.dirname, '../../../.cache');
let made: string | null = null;

/**
 * A data directory with the fleet, made once for all figures of a run. `TENKEN_BENCH_FLEET_DATA` names a folder where it
 * is kept for the next run: it is good for a day, then its hosts are silent.
 */
export async function fleetFolder(progress: Progress): Promise<string> {
  const kept = keptFleet();
  const data = kept === undefined ? (made ?? join(emptyFolder(), 'data')) : resolve(kept);
  if (kept === undefined && made === null) {
    made = data;
    process.once('exit', () => rmSync(resolve(data, '..'), { recursive: true, force: true }));
  }
  if (existsSync(join(data, 'whole'))) return data;
  progress(`makes ${fleetHosts} hosts`);
  rmSync(data, { recursive: true, force: true });
  const startedAt = performance.now();
  const fleet = await makeFleet(data, fleetHosts);
  await movedToMeasured(data, progress);
  writeFileSync(join(data, 'whole'), JSON.stringify(fleet));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  progress(`${fleet.findings} findings of ${fleet.hosts} hosts made in ${seconds} s`);
  return data;
}

/** The folder that somebody named; a server of the run's own goes with the run, and what is in it. */
export function keptFleet(): string | undefined {
  return newestChoice() === 'postgresql' ? undefined : process.env.TENKEN_BENCH_FLEET_DATA;
}

/** On the disk of this repository: `/tmp` may be memory. */
export function emptyFolder(): string {
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'bench-'));
}
