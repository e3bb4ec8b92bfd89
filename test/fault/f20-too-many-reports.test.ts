import { expect, test } from 'vitest';
import { storedReports } from '../support/database.ts';
import { keptConnection, send } from '../support/https.ts';
import { metric } from '../support/metrics.ts';
import { percentile } from '../support/percentile.ts';
import { push } from '../support/push.ts';
import { expectProblem } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';

const atOnce = 40;
const sentByOne = 200;
const sentByOthers = 10;
const served = collectorWithAgents(6, { reportsAtOnce: atOnce });

test('F20: one agent that sends 100 reports a second is told 429, and it alone', async () => {
  const { collector, agents } = served;
  const [loud, ...others] = agents;
  if (!loud) throw new Error('no agent');
  const startedAt = performance.now();
  const connection = keptConnection(loud);
  const flood = async () => {
    const answers = [];
    for (let sequence = 1; sequence <= sentByOne; sequence += 1) {
      answers.push(await push(collector, loud, pack(sampleReport(loud, sequence)).body, { connection }));
    }
    return answers;
  };
  const took: number[] = [];
  const quiet = others.map(async (agent) => {
    for (let sequence = 1; sequence <= sentByOthers; sequence += 1) {
      const { body } = pack(sampleReport(agent, sequence));
      const beganAt = performance.now();
      const answer = await push(collector, agent, body);
      took.push(performance.now() - beganAt);
      expect(answer.status).toBe(201);
    }
  });
  const [answers] = await Promise.all([flood(), ...quiet]);
  connection.destroy();
  const grown = Math.floor((performance.now() - startedAt) / 10_000);
  const refused = answers.filter(({ status }) => status === 429);
  const taken = sentByOne - refused.length;
  expect(taken).toBeGreaterThanOrEqual(atOnce);
  expect(taken).toBeLessThanOrEqual(atOnce + grown + 1);
  for (const answer of refused) {
    expectProblem(answer, 429, 'too-many-reports');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(30);
  }
  expect(await storedReports(collector.data)).toHaveLength(taken + others.length * sentByOthers);
  expect(await metric(collector, 'tenken_shed_total{reason="rate"}')).toBe(refused.length);
  console.log(
    `F20: of ${sentByOne} reports of one host ${taken} were taken; ${took.length} of five others all, ` +
      `p99 ${Math.round(percentile(took, 0.99))} ms`,
  );
});

test('F20: one certificate has eight connections; the ninth is told so and closed', async () => {
  const { collector, agents } = served;
  const agent = agents[5];
  if (!agent) throw new Error('no agent');
  const connections = Array.from({ length: 9 }, () => keptConnection(agent));
  const answers = [];
  for (const connection of connections) {
    answers.push(await send(`${collector.agentUrl}/nothing`, agent, { method: 'GET', connection }));
  }
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 8 }, () => 404), 429]);
  expect(answers[8]?.headers.connection).toBe('close');
  for (const connection of connections) connection.destroy();
});
