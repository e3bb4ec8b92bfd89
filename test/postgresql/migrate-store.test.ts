import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { sha256OfFile } from '@tenken/collector/src/backup/files.ts';
import { MoveReport } from '@tenken/collector/src/move/move-report.ts';
import type { Collector } from '@tenken/collector/src/server.ts';
import { repositories } from '@tenken/collector/src/store/repositories.ts';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { openSqliteStore } from '@tenken/collector/src/store/store.ts';
import { acceptedReport, enrolledHost, evidenceOf } from '@tenken/collector/src/testing.ts';
import { runTenken } from '../support/collector-process.ts';
import { consoleOn } from '../support/console.ts';
import { keptConnection, send } from '../support/https.ts';
import { apiToken } from '../support/people.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { emptyDatabase, fileOf, migrate, opened, storeToMove } from './support/moved-store.ts';

vi.setConfig({ testTimeout: 300_000 });

const store = storeToMove(40);

/** What a script that may see results is answered. */
async function answers(collector: Collector, token: string): Promise<Record<string, unknown>> {
  const authority = collector.context.authority.anchor;
  const connection = keptConnection({ authority });
  const get = async (path: string): Promise<unknown> => {
    const sent = { method: 'GET' as const, headers: { authorization: `Bearer ${token}` }, connection };
    const answer = await send(`${collector.url}/api/v1${path}`, { authority }, sent);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.json;
  };
  const { hosts } = (await get('/hosts?limit=500')) as { hosts: { id: string; name: string }[] };
  const reported = hosts.filter(({ name }) => name.includes('fail') || name.includes('ｆａｉｌ'));
  expect(reported).toHaveLength(2);
  const paths =
    '/overview /hosts?limit=500 /hosts?sort=-failures&limit=20 /findings?limit=500 /controls /checklists/nwsystem ' +
    '/trend /changes /due /groups?by=label /systems /assessments /systems/juki/waivers /search?q=fail ' +
    `/audit?limit=5 /feeds /heat-map?by=label ${reported.map(({ id }) => `/hosts/${id} /findings?host=${id}&limit=500 /hosts/${id}/reports`).join(' ')}`;
  const told: Record<string, unknown> = {};
  for (const path of paths.split(' ')) told[path] = await get(path);
  return told;
}

test('a moved store answers as before, and every command goes to where it is', async () => {
  const data = store.copy();
  const token = await apiToken(data, 'auditor');
  const { tenken } = consoleOn(data);
  const before = await opened(data);
  // What has come to a system is judged by what is declared there.
  await before.context.evaluator.settle();
  const said = await answers(before, token);
  await before.close();
  await tenken('export', '--checklist', 'nwsystem', '--draft', '--out', join(scratchFolder(), 'before.zip'));
  const content = await sha256OfFile(fileOf(data));

  const { args } = await emptyDatabase();
  const plan = await migrate(data, ...args, '--dry-run', '--json');
  expect(plan).toMatchObject({ code: 0 });
  expect(JSON.parse(plan.output)).toMatchObject({ target: 'empty' });
  const moved = await migrate(data, ...args, '--json');
  expect(moved, moved.errors).toMatchObject({ code: 0 });
  expect(moved.errors).toMatch(/copying: /);
  const report = MoveReport.parse(JSON.parse(moved.output));
  expect(report).toEqual(JSON.parse(readFileSync(join(data, 'store-move.json'), 'utf8')));
  expect(report).toMatchObject({
    equal: true,
    wrongCounters: [],
    auditLog: { intact: true, equal: true, signedHeads: 1 },
  });
  const byName = new Map(report.tables.map((one) => [one.name, one]));
  expect(byName.get('host')).toMatchObject({ target: { rows: 42 }, nul: { name: 1, sort_name: 1 } });
  expect(byName.get('host_name_part')?.nul).toEqual({ part: 3 });
  expect(byName.get('report')?.target.rows).toBe(2);
  expect(byName.get('finding')?.target.rows).toBeGreaterThan(4000);
  expect(report.tables.length).toBeGreaterThan(40);

  // The file is as it was, under another name.
  expect(existsSync(fileOf(data))).toBe(false);
  expect(await sha256OfFile(`${fileOf(data)}.moved`)).toBe(content);
  const again = await migrate(data, ...args, '--verify-only', '--json');
  expect(again, again.errors).toMatchObject({ code: 0 });
  expect(readdirSync(data).filter((name) => name.startsWith('tenken.db'))).toEqual(['tenken.db.moved']);
  expect(await migrate(data, ...args)).toMatchObject({
    code: 2,
    errors: expect.stringContaining('[database-not-empty]') as unknown,
  });

  const after = await opened(data);
  const name = (text: string): unknown =>
    JSON.parse(JSON.stringify(said[text]).replaceAll(String.raw`\u0000`, '\u{fffd}'));
  const now = await answers(after, token);
  for (const path of Object.keys(said)) {
    if (!path.startsWith('/audit')) expect([path, now[path]]).toEqual([path, name(path)]);
  }
  const { entries } = now['/audit?limit=5'] as { entries: { action: string }[] };
  expect(entries.slice(0, 2).map(({ action }) => action)).toEqual(['authority-used', 'store-moved']);
  await after.close();

  for (const line of [['integrity'], ['audit', 'verify'], ['collector', 'recount']]) {
    expect([line, (await runTenken([...line, '--data', data])).code]).toEqual([line, 0]);
  }
  const pack = join(scratchFolder(), 'after.zip');
  await tenken('export', '--checklist', 'nwsystem', '--draft', '--out', pack);
  expect(await runTenken(['verify', pack])).toMatchObject({ code: 0 });

  // Without the file that says where the data is nothing begins anew.
  rmSync(join(data, 'database.json'));
  for (const line of [
    ['audit', 'verify'],
    ['collector', 'run', '--port', '0', '--agent-port', '0'],
  ]) {
    expect(await runTenken([...line, '--data', data])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('[store-moved]') as unknown,
    });
  }
});

/** A host of years ago whose packs began in two months. @returns its id and its reports, newest first */
async function addOldPacks(data: string): Promise<{ host: string; listed: unknown[] }> {
  const file = await openSqliteStore(fileOf(data));
  try {
    const repos = repositories(file);
    const start = Date.UTC(2023, 10, 20, 12);
    const host = await enrolledHost(repos, start);
    for (let day = 0; day < 60; day += 1) {
      const at = start + day * 24 * 60 * 60_000;
      const evidence = [evidenceOf('steady', { of: host }, new Date(at))];
      // A pack begins anew where a host says something else of itself.
      const agentVersion = day < 20 ? '0.1.0' : '0.1.1';
      await repos.reports.storeBatch([acceptedReport(host, day + 1, evidence, at, { agentVersion })]);
    }
    expect(await repos.reportPacks.pack([host])).toBeGreaterThan(40);
    return { host, listed: await repos.reports.list(host, { limit: 100, offset: 0 }) };
  } finally {
    await file.close();
  }
}

test('packs of years ago come to lie in their months, and go with them', async () => {
  const data = store.copy();
  const { host, listed } = await addOldPacks(data);
  const { url, args } = await emptyDatabase();
  const moved = await migrate(data, ...args);
  expect(moved, moved.errors).toMatchObject({ code: 0 });
  const there = await openPostgresStore({ url });
  try {
    const { reports, months } = repositories(there);
    const packsIn = async () => {
      const { rows } = await sql<{ name: string }>`
        select distinct tableoid::regclass::text as name from report_pack order by 1`.execute(there.read);
      return rows.map(({ name }) => name);
    };
    expect(await packsIn()).toEqual(['report_pack_202311', 'report_pack_202312']);
    expect(await reports.list(host, { limit: 100, offset: 0 })).toEqual(listed);
    expect(await months.removeBefore(Date.UTC(2024, 5))).toBeGreaterThan(40);
    expect(await packsIn()).toEqual([]);
  } finally {
    await there.close();
  }
});

test('numbers that a table gives by itself go on after the last that was given, also to what is gone', async () => {
  const data = store.copy();
  const file = new Database(fileOf(data));
  file.exec(
    "insert into alert_event (rule_id, topic, subject, facts, at) values ('r', 't', 's', '{}', 1), ('r', 't', 's', '{}', 2), ('r', 't', 's', '{}', 3); delete from alert_event where id > 1",
  );
  const last = Number(
    file.prepare("select seq from sqlite_sequence where name = 'alert_event'").pluck().get(),
  );
  file.close();
  const { url, args } = await emptyDatabase();
  const moved = await migrate(data, ...args);
  expect(moved, moved.errors).toMatchObject({ code: 0 });
  const there = await openPostgresStore({ url });
  try {
    const event = { rule_id: 'r', topic: 't', subject: 's', facts: '{}', at: 9 };
    const row = await there.write
      .insertInto('alert_event')
      .values(event)
      .returning('id')
      .executeTakeFirstOrThrow();
    expect(row.id).toBe(last + 1);
    expect(await repositories(there).hosts.count()).toBeGreaterThan(40);
  } finally {
    await there.close();
  }
});
