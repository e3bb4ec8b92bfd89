import { expect, test } from 'vitest';
import { metric } from '../support/metrics.ts';
import { percentile } from '../support/percentile.ts';
import { push } from '../support/push.ts';
import { wholeNumberFrom } from '../support/random.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { slowClient } from './slow-client.ts';
import type { SlowIn } from './slow-client.ts';

const clients = wholeNumberFrom('TENKEN_FAULT_CLIENTS', 150);
const addresses = 10;
const kinds: readonly SlowIn[] = ['handshake', 'header', 'body'];
// Short where many wait for them, so that the test ends; the usual ones are 10, 10 and 15 s.
const limits = { handshakeMs: 4000, headersMs: 4000, requestMs: 5000 };
const served = collectorWithAgents(5, { ...limits, reportsAtOnce: 100_000 });

/** Reports, one after the other for each agent, until told to stop; how long each took. */
async function goodReports(first: number, until: () => boolean): Promise<number[]> {
  const took: number[] = [];
  await Promise.all(
    served.agents.map(async (agent) => {
      for (let sequence = first; !until(); sequence += 1) {
        const { body } = pack(sampleReport(agent, sequence));
        const startedAt = performance.now();
        const answer = await push(served.collector, agent, body);
        took.push(performance.now() - startedAt);
        expect(answer.status, JSON.stringify(answer.json)).toBe(201);
      }
    }),
  );
  return took;
}

test(
  `F18: ${clients} clients that send a byte at a time are closed by the limits, and good agents do not notice`,
  { timeout: 120_000 },
  async () => {
    const { collector, agent } = served;
    const ports = {
      people: Number(new URL(collector.url).port),
      agents: Number(new URL(collector.agentUrl).port),
    };
    const alone = performance.now() + 3000;
    const before = await goodReports(1, () => performance.now() > alone);
    let slow = clients;
    const ending = Array.from({ length: clients }, async (_, index) => {
      const kind = kinds[index % kinds.length] ?? 'handshake';
      const ended = await slowClient(kind, {
        port: kind === 'handshake' && index % 2 === 0 ? ports.agents : ports.people,
        from: `127.0.1.${1 + (index % addresses)}`,
        everyMs: 1000,
        credentials: { authority: agent.authority },
      });
      slow -= 1;
      return { kind, ...ended };
    });
    const meanwhile = await goodReports(100_000, () => slow === 0);
    const ended = await Promise.all(ending);
    const longest = Math.max(...ended.map(({ afterMs }) => afterMs));
    // The line before the handshake, the handshake and the request have a limit each; Node looks once a second.
    expect(longest).toBeLessThan(2 * limits.handshakeMs + limits.requestMs + 5000);
    for (const { heard } of ended) expect(heard).toMatch(/^($|HTTP\/1\.1 (408|400) )/);
    expect(ended.filter(({ heard }) => heard.startsWith('HTTP/1.1 408')).length).toBeGreaterThan(0);
    expect(meanwhile.length).toBeGreaterThan(10);
    const p99 = [percentile(before, 0.99), percentile(meanwhile, 0.99)].map(Math.round);
    console.log(
      `F18: ${clients} slow clients closed after ${Math.round(longest)} ms at most; ` +
        `${meanwhile.length} good reports meanwhile, all taken, p99 ${p99[1]} ms, before ${p99[0]} ms; ` +
        `turned away before the handshake: ${await metric(collector, 'tenken_shed_total{reason="handshake-waited"}')}`,
    );
  },
);
