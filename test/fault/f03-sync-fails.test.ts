import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { apiToken } from '../support/people.ts';
import { startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { findingsSettled, integrity, storedReports } from '../support/database.ts';
import { send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { push } from '../support/push.ts';
import { expectProblem, expectServing } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { failCalls } from './strace/failing-calls.ts';
import { whyNoStrace } from './strace/strace.ts';

const cannot = whyNoStrace();
if (cannot !== null) console.log(`F3 is skipped: ${cannot}`);

function get(
  collector: CollectorProcess,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(`${collector.url}${path}`, { authority: collector.authority }, { method: 'GET', headers });
}

describe.skipIf(cannot !== null)('F3: a sync that fails', () => {
  test.each(['EIO', 'ENOSPC'] as const)(
    '%s: that batch is not acknowledged, nothing is written until a new start, and pages are read',
    { timeout: 120_000 },
    async (errno) => {
      const data = scratchFolder();
      const collector = await startCollector({ data });
      const agents = await enrolAgents(collector, 4);
      const reader = { authorization: `Bearer ${await apiToken(data, 'auditor')}` };
      const before = await Promise.all(
        agents.map((agent) => push(collector, agent, pack(sampleReport(agent, 1)).body)),
      );
      expect(before.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
      await findingsSettled(data);

      const failing = await failCalls(collector.pid, join(data, 'tenken.db-wal'), 'fsync,fdatasync', errno);
      onTestFinished(failing.stop);
      const second = agents.map((agent) => pack(sampleReport(agent, 2)));
      const sendSecond = (to: CollectorProcess) =>
        Promise.all(agents.map((agent, index) => push(to, agent, second[index]?.body ?? '')));
      for (const answer of await sendSecond(collector)) {
        expectProblem(answer, 503, 'disk-failed');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(60);
      }
      expect(failing.count()).toBe(1);

      // The disk works again; nobody knows what it has kept, so the collector does not try.
      await failing.stop();
      for (const answer of await sendSecond(collector)) expectProblem(answer, 503, 'disk-failed');
      const health = await get(collector, '/healthz');
      expect(health).toMatchObject({ status: 503, json: { status: 'read-only', reason: 'disk-failed' } });
      const metrics = await get(collector, '/metrics');
      expect(String(metrics.json.text)).toContain('tenken_read_only{reason="disk-failed"} 1');
      const hosts = await get(collector, '/api/v1/hosts', reader);
      expect(hosts).toMatchObject({ status: 200 });
      expect(hosts.json.hosts).toHaveLength(4);
      expect(collector.output()).toContain('Nothing more is stored');
      await collector.stop();

      const next = await startCollector({ data });
      await expectServing(next);
      const again = await sendSecond(next);
      expect(again.every(({ status }) => status === 200 || status === 201)).toBe(true);
      const rows = await storedReports(data);
      expect(rows).toHaveLength(8);
      expect(new Set(rows.map((row) => row.report_id)).size).toBe(8);
      expect(await integrity(data)).toBe('ok');
      expect(await next.stop()).toBe(0);
    },
  );
});
