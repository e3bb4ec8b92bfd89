import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Throttle } from '../../collector/src/access/throttle.ts';
import { createThrottles } from '../../collector/src/access/throttles.ts';
import { goodRequest } from '../support/certificate-requests.ts';
import { contentOf, findingsSettled, valueOf } from '../support/database.ts';
import { keptConnection, send } from '../support/https.ts';
import { collectorWithAgents } from '../support/shared-collector.ts';
import { enrol, makeToken } from '../support/simulated-agent.ts';

const served = collectorWithAgents(1);
const guesses = Number(process.env.TENKEN_FAULT_GUESSES ?? 2000);
const connectionCount = 8;
const dayMs = 24 * 60 * 60 * 1000;

test(
  'F36, F37: guessing enrolment tokens is stopped after 30, written down, and changes nothing',
  {
    timeout: 60_000 + guesses * 5,
  },
  async () => {
    const { collector } = served;
    const from = '127.0.0.200';
    await findingsSettled(collector.data);
    const before = await contentOf(collector.data);
    const csr = goodRequest();
    const counts = new Map<number, number>();
    let guess = 0;
    const guessOn = async (connection: ReturnType<typeof keptConnection>): Promise<void> => {
      if (guess >= guesses) return;
      guess += 1;
      const token = `tkn_${randomBytes(24).toString('base64url')}`;
      const answer = await send(`${collector.url}/api/v1/enrolments`, collector, {
        body: JSON.stringify({ token, csr, hostName: 'guesser' }),
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${guess % 250}` },
        connection,
        from,
      });
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      await guessOn(connection);
    };
    const connections = Array.from({ length: connectionCount }, () => keptConnection(collector));
    await Promise.all(connections.map(guessOn));
    for (const connection of connections) connection.destroy();
    const tried = counts.get(403) ?? 0;
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([403, 429]);
    expect(tried).toBeGreaterThanOrEqual(30);
    expect(tried).toBeLessThan(60);
    expect(await contentOf(collector.data)).toEqual(before);
    const lines = await valueOf(
      collector.data,
      `select count(*) from audit_entry where action = 'enrolment-refused'`,
    );
    expect(lines).toBe(tried);
    console.log(`enrolment: of ${guesses} guesses ${tried} were looked at`);
    // Somebody else is not kept out by it.
    const body = { token: await makeToken(collector.data), csr: goodRequest(), hostName: 'good' };
    expect((await enrol(collector, JSON.stringify(body), '127.0.0.201')).status).toBe(201);
  },
);

test.each(['enrolment', 'signInByName', 'signInByAddress', 'setUp'] as const)(
  'in a day of guessing as fast as it lets, %s looks at few',
  (name) => {
    const throttle: Throttle = createThrottles()[name];
    let tried = 0;
    for (let now = 0; now < dayMs;) {
      const waitMs = throttle.begin('somebody', now);
      if (waitMs === 0) tried += 1;
      now += waitMs;
    }
    console.log(`${name}: ${tried} guesses a day`);
    expect(tried).toBeGreaterThan(5);
    expect(tried).toBeLessThan(150);
  },
);
