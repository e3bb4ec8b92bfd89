import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { anyRate } from '../support/any-rate.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';

const rounds = wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12);
const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));

test(
  `F40: kill -9 of the agent in ${rounds} rounds loses at most the scan it was in, and sends none twice`,
  { timeout: 60_000 + rounds * 5000 },
  async () => {
    const random = seededRandom(seed);
    // On a quick machine these are more than one host may send.
    const collector = await ownCollector({
      limits: anyRate,
    });
    const folder = await enrolHere(collector);
    const lines: string[] = [];
    let scanMs = 500;
    for (let round = 0; round < rounds; round += 1) {
      const killed = await killedAtWork(folder, { receipts: round % 3, partOfScan: random(), scanMs });
      lines.push(...killed.lines);
      scanMs = killed.scanMs;
    }
    const { receipt } = await reportOnce(folder);
    expect(lines.filter((line) => line.startsWith('failed'))).toEqual([]);
    const hostId = String(loadIdentity(folder)?.hostId);
    const { hosts, reports } = collector.context.repositories;
    const stored = await reports.list(hostId, { limit: 100_000, offset: 0 });
    const ids = new Set(stored.map(({ reportId }) => reportId));
    for (const line of lines) expect(ids, `seed ${seed}`).toContain(line.split(' ')[0]);
    const numbers = stored.map(({ sequence }) => sequence);
    expect(new Set(numbers).size).toBe(numbers.length);
    // A number that was handed out and not used belongs to the one scan that a kill ended.
    expect(receipt.lastSequence - stored.length).toBeLessThanOrEqual(rounds);
    expect((await hosts.find(hostId))?.status).toBe('active');
    const left = readdirSync(join(folder, 'spool')).filter((name) => name.endsWith('.report'));
    expect(left).toEqual([]);
    console.log(
      `F40: ${rounds} rounds of kill -9 (seed ${seed}): ${stored.length} reports stored, ${lines.length} receipts seen, ` +
        `${receipt.lastSequence - stored.length} scans lost, none twice`,
    );
    expect(lines.length).toBeGreaterThan(rounds / 2);
  },
);

/**
 * Lets an agent work and kills it.
 *
 * @param when after so many receipts, and a part of the time that a scan takes
 *
 * @returns what it said after its start, and how long its last scan took in milliseconds
 */
async function killedAtWork(
  folder: string,
  when: { receipts: number; partOfScan: number; scanMs: number },
): Promise<{ lines: string[]; scanMs: number }> {
  const agent = spawn(process.execPath, [join(import.meta.dirname, 'agent-loop.ts'), folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // A process whose end nobody has taken note of counts as one that lives.
  const closed = once(agent, 'close');
  const lines: string[] = [];
  let { scanMs } = when;
  let saidMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: agent.stdout })) {
    if (saidMs !== null) {
      scanMs = performance.now() - saidMs;
      lines.push(line);
    }
    saidMs = performance.now();
    if (lines.length === when.receipts) {
      timer = setTimeout(() => agent.kill('SIGKILL'), when.partOfScan * scanMs);
    }
  }
  clearTimeout(timer);
  await closed;
  return { lines, scanMs };
}
