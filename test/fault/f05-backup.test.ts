import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { damageOf } from '../../collector/src/backup/damage-of.ts';
import { readBackup } from '../../collector/src/backup/manifest.ts';
import { anyRate } from '../support/any-rate.ts';
import { runTenken, startCollector } from '../support/collector-process.ts';
import type { CollectorProcess } from '../support/collector-process.ts';
import { findingsSettled, rowsOf, storedReports } from '../support/database.ts';
import { addOldEvidence } from '../support/large-database.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { killCommand } from '../support/random-kill.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';
import { enrolHere, ownCollector, reportOnce } from '../support/own-collector.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import { brokenPromises } from './acknowledged-reports.ts';
import { ReportLoad } from './report-load.ts';

const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));
const rounds = Math.max(2, Math.floor(wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12) / 6));
const random = seededRandom(seed);
const folder = makeScratchFolder();
const data = join(folder, 'data');
const good = join(folder, 'good');
let collector: CollectorProcess;
let load: ReportLoad;

beforeAll(async () => {
  collector = await startCollector({ data, limits: anyRate });
  const agents = await enrolAgents(collector, 4);
  addOldEvidence(data, agents[0]?.hostId ?? '', 8000, Date.now());
  load = new ReportLoad(agents.slice(0, 1));
  const made = await runTenken(['backup', good, '--data', data]);
  if (made.code !== 0) throw new Error(made.errors);
}, 120_000);
afterAll(async () => {
  await collector?.stop();
  removeScratchFolder(folder);
});

describe('F5: backup', () => {
  test('of a collector under load is one moment, whole, and holds what was acknowledged before', async () => {
    const target = join(scratchFolder(), 'backup');
    const state = { done: false };
    const working = load.run(collector, () => state.done);
    while (load.acknowledged.size < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = [...load.acknowledged.values()];
    const made = await runTenken(['backup', target, '--data', data]).finally(() => (state.done = true));
    await working;
    expect(made).toMatchObject({ code: 0 });
    const { files } = await readBackup(target);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['tenken.db', 'authority/authority-key.pem', 'authority/authority.pem']),
    );
    expect(await damageOf(join(target, 'tenken.db'))).toEqual([]);
    expect(brokenPromises(before, await storedReports(target))).toEqual([]);
    expect(load.acknowledged.size).toBeGreaterThan(before.length);

    const restored = join(scratchFolder(), 'data');
    expect(await runTenken(['restore', target, '--data', restored])).toMatchObject({ code: 0 });
    const second = await startCollector({ data: restored });
    expect(second.authority).toBe(collector.authority);
    await second.stop();
    expect(await runTenken(['audit', 'verify', '--data', restored])).toMatchObject({ code: 0 });
    const exported = await runTenken(['audit', 'export', '--data', restored]);
    expect(exported.output).toMatch(/"action":"backup-begun"[^]*"action":"backup-restored"/);
  });

  test(
    `kill -9 in ${rounds} backups and ${rounds} restores: what has the final name is whole`,
    { timeout: 60_000 + rounds * 15_000 },
    async () => {
      const place = scratchFolder();
      const seen = { backups: 0, restores: 0 };
      for (let round = 0; round < rounds; round += 1) {
        const target = join(place, `backup-${round}`);
        const context = `round ${round}, seed ${seed}`;
        const ended = await killCommand(['backup', target, '--data', data], random() * 800);
        if (ended === 'SIGKILL') seen.backups += 1;
        if (existsSync(target)) await readBackup(target);
        else expect(ended, context).toBe('SIGKILL');

        const restored = join(place, `data-${round}`);
        const end = await killCommand(['restore', good, '--data', restored], random() * 500);
        if (end === 'SIGKILL') seen.restores += 1;
        if (existsSync(restored)) {
          expect(await runTenken(['integrity', '--data', restored]), context).toMatchObject({ code: 0 });
          expect(readdirSync(restored)).toEqual(expect.arrayContaining(['authority', 'tenken.db']));
        } else expect(end, context).toBe('SIGKILL');
      }
      // What was left unfinished stands in nobody's way.
      const last = join(place, 'backup-0');
      rmSync(last, { recursive: true, force: true });
      expect(await runTenken(['backup', last, '--data', data])).toMatchObject({ code: 0 });
      console.log(
        `F5: ${seen.backups} of ${rounds} backups and ${seen.restores} of ${rounds} restores killed (seed ${seed}): none half under its final name`,
      );
      expect(seen.backups + seen.restores).toBeGreaterThan(0);
    },
  );

  test('what a real agent reported is whole, before and after it has taken settings', async () => {
    const own = await ownCollector();
    const agent = await enrolHere(own);
    await reportOnce(agent);
    await own.context.repositories.agentSettings.change(
      { scanEveryMinutes: 45 },
      { actor: 'console:test', now: Date.now() },
    );
    await reportOnce(agent);
    await reportOnce(agent);
    expect(await damageOf(own.directory.database)).toEqual([]);
  });

  test('what may not be overwritten is not, and exit status 2 says why', async () => {
    const place = scratchFolder();
    writeFileSync(join(place, 'mine'), '');
    const again = await runTenken(['backup', good, '--data', data]);
    expect(again).toMatchObject({ code: 2 });
    expect(again.errors).toContain('[backup-failed]');
    const mistyped = await runTenken(['backup', join(place, 'disk', 'backup'), '--data', data]);
    expect(mistyped).toMatchObject({ code: 2 });
    expect(mistyped.errors).toMatch(/the folder \S+disk does not exist\. \[backup-failed\]/);
    const running = await runTenken(['restore', good, '--data', data, '--replace']);
    expect(running).toMatchObject({ code: 2 });
    expect(running.errors).toContain('[data-directory-in-use]');
    const full = await runTenken(['restore', good, '--data', place]);
    expect(full).toMatchObject({ code: 2 });
    expect(full.errors).toContain('[data-directory-not-empty]');
    const none = await runTenken(['restore', place, '--data', join(place, 'new')]);
    expect(none).toMatchObject({ code: 2 });
    expect(none.errors).toContain('[backup-unusable]');
    expect(readdirSync(place)).toEqual(['mine']);
  });
});

describe('F5: evaluation', () => {
  test('kill -9 while everything is judged anew: the next start ends with the same findings', async () => {
    await findingsSettled(data);
    await collector.stop();
    const before = await verdicts(data);
    for (let round = 0; round < 3; round += 1) {
      const again = await startCollector({ data, limits: anyRate });
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
      await again.kill();
    }
    collector = await startCollector({ data, limits: anyRate });
    await findingsSettled(data);
    expect(await verdicts(data)).toEqual(before);
    expect((await verdicts(data)).length).toBeGreaterThan(4 * 5);
  });
});

function verdicts(folder: string): Promise<unknown[]> {
  return rowsOf(
    folder,
    'select host_id, control, variant, outcome, reason, evidence from finding order by 1, 2, 3',
  );
}
