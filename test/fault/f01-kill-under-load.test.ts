import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { anyRate } from '../support/any-rate.ts';
import { NotStarted, startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { findingsSettled, integrity, storedReports, rowsOf } from '../support/database.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { brokenPromises } from './acknowledged-reports.ts';
import { ReportLoad } from './report-load.ts';

const rounds = wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12);
const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));
const agents = 20;

test(
  `F1: kill -9 in ${rounds} rounds under load loses no acknowledged report`,
  { timeout: 60_000 + rounds * 10_000 },
  async () => {
    const random = seededRandom(seed);
    const data = scratchFolder();
    const first = await startCollector({ data, limits: anyRate });
    const hosts = await enrolAgents(first, agents);
    const load = new ReportLoad(hosts);
    const readyMs = [first.readyMs];
    await killUnderLoad(first, load, random);

    let inStart = 0;
    for (let round = 2; round <= rounds; round += 1) {
      if (round % 50 === 0) console.log(`F1: round ${round}, ${load.acknowledged.size} reports acknowledged`);
      if (random() < 0.15) {
        // Also while it starts: migrations, the lock, the recovery of the last round.
        inStart += 1;
        await killInStart(data, random() * 1.1 * Math.max(...readyMs.slice(-5)));
        continue;
      }
      const collector = await startCollector({ data, limits: anyRate });
      readyMs.push(collector.readyMs);
      const context = `round ${round}, seed ${seed}`;
      expect(await integrity(data), context).toBe('ok');
      expect(brokenPromises(load.acknowledged.values(), await storedReports(data)), context).toEqual([]);
      await killUnderLoad(collector, load, random);
    }

    const last = await startCollector({ data, limits: anyRate });
    readyMs.push(last.readyMs);
    await load.sendPending(last);
    await findingsSettled(data);
    const rows = await storedReports(data);
    expect(brokenPromises(load.acknowledged.values(), rows), `seed ${seed}`).toEqual([]);
    // By now every report that was ever sent is acknowledged: nothing else may be there.
    expect(rows).toHaveLength(load.acknowledged.size);
    expect(await newestSequences(data)).toEqual(
      new Map(hosts.map((host) => [host.hostId, load.lastSequence(host)])),
    );
    expect(await findingsBehindEvidence(data)).toEqual([]);
    expect(await last.stop()).toBe(0);
    expect(await integrity(data)).toBe('ok');

    const sorted = readyMs.toSorted((a, b) => a - b);
    console.log(
      `F1: ${rounds} rounds of kill -9 (${inStart} of them in the start, seed ${seed}): ` +
        `${load.acknowledged.size} reports acknowledged, 0 lost, 0 twice; ` +
        `${load.answersLost} were stored without an answer and sent again; ` +
        `start to listening ${ms(sorted[Math.floor(sorted.length / 2)])} in the median, ${ms(sorted.at(-1))} at most`,
    );
    expect(load.acknowledged.size).toBeGreaterThan(rounds);
  },
);

async function killUnderLoad(
  collector: CollectorProcess,
  load: ReportLoad,
  random: () => number,
): Promise<void> {
  let killed = false;
  const working = load.run(collector, () => killed);
  await sleep(50 + random() * 500);
  expect(await collector.kill()).toBe('SIGKILL');
  killed = true;
  await working;
}

async function killInStart(data: string, afterMs: number): Promise<void> {
  try {
    const collector = await startCollector({ data, killAfterMs: afterMs });
    await collector.kill();
  } catch (error) {
    if (!(error instanceof NotStarted) || error.exitCode !== 'SIGKILL') throw error;
  }
}

async function newestSequences(data: string): Promise<Map<string, number>> {
  const rows = await rowsOf<{ id: string; last_sequence: number }>(
    data,
    'select id, last_sequence from host',
  );
  return new Map(rows.map((row) => [row.id, row.last_sequence]));
}

/** Findings that name other evidence than the newest of their host, and hosts without findings. */
async function findingsBehindEvidence(data: string): Promise<string[]> {
  const newest = await rowsOf<{ host_id: string; kind: string; sha256: string }>(
    data,
    'select host_id, kind, sha256 from evidence',
  );
  const hashes = new Map(newest.map((row) => [`${row.host_id} ${row.kind}`, row.sha256]));
  const findings = await rowsOf<{ id: string; control: string | null; evidence: string | null }>(
    data,
    'select host.id, control, evidence from host left join finding on finding.host_id = host.id',
  );
  return findings.flatMap(({ id, control, evidence }) => {
    if (control === null || evidence === null) return [`${id} has no findings`];
    const references = JSON.parse(evidence) as { kind: string; sha256: string }[];
    return references
      .filter(({ kind, sha256 }) => hashes.get(`${id} ${kind}`) !== sha256)
      .map(({ kind }) => `${control} of ${id} rests on old evidence of kind ${kind}`);
  });
}

function ms(value: number | undefined): string {
  return `${Math.round(value ?? Number.NaN)} ms`;
}
