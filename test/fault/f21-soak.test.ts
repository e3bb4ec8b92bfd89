import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { anyRate } from '../support/any-rate.ts';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { integrity, storedReports } from '../support/database.ts';
import { metric } from '../support/metrics.ts';
import { wholeNumberFrom } from '../support/random.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { brokenPromises } from './acknowledged-reports.ts';
import { ReportLoad } from './report-load.ts';

const named = process.env.TENKEN_FAULT_SOAK_MINUTES !== undefined;
const minutes = wholeNumberFrom('TENKEN_FAULT_SOAK_MINUTES', 1);
const agents = 10;
const looks = 20;

type Look = { atMs: number; residentBytes: number; descriptors: number; walBytes: number; reports: number };

// Only minutes show a slope: `npm run test:fault` has them.
test.runIf(named)(
  `F21: ${minutes} minutes of load: memory, descriptors and WAL do not grow, nothing is lost after kill -9`,
  { timeout: 120_000 + minutes * 90_000 },
  async () => {
    const data = scratchFolder();
    const collector = await startCollector({ data, limits: anyRate });
    const load = new ReportLoad(await enrolAgents(collector, agents));
    const until = performance.now() + minutes * 60_000;
    const working = load.run(collector, () => performance.now() > until);
    const seen: Look[] = [];
    while (performance.now() < until) {
      await sleep((minutes * 60_000) / looks);
      seen.push(await look(collector, load.acknowledged.size));
    }
    await working;
    expect(await collector.kill()).toBe('SIGKILL');
    const again = await startCollector({ data, limits: anyRate });
    await load.sendPending(again);
    expect(brokenPromises(load.acknowledged.values(), await storedReports(data))).toEqual([]);
    expect(await again.stop()).toBe(0);
    expect(await integrity(data)).toBe('ok');
    // The first half warms up: code is compiled, caches fill, the heap finds its size.
    const later = seen.slice(seen.length / 2);
    const slopes = {
      memoryPerReport: slope(later.map((one) => [one.reports, one.residentBytes])),
      descriptorsPerMinute: slope(later.map((one) => [one.atMs / 60_000, one.descriptors])),
      walPerReport: slope(later.map((one) => [one.reports, one.walBytes])),
    };
    console.log(
      `F21: ${minutes} min, ${load.acknowledged.size} reports, 0 lost; slopes of the second half ${JSON.stringify(slopes)}; ` +
        `memory ${later.map(({ residentBytes }) => Math.round(residentBytes / 2 ** 20)).join(' ')} MiB, ` +
        `WAL at most ${Math.round(Math.max(...seen.map(({ walBytes }) => walBytes)) / 2 ** 20)} MiB`,
    );
    // A report that were kept in memory would be 22 kB of text and more as objects; the heap finds its size for minutes.
    expect(slopes.memoryPerReport).toBeLessThan(8192);
    expect(Math.abs(slopes.descriptorsPerMinute)).toBeLessThan(5);
    expect(slopes.walPerReport).toBeLessThan(1024);
  },
);

async function look(collector: CollectorProcess, reports: number): Promise<Look> {
  return {
    atMs: performance.now(),
    residentBytes: await metric(collector, 'tenken_process_resident_memory_bytes'),
    descriptors: await metric(collector, 'tenken_process_open_fds'),
    walBytes: statSync(join(collector.data, 'tenken.db-wal'), { throwIfNoEntry: false })?.size ?? 0,
    reports,
  };
}

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
