import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { fillDisk, smallDisk, whyNoSmallDisk } from '../support/disposable-disk.ts';
import { runTenken, startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { integrity, storedReports } from '../support/database.ts';
import { send } from '../support/https.ts';
import type { Answer } from '../support/https.ts';
import { apiToken } from '../support/people.ts';
import { addOldEvidence } from '../support/large-database.ts';
import { push } from '../support/push.ts';
import { expectProblem } from '../support/refusals.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { brokenPromises } from './acknowledged-reports.ts';
import type { Acknowledged } from './report-load.ts';

const cannot = whyNoSmallDisk();
if (cannot !== null) console.log(`F4 is skipped: ${cannot}`);

function health(collector: CollectorProcess): Promise<Answer> {
  return send(`${collector.url}/healthz`, { authority: collector.authority }, { method: 'GET' });
}

describe.skipIf(cannot !== null)('F4: a full disk', () => {
  test(
    'in ingest and checkpoint: 503, pages are read, and it stores again by itself when there is space',
    { timeout: 120_000 },
    async () => {
      const disk = smallDisk(24);
      const collector = await startCollector({ data: disk });
      const agents = await enrolAgents(collector, 3);
      const reader = { authorization: `Bearer ${await apiToken(disk, 'auditor')}` };
      const acknowledged: Acknowledged[] = [];
      // Small enough for the log to reach the end before or in a checkpoint, which needs space in the database.
      const filler = fillDisk(disk, 4 * 1024 * 1024);
      let refused: Answer | null = null;
      let sequence = 0;
      while (refused === null && sequence < 400) {
        sequence += 1;
        for (const agent of agents) {
          const { body, reportId, sha256 } = pack(sampleReport(agent, sequence));
          const answer = await push(collector, agent, body);
          if (answer.status === 201) {
            const receivedAt = Date.parse(String(answer.json.receivedAt));
            acknowledged.push({ hostId: agent.hostId, reportId, sha256, receivedAt });
          } else refused = answer;
        }
      }
      if (refused === null) throw new Error('the disk did not become full');
      expectProblem(refused, 503, 'disk-full');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(60);
      expect(acknowledged.length).toBeGreaterThan(20);
      expect(await health(collector)).toMatchObject({ status: 503, json: { reason: 'disk-full' } });
      const hosts = await send(
        `${collector.url}/api/v1/hosts`,
        { authority: collector.authority },
        { method: 'GET', headers: reader },
      );
      expect(hosts.status).toBe(200);
      expect(hosts.json.hosts).toHaveLength(3);
      expect(brokenPromises(acknowledged, await storedReports(disk))).toEqual([]);

      rmSync(filler);
      const freedAt = performance.now();
      while ((await health(collector)).status !== 200) {
        if (performance.now() - freedAt > 30_000) throw new Error('it did not recover within 30 s');
        await sleep(100);
      }
      const recoveredMs = Math.round(performance.now() - freedAt);
      for (const agent of agents) {
        const answer = await push(collector, agent, pack(sampleReport(agent, sequence + 1)).body);
        expect(answer.status).toBe(201);
      }
      expect(await integrity(disk)).toBe('ok');
      expect(await collector.stop()).toBe(0);
      expect(brokenPromises(acknowledged, await storedReports(disk))).toEqual([]);
      console.log(
        `F4: ${acknowledged.length} reports acknowledged until the disk was full, 0 lost; stored again ${recoveredMs} ms after there was space`,
      );
    },
  );

  test('in a backup: exit status 2, nothing under its name, and the collector goes on', async () => {
    const data = join(scratchFolder(), 'data');
    const collector = await startCollector({ data });
    const [agent] = await enrolAgents(collector, 1);
    if (!agent) throw new Error('no agent');
    addOldEvidence(data, agent.hostId, 3000, Date.now());
    const disk = smallDisk(4);
    const target = join(disk, 'backup');
    const failed = await runTenken(['backup', target, '--data', data]);
    expect(failed).toMatchObject({ code: 2 });
    expect(failed.errors).toMatch(/No backup was made at .*full.*\[backup-failed\]/);
    expect(readdirSync(disk)).toEqual([]);
    expect((await push(collector, agent, pack(sampleReport(agent, 1)).body)).status).toBe(201);
    expect((await health(collector)).status).toBe(200);
    expect(await collector.stop()).toBe(0);
  });
});
