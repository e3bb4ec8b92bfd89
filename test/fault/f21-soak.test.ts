import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wholeNumberFrom } from '../support/random.ts';
import { readOptions } from '../simulate/options.ts';
import { simulate } from '../simulate/simulate.ts';
import type { Look } from '../simulate/simulate.ts';

const named = process.env.TENKEN_FAULT_SOAK_MINUTES !== undefined;
const minutes = wholeNumberFrom('TENKEN_FAULT_SOAK_MINUTES', 1);
/** 10,000 hosts that report once an hour are 2.8 reports a second: ten times that. */
const reportsPerSecond = 28;
const hosts = 500;
const looks = 40;

type Seen = Look & { descriptors: number; walBytes: number };

// Only minutes show a slope: `npm run test:fault` has them. A day of it has not been run.
test.runIf(named).each(['sqlite', 'postgresql'])(
  `F21: ${minutes} minutes at ten times the load of 10,000 hosts on %s, with kill -9 twice: nothing lost, nothing grows`,
  { timeout: 300_000 + minutes * 90_000 },
  async (database) => {
    const options = readOptions([
      ...['--hosts', `${hosts}`, '--minutes', `${minutes}`, '--rate', `${reportsPerSecond}`],
      ...['--skew', '5m', '--failures', '0.01', '--database', database],
      ...['--outage', `${Math.round(minutes * 24)}s/2s`],
    ]);
    if (!options) throw new Error('help');
    const seen: Seen[] = [];
    const look = {
      everyMs: (minutes * 60_000) / looks,
      at: (one: Look, data: string) => {
        const wal = join(data, 'tenken.db-wal');
        const walBytes = existsSync(wal) ? statSync(wal).size : 0;
        seen.push({ ...one, walBytes, descriptors: readdirSync(`/proc/${one.pid}/fd`).length });
      },
    };
    const { record, kept, outages, unacknowledged, costs } = await simulate(options, { look });
    expect(outages).toBe(2);
    expect([...record.refused]).toEqual([]);
    expect(unacknowledged).toBe(0);
    expect(record.accepted + record.duplicates).toBe(record.made);
    expect(kept).toMatchObject({ checked: record.made, lost: 0, twice: 0, wrong: 0 });
    // Of the process that lived longest, the second half: the first warms up, code is compiled, the heap finds its size.
    const lives = [...Map.groupBy(seen, ({ pid }) => pid).values()];
    const life = lives.toSorted((a, b) => b.length - a.length)[0] ?? [];
    const later = life.slice(Math.floor(life.length / 2));
    const slopes = {
      memoryPerReport: slope(later.map((one) => [one.reports, one.costs.residentBytes])),
      descriptorsPerMinute: slope(later.map((one) => [one.atMs / 60_000, one.descriptors])),
      walPerReport: slope(later.map((one) => [one.reports, one.walBytes])),
    };
    const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
    console.log(
      `F21, ${database}: ${minutes} min, ${record.made} reports, ${outages} times SIGKILL, ${record.retried} sent again, 0 lost, 0 twice; ` +
        `${((costs?.collectorCpuMs ?? Number.NaN) / record.made).toFixed(1)} ms of processor a report; slopes of ${later.length} looks ${JSON.stringify(slopes)}; ` +
        `memory ${life.map(({ costs: { residentBytes } }) => mebibytes(residentBytes)).join(' ')} MiB, WAL at most ${mebibytes(Math.max(...seen.map(({ walBytes }) => walBytes)))} MiB`,
    );
    expect(later.length).toBeGreaterThan(4);
    // A report that were kept in memory would be 30 kB of text and more as objects; the heap finds its size for minutes.
    expect(slopes.memoryPerReport).toBeLessThan(16_384);
    expect(Math.abs(slopes.descriptorsPerMinute)).toBeLessThan(20);
    expect(slopes.walPerReport).toBeLessThan(4096);
  },
);

/** Least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  let above = 0;
  let below = 0;
  for (const [px, py] of points) {
    above += (px - x) * (py - y);
    below += (px - x) ** 2;
  }
  return above / below;
}
