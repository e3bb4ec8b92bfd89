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
const looks = 20;
const mebibyte = 2 ** 20;

type Seen = Look & { descriptors: number; walBytes: number };

/**
 * What may have grown between two looks, bytes: the first part is as much as the same collector differs from look to
 * look, the second what many reports may leave in it. A report that were kept is 30 kB of text and more as objects.
 */
const allowed = {
  // Without garbage, and while nothing is under way: from look to look it differs by 0.3 MiB.
  heap: (reports: number) => mebibyte + 256 * reports,
  // What was in use for a moment is given back to the kernel late, and in pieces.
  resident: (reports: number) => 24 * mebibyte + 512 * reports,
  // A log is as long as what was written between two moments in which nobody read: it grows to that length, once.
  wal: (reports: number) => 16 * mebibyte + 1024 * reports,
};

// Only minutes show a slope: `npm run test:fault` has them. A day of it has not been run.
test.runIf(named).each(['sqlite', 'postgresql'])(
  `F21: ${minutes} minutes at ten times the load of 10,000 hosts on %s, with kill -9 twice: nothing lost, nothing grows`,
  { timeout: 600_000 + minutes * 120_000 },
  async (database) => {
    const load = ['--hosts', `${hosts}`, '--minutes', `${minutes}`, '--rate', `${reportsPerSecond}`];
    // Twice within the first fifth: the life after them is long enough to see what grows.
    const faults = ['--skew', '5m', '--failures', '0.01', '--outage', `${minutes * 6}s/2s/2`];
    const options = readOptions([...load, ...faults, '--database', database]);
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
    const { record, kept, outages, unacknowledged, costs, seconds } = await simulate(options, { look });
    expect(outages).toBe(2);
    expect([...record.refused]).toEqual([]);
    expect(unacknowledged).toBe(0);
    expect(record.accepted + record.duplicates).toBe(record.made);
    expect(kept).toMatchObject({ checked: record.made, lost: 0, twice: 0, wrong: 0 });
    // Of the last life; its first quarter is not looked at: code is compiled, the heap finds its size.
    const life = seen.filter(({ pid }) => pid === seen.at(-1)?.pid);
    const later = life.slice(Math.floor(life.length / 4));
    const [first, last] = [later[0], later.at(-1)];
    if (!first || !last) throw new Error('nobody has looked');
    const reports = last.reports - first.reports;
    const grown = {
      heap: growth(later, ({ held }) => held.heapBytes),
      resident: floorGrowth(later, ({ held }) => held.residentBytes),
      wal: growth(later, ({ walBytes }) => walBytes),
      descriptors: growth(later, ({ descriptors }) => descriptors),
    };
    const figures = (bytes: (one: Seen) => number, digits = 1) =>
      life.map((one) => (bytes(one) / mebibyte).toFixed(digits)).join(' ');
    console.log(
      `F21, ${database}: ${minutes} min of reports (${Math.round(seconds)} s in all), ${record.made} reports, ${outages} times SIGKILL, ` +
        `${record.retried} sent again, 0 lost, 0 twice; ${((costs?.collectorCpuMs ?? Number.NaN) / record.made).toFixed(1)} ms of processor a report, ` +
        `that of the looks included. Within ${later.length} looks, ${Math.round((last.atMs - first.atMs) / 1000)} s and ${reports} reports grew by ${JSON.stringify(grown)}. ` +
        `MiB of heap without garbage ${figures(({ held }) => held.heapBytes, 2)}, of memory ${figures(({ held }) => held.residentBytes)}, ` +
        `of WAL ${figures(({ walBytes }) => walBytes)}; descriptors ${life.map(({ descriptors }) => descriptors).join(' ')}`,
    );
    expect(later.length, 'looks: more minutes, or a machine with less to do').toBeGreaterThanOrEqual(3);
    expect(grown.heap).toBeLessThan(allowed.heap(reports));
    expect(grown.resident).toBeLessThan(allowed.resident(reports));
    expect(grown.wal).toBeLessThan(allowed.wal(reports));
    expect(grown.descriptors).toBeLessThan(8);
  },
);

/** From the first look to the last along the straight line through all of them (least squares), by reports. */
function growth(all: readonly Seen[], of: (one: Seen) => number): number {
  const mean = (value: (one: Seen) => number) => all.reduce((sum, one) => sum + value(one), 0) / all.length;
  const [reports, size] = [mean((one) => one.reports), mean(of)];
  const above = all.reduce((sum, one) => sum + (one.reports - reports) * (of(one) - size), 0);
  const below = all.reduce((sum, one) => sum + (one.reports - reports) ** 2, 0);
  return Math.round((above / below) * ((all.at(-1)?.reports ?? 0) - (all[0]?.reports ?? 0)));
}

/** From the least of the first half to the least of the second: peaks come and go, what leaks stays. */
function floorGrowth(all: readonly Seen[], of: (one: Seen) => number): number {
  const half = Math.ceil(all.length / 2);
  const [before, after] = [all.slice(0, half), all.slice(half)].map((part) => Math.min(...part.map(of)));
  return (after ?? Number.NaN) - (before ?? Number.NaN);
}
