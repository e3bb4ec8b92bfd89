import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allReports, unpacked } from '../support/database.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts';
import { brokenPromises } from './acknowledged-reports.ts';
import type { Acknowledged } from './report-load.ts';
import type { Image } from './strace/disk-image.ts';
import { powerCuts } from './strace/power-cuts.ts';
import { whyNoStrace } from './strace/strace.ts';
import { brokenOrder, placeReports } from './strace/sync-of-report.ts';
import type { PlacedReport } from './strace/sync-of-report.ts';
import { tracedRun } from './strace/traced-run.ts';
import type { TracedRun } from './strace/traced-run.ts';

const cannot = whyNoStrace();
if (cannot !== null) console.log(`F2 is skipped: ${cannot}`);
const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));
const counts = { agents: 24, oneByOne: 20, bursts: 2 };

describe.skipIf(cannot !== null)('F2: power loss', () => {
  const folder = makeScratchFolder();
  let run: TracedRun;
  let placed: PlacedReport[];

  beforeAll(async () => {
    run = await tracedRun(folder, counts);
    placed = placeReports(run.events, [...run.first, ...run.oneByOne, ...run.together]);
  }, 120_000);
  afterAll(() => removeScratchFolder(folder));

  test('each answer leaves after a sync that began after the report was written', () => {
    const measured = placed.filter(({ report }) => !run.first.includes(report));
    expect(measured).toHaveLength(counts.oneByOne + counts.bursts * counts.agents);
    expect(measured.map(brokenOrder).filter((wrong) => wrong !== null)).toEqual([]);
  });

  test('a report alone has its own sync, and reports that come together share one', () => {
    const alone = syncsOf(placed.filter(({ report }) => run.oneByOne.includes(report)));
    const shared = syncsOf(placed.filter(({ report }) => run.together.includes(report)));
    console.log(
      `F2: ${run.oneByOne.length} reports one by one took ${alone} syncs; ` +
        `${run.together.length} in bursts of ${counts.agents} took ${shared}, ` +
        `${(run.together.length / shared).toFixed(1)} reports to a sync`,
    );
    expect(alone).toBe(counts.oneByOne);
    expect(shared).toBeLessThanOrEqual(run.together.length / 3);
  });

  test(
    'whatever a power cut leaves opens whole and holds every report answered before',
    { timeout: 120_000 },
    () => {
      const seen = { synced: 0, torn: 0 };
      for (const { image, kind, untilAt } of powerCuts(run.base, run.events, seededRandom(seed))) {
        seen[kind] += 1;
        // Answers to first reports hide among the bytes of their handshakes; they are complete once they were read.
        const promised = placed.filter(
          ({ report, answer }) =>
            (run.first.includes(report) ? report.answeredAt : (answer?.beganAt ?? report.answeredAt)) <
            untilAt,
        );
        const wrong = wrongWith(
          join(folder, 'cut'),
          image,
          promised.map(({ report }) => report),
        );
        expect(wrong, `${kind} cut ${seen[kind]}, seed ${seed}`).toEqual([]);
      }
      const checkpoints = run.events.filter((event) => event.type === 'sync' && event.file === 'db').length;
      const writes = run.events.filter(({ type }) => type === 'write').length;
      console.log(
        `F2: ${seen.synced} cuts, one at each sync, and ${seen.torn} with half of the unsynced writes (seed ${seed}), ` +
          `of ${writes} writes and ${checkpoints} checkpoints in a trace of ${Math.round(run.traceBytes / 2 ** 20)} MiB: all opened whole, 0 reports lost`,
      );
      expect(checkpoints).toBeGreaterThan(0);
      expect(seen.synced).toBeGreaterThan(counts.oneByOne);
      expect(seen.torn).toBeGreaterThan(counts.oneByOne);
    },
  );
});

function syncsOf(placed: readonly PlacedReport[]): number {
  return new Set(placed.map(({ sync }) => sync)).size;
}

/** Opens the files as a collector that starts after the power cut would. */
function wrongWith(folder: string, image: Image, promised: readonly Acknowledged[]): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const path = join(folder, 'tenken.db');
  if (image.db) writeFileSync(path, image.db);
  if (image.wal) writeFileSync(`${path}-wal`, image.wal);
  const database = new Database(path);
  // The copy needs no syncs of its own.
  database.pragma('synchronous = OFF');
  try {
    const state = database.pragma('integrity_check', { simple: true });
    const reports = database.prepare<[], Parameters<typeof unpacked>[0][number]>(allReports);
    return state === 'ok'
      ? brokenPromises(promised, unpacked(reports.all()))
      : [`integrity_check says ${String(state)}`];
  } finally {
    database.close();
  }
}
