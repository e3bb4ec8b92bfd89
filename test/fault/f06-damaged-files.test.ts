import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '@tenken/shared';
import { damageOf, wrongTalliesOf } from '../../collector/src/backup/damage-of.ts';
import { structuralDamageOf } from '../../collector/src/store/damage/damage.ts';
import { schemaDamageOf } from '../../collector/src/store/damage/schema-damage.ts';
import { NotStarted, runTenken, startCollector } from '../support/collector-process.ts';
import { findingsSettled, integrity, rowsOf, storedReports } from '../support/database.ts';
import { ownCollector } from '../support/own-collector.ts';
import { push } from '../support/push.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { pack, sampleReport } from '../support/sample-report.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';
import { enrolAgents } from '../support/simulated-agent.ts';
import type { SimulatedAgent } from '../support/simulated-agent.ts';
import { brokenPromises } from './acknowledged-reports.ts';
import type { Acknowledged } from './report-load.ts';

const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));
const flips = wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12) * 5;

const folder = makeScratchFolder();
const killed = join(folder, 'killed');
const stopped = join(folder, 'stopped');
const backup = join(folder, 'backup');
const acknowledged: Acknowledged[] = [];
let inBackup: Acknowledged[];
let agents: SimulatedAgent[];

beforeAll(async () => {
  const data = join(folder, 'data');
  const collector = await startCollector({ data });
  agents = await enrolAgents(collector, 3);
  const report = async (sequence: number): Promise<void> => {
    for (const agent of agents) {
      const packed = pack(sampleReport(agent, sequence));
      const { status, json } = await push(collector, agent, packed.body);
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
      const { reportId, sha256 } = packed;
      const receivedAt = Date.parse(String(json.receivedAt));
      acknowledged.push({ hostId: agent.hostId, reportId, sha256, receivedAt });
    }
  };
  await report(1);
  await report(2);
  await findingsSettled(data);
  const made = await runTenken(['backup', backup, '--data', data]);
  if (made.code !== 0) throw new Error(made.errors);
  inBackup = [...acknowledged];
  await report(3);
  await findingsSettled(data);
  await collector.kill();
  cpSync(data, killed, { recursive: true });
  const again = await startCollector({ data });
  await findingsSettled(data);
  await again.stop();
  cpSync(data, stopped, { recursive: true });
}, 120_000);
afterAll(() => removeScratchFolder(folder));

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

type Damage = { name: string; of: string; damage: (data: string) => void };

const damages: Damage[] = [
  { name: 'flipped bytes in the database', of: stopped, damage: flipPageHeads },
  { name: 'a database cut in half', of: stopped, damage: (data) => cut(join(data, 'tenken.db'), 0.5) },
  {
    name: 'a flipped byte in the log',
    of: killed,
    damage: (data) => flip(join(data, 'tenken.db-wal'), 32 + 24 + 1000),
  },
];

/** Told apart in this process, which is quicker. */
const moreDamages: Damage[] = [
  { name: 'a flipped byte in the header', of: stopped, damage: (data) => flip(join(data, 'tenken.db'), 5) },
  {
    name: 'a flipped bit in the definition of a column',
    of: stopped,
    damage: (data) => flipIn(data, '"fingerprint" text primary key', 2),
  },
  {
    name: 'a flipped bit in the type of a column, which SQLite does not mind',
    of: stopped,
    damage: (data) => flipIn(data, '"not_before_at" bigint', 16),
  },
  {
    name: 'a flipped bit in the name of the table of migrations',
    of: stopped,
    damage: (data) => flipIn(data, '"kysely_migration" ("name"', 3),
  },
  { name: 'a database cut to 300 bytes', of: stopped, damage: (data) => cut(join(data, 'tenken.db'), 0.001) },
  {
    name: 'a flipped byte in the last page of the log',
    of: killed,
    damage: (data) => flip(join(data, 'tenken.db-wal'), 32 + (framesInForce(data) - 1) * 4120 + 2000),
  },
  { name: 'a log cut in half', of: killed, damage: (data) => cut(join(data, 'tenken.db-wal'), 0.5) },
  { name: 'a log cut to nothing', of: killed, damage: (data) => cut(join(data, 'tenken.db-wal'), 0) },
  { name: 'a log that is gone', of: killed, damage: (data) => rmSync(join(data, 'tenken.db-wal')) },
  {
    name: 'a flipped byte in the log, its index gone as after a power cut',
    of: killed,
    damage: (data) => {
      rmSync(join(data, 'tenken.db-shm'));
      flip(join(data, 'tenken.db-wal'), 32 + 24 + 1000);
    },
  },
];

describe('F6: damaged files', () => {
  test.each(damages)(
    '$name: refused at the start with what to do, and restored from the backup',
    async (one) => {
      const data = join(scratchFolder(), 'data');
      cpSync(one.of, data, { recursive: true });
      one.damage(data);
      const before = databaseFiles(data);
      const refusal = await startCollector({ data }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(NotStarted);
      const { exitCode, output } = refusal as NotStarted;
      expect({ exitCode, output }).toMatchObject({ exitCode: 2 });
      expect(output).toMatch(
        /is damaged: .*tenken restore BACKUP --data FOLDER --replace\. \[database-damaged\]/,
      );
      // Nothing that could still be saved was written over or cleaned away.
      expect(databaseFiles(data)).toEqual(before);

      const restored = await runTenken(['restore', backup, '--data', data, '--replace']);
      expect(restored).toMatchObject({ code: 0 });
      const collector = await startCollector({ data });
      expect(brokenPromises(inBackup, await storedReports(data))).toEqual([]);
      for (const agent of agents) {
        expect((await push(collector, agent, pack(sampleReport(agent, 4)).body)).status).toBe(201);
      }
      expect(await integrity(data)).toBe('ok');
      expect(await collector.stop()).toBe(0);
    },
  );

  test.each(moreDamages)('$name: refused at the start, and left as it is', async (one) => {
    const data = join(scratchFolder(), 'data');
    cpSync(one.of, data, { recursive: true });
    one.damage(data);
    const before = databaseFiles(data);
    await expect(ownCollector({ data })).rejects.toMatchObject({ code: 'database-damaged' });
    expect(databaseFiles(data)).toEqual(before);
  });

  test('a torn end of the log, as a crash leaves it, is no damage', async () => {
    const data = join(scratchFolder(), 'data');
    cpSync(killed, data, { recursive: true });
    const wal = join(data, 'tenken.db-wal');
    const bytes = readFileSync(wal);
    const end = 32 + framesInForce(data) * 4120;
    // Pages of a transaction that never ended: the right run, no whole checksum.
    const frame = Buffer.from(bytes.subarray(end - 4120, end));
    frame.writeUInt32BE(0, 4);
    frame.fill(7, 1000);
    writeFileSync(wal, Buffer.concat([bytes.subarray(0, end), frame, frame.subarray(0, 777)]));
    const collector = await startCollector({ data });
    expect(brokenPromises(acknowledged, await storedReports(data))).toEqual([]);
    expect(await collector.stop()).toBe(0);
  });

  test(`of ${flips} single flipped bytes none that changes evidence or a report stays hidden`, async () => {
    const random = seededRandom(seed);
    const path = join(scratchFolder(), 'tenken.db');
    const whole = readFileSync(join(stopped, 'tenken.db'));
    const content = await contentOf(join(stopped, 'tenken.db'));
    const seen = { atStart: 0, byHashes: 0, unseen: 0 };
    for (let round = 0; round < flips; round += 1) {
      const bytes = Buffer.from(whole);
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      writeFileSync(path, bytes);
      if (((await schemaDamageOf(path)) ?? structuralDamageOf(path)) !== null) seen.atStart += 1;
      else if ((await damageOf(path)).length > 0) seen.byHashes += 1;
      else {
        seen.unseen += 1;
        expect(await contentOf(path), `byte ${at}, seed ${seed}`).toEqual(content);
      }
    }
    console.log(
      `F6: of ${flips} single flipped bits (seed ${seed}) ${seen.atStart} are found by the structure, ${seen.byHashes} more by the hashes; ` +
        `${seen.unseen} lie where no evidence or report is`,
    );
    expect(seen.byHashes + seen.atStart).toBeGreaterThan(0);
  });

  test('evidence that was altered is not judged: the collector says so and stores nothing more', async () => {
    const data = join(scratchFolder(), 'data');
    cpSync(stopped, data, { recursive: true });
    const database = join(data, 'tenken.db');
    const bytes = readFileSync(database);
    const body = (
      await rowsOf<{ sha256: string; body: Buffer }>(
        data,
        'select sha256, body from evidence join evidence_body using (sha256) order by length(body) desc',
      )
    )[0];
    if (!body) throw new Error('no evidence is stored');
    const at = bytes.indexOf(body.body.subarray(0, 200)) + 100;
    writeFileSync(database, bytes.with(at, (bytes[at] ?? 0) ^ 1));
    const refused = await runTenken(['integrity', '--data', data]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.errors).toContain(`evidence ${body.sha256} is not what its hash says`);
    expect((await runTenken(['backup', join(data, 'b'), '--data', data])).errors).toContain(
      '[database-damaged]',
    );
    const collector = await startCollector({ data });
    const until = performance.now() + 15_000;
    while (!collector.output().includes('Nothing more is stored') && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [agent] = agents;
    if (!agent) throw new Error('no agent');
    expect(await push(collector, agent, pack(sampleReport(agent, 5)).body)).toMatchObject({
      status: 503,
      json: { title: 'database-damaged' },
    });
    await collector.stop();
  });

  test('a number that is kept wrong is told of, and set right by a recount; nothing else was damaged', async () => {
    const data = join(scratchFolder(), 'data');
    cpSync(stopped, data, { recursive: true });
    const database = new Database(join(data, 'tenken.db'));
    database.exec('update finding_tally set hosts = hosts + 1');
    database.close();
    const told = await runTenken(['integrity', '--data', data]);
    expect(told).toMatchObject({ code: 2 });
    expect(told.errors).toContain('[tallies-wrong]');
    expect(told.errors).toMatch(/finding_tally says \d+ for /);
    expect(await runTenken(['collector', 'recount', '--data', data])).toMatchObject({ code: 0 });
    expect(await runTenken(['integrity', '--data', data])).toMatchObject({ code: 0 });
  });

  test('a database of a version that kept no numbers has none that are wrong', async () => {
    const path = join(scratchFolder(), 'old.db');
    new Database(path).exec('create table host (id text)').close();
    expect(await wrongTalliesOf(path)).toEqual([]);
  });
});

/** Flips the lowest bit of one character of a text, wherever it is: pages keep remains of what was moved. */
function flipIn(data: string, text: string, offset: number): void {
  const path = join(data, 'tenken.db');
  const bytes = readFileSync(path);
  let at = bytes.indexOf(text);
  if (at === -1) throw new Error(`the database holds no ${text}`);
  for (; at !== -1; at = bytes.indexOf(text, at + 1)) bytes[at + offset] = (bytes[at + offset] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function flipPageHeads(data: string): void {
  const path = join(data, 'tenken.db');
  const pages = statSync(path).size / 4096;
  for (let page = 3; page < pages; page += 4) flip(path, page * 4096);
}

/** Database and log with their bytes; an empty log is what a look without writing leaves. */
function databaseFiles(data: string): [string, string][] {
  return readdirSync(data)
    .filter((name) => /\.db(-wal)?$/.test(name) && statSync(join(data, name)).size > 0)
    .map((name) => [name, sha256(readFileSync(join(data, name), 'latin1'))]);
}

function cut(path: string, share: number): void {
  truncateSync(path, Math.floor(statSync(path).size * share));
}

/** How many pages of the log count, as its index says. */
function framesInForce(data: string): number {
  return readFileSync(join(data, 'tenken.db-shm')).readUInt32LE(16);
}

async function contentOf(path: string): Promise<{ bodies: unknown[]; reports: unknown[] }> {
  const folder = join(path, '..');
  return {
    bodies: await rowsOf(folder, 'select sha256, body from evidence_body order by sha256'),
    reports: await rowsOf(
      folder,
      'select host_id, report_id, statement from report_statement order by host_id, report_id',
    ),
  };
}
