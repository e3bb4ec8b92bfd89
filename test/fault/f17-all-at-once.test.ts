import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Storm } from '../bench/storm/storm.ts';
import { startCollector } from '../support/collector-process.ts';
import { integrity, storedReports } from '../support/database.ts';
import { send } from '../support/https.ts';
import { percentile } from '../support/percentile.ts';
import { wholeNumberFrom } from '../support/random.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { brokenPromises } from './acknowledged-reports.ts';

const agents = wholeNumberFrom('TENKEN_FAULT_AGENTS', 300);
const tenMinutesMs = 600_000;

test(
  `F17: ${agents} agents that come at once after an outage are all acknowledged, once, and the page answers meanwhile`,
  { timeout: 120_000 + agents * 100 },
  async () => {
    const data = scratchFolder();
    const storm = await Storm.of(data, agents);
    onTestFinished(() => storm.stop());
    await storm.prepare();
    // Few at a time, so that a small storm meets the limits too.
    const limits = agents < 2000 ? { handshakesWaiting: 1, handshakes: 1 } : {};
    const collector = await startCollector({ data, limits });
    const answered: number[] = [];
    const over = new AbortController();
    const watching = (async () => {
      while (!over.signal.aborted) {
        const startedAt = performance.now();
        const answer = await send(`${collector.url}/healthz`, collector, { method: 'GET' });
        expect(answer.status).toBe(200);
        answered.push(performance.now() - startedAt);
        await sleep(100);
      }
    })();
    const { acknowledged, waitedMs, attempts } = await storm.send(collector.agentUrl, 0);
    over.abort();
    await watching;
    const rows = await storedReports(data);
    expect(acknowledged).toHaveLength(agents);
    expect(brokenPromises(acknowledged, rows)).toEqual([]);
    expect(rows).toHaveLength(agents);
    expect(await integrity(data)).toBe('ok');
    expect(Math.max(...waitedMs)).toBeLessThan(tenMinutesMs);
    // Some were sent away: else nothing was seen of what this is about.
    expect(attempts.ECONNRESET).toBeGreaterThan(0);
    expect(await collector.stop()).toBe(0);
    console.log(
      `F17: ${agents} agents at once: all acknowledged, 0 twice; the last after ${Math.round(Math.max(...waitedMs))} ms; ` +
        `attempts ${JSON.stringify(attempts)}; /healthz meanwhile p99 ${Math.round(percentile(answered, 0.99))} ms`,
    );
  },
);
