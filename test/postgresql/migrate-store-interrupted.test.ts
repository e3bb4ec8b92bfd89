import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { moveStore } from '@tenken/collector/src/move/move-store.ts';
import type { MoveStep } from '@tenken/collector/src/move/move-report.ts';
import { rememberMovedPlace } from '@tenken/collector/src/store/database-place.ts';
import { openDataDirectory } from '@tenken/collector/src/store/data-directory.ts';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { askedServer } from '../support/asked-server.ts';
import { runTenken } from '../support/collector-process.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';
import { killCommand } from '../support/random-kill.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { olderDatabase, releasedSchemas } from '../support/older-database.ts';
import { argumentsOf } from '../support/on-postgres.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { emptyDatabase, fileOf, migrate, opened, storeToMove } from './support/moved-store.ts';

vi.setConfig({ testTimeout: 300_000 });

const store = storeToMove(150);
const seed = wholeNumberFrom('TENKEN_FAULT_SEED', 1 + Math.floor(Math.random() * 2 ** 31));
const rounds = Math.max(4, Math.floor(wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12) / 2));

const refused = (code: string) => ({ code: 2, errors: expect.stringContaining(`[${code}]`) as unknown });

/** A move in this process that ends, as by an error, when something is reached. */
async function brokenOff(data: string, url: string, isReached: (step: MoveStep) => boolean): Promise<void> {
  const broken = new Error('as far as this');
  const moving = moveStore({
    directory: openDataDirectory(data),
    place: { url, passwordFile: null },
    anew: false,
    report: join(data, 'store-move.json'),
    actor: 'console:test',
    now: () => new Date(),
    onStep: (step) => {
      if (isReached(step)) throw broken;
    },
  });
  await expect(moving).rejects.toBe(broken);
}

const atFindings = (step: MoveStep): boolean => step.doing === 'copy' && step.table === 'finding';

/** It is there once, whole, and a collector works on it. */
async function isMoved(data: string, args: readonly string[]): Promise<void> {
  const compared = await migrate(data, ...args, '--verify-only');
  expect(compared, `seed ${seed}: ${compared.output}${compared.errors}`).toMatchObject({ code: 0 });
  expect(await runTenken(['integrity', '--data', data])).toMatchObject({ code: 0 });
  expect(await runTenken(['audit', 'verify', '--data', data])).toMatchObject({ code: 0 });
}

test(
  `kill -9 at ${rounds} random moments: the same command goes on, and ends with an equal store`,
  { timeout: 400_000 },
  async () => {
    const random = seededRandom(seed);
    const data = store.copy();
    const { args } = await emptyDatabase();
    let killed = 0;
    for (let round = 0; round < rounds && existsSync(fileOf(data)); round += 1) {
      const ended = await killCommand(
        ['migrate-store', '--data', data, ...args],
        Math.floor(random() * 1500),
      );
      expect(['SIGKILL', 0], `seed ${seed}`).toContain(ended);
      if (ended === 'SIGKILL') killed += 1;
    }
    expect(killed).toBeGreaterThan(1);
    if (existsSync(fileOf(data))) {
      const last = await migrate(data, ...args);
      expect(last, `seed ${seed}: ${last.errors}`).toMatchObject({ code: 0 });
    }
    await isMoved(data, args);
  },
);

test('after a backup, and a collector that was killed: what they leave beside the file is nothing to be afraid of', async () => {
  const data = store.copy();
  const { args } = await emptyDatabase();
  expect(await runTenken(['backup', join(scratchFolder(), 'backup'), '--data', data])).toMatchObject({
    code: 0,
  });
  // The log and its index, as somebody leaves them who had no time.
  expect(existsSync(`${fileOf(data)}-wal`) && existsSync(`${fileOf(data)}-shm`)).toBe(true);
  expect(await migrate(data, ...args, '--dry-run')).toMatchObject({ code: 0 });
  expect(await runTenken(['integrity', '--data', data])).toMatchObject({ code: 0 });
  const ended = await killCommand(['migrate-store', '--data', data, ...args], 900);
  if (ended === 'SIGKILL') expect(await runTenken(['integrity', '--data', data])).toMatchObject({ code: 0 });
  const moved = existsSync(fileOf(data)) ? await migrate(data, ...args) : null;
  expect(moved?.code ?? 0, moved?.errors).toBe(0);
  expect(existsSync(`${fileOf(data)}-shm`)).toBe(false);
  await isMoved(data, args);
});

test('a connection that is lost is told, and the next time it goes on where it was', async () => {
  const data = store.copy();
  const { url, args } = await emptyDatabase();
  const proxy = await startTcpProxy(Number(new URL(url).port));
  const through = new URL(url);
  through.port = String(proxy.port);
  const moving = migrate(data, ...argumentsOf(through));
  while (!(await hasRows(url))) await sleep(20);
  proxy.close();
  const lost = await moving;
  expect(lost, lost.errors).toMatchObject(refused('database-away'));
  expect(existsSync(join(data, 'database.json'))).toBe(false);
  const plan = await migrate(data, ...args, '--dry-run', '--json');
  expect(JSON.parse(plan.output)).toMatchObject({ target: 'continue' });
  const done = await migrate(data, ...args);
  expect(done, done.errors).toMatchObject({ code: 0 });
  await isMoved(data, args);
});

async function hasRows(url: string): Promise<boolean> {
  try {
    return (await askedServer(url, 'select 1 from host limit 1')).length === 1;
  } catch {
    // The table is not there yet.
    return false;
  }
}

describe('half a store', () => {
  test('is served by no collector, and a file that changed meanwhile is copied anew', async () => {
    const data = store.copy();
    const { url, args } = await emptyDatabase();
    await brokenOff(data, url, atFindings);
    const other = scratchFolder();
    const run = ['collector', 'run', '--port', '0', '--agent-port', '0'];
    expect(await runTenken([...run, '--data', other, ...args])).toMatchObject(
      refused('store-move-unfinished'),
    );
    // The collector that goes on meanwhile keeps what it is told.
    const collector = await opened(data);
    await collector.context.repositories.audit.append({
      at: Date.now(),
      actor: 'console:test',
      action: 'signed-out',
      subject: 'account:test',
    });
    await collector.close();
    const plan = await migrate(data, ...args, '--dry-run', '--json');
    expect(JSON.parse(plan.output)).toMatchObject({ target: 'anew' });
    expect(await migrate(data, ...args)).toMatchObject({ code: 0 });
    await isMoved(data, args);
  });

  test('is not gone on with for another store, and a row that was changed there is found', async () => {
    const data = store.copy();
    const { url, args } = await emptyDatabase();
    await brokenOff(data, url, (step) => step.doing === 'index' && step.done === step.all);
    const other = scratchFolder();
    const stranger = await opened(other);
    await stranger.context.repositories.audit.append({
      at: 1,
      actor: 'nobody',
      action: 'signed-out',
      subject: 'x',
    });
    await stranger.close();
    expect(await migrate(other, ...args)).toMatchObject(refused('database-not-empty'));
    const there = await openPostgresStore({ url, isHalfMoved: true });
    await there.write
      .updateTable('finding')
      .set({ reason: 'other' })
      .where('control', '=', 'time-synchronized')
      .execute();
    await there.close();
    const differs = await migrate(data, ...args, '--json');
    expect(differs).toMatchObject({ code: 1 });
    const { tables } = JSON.parse(differs.output) as { tables: { name: string; equal: boolean }[] };
    expect(tables.filter(({ equal }) => !equal).map(({ name }) => name)).toEqual(['finding']);
    expect(existsSync(join(data, 'database.json'))).toBe(false);
    expect(await migrate(data, ...args, '--anew')).toMatchObject({ code: 0 });
    await isMoved(data, args);
  });

  test('to which the folder points already is opened by nobody, until the same command has ended it', async () => {
    const data = store.copy();
    const { url, args } = await emptyDatabase();
    await brokenOff(data, url, (step) => step.doing === 'tallies');
    const [, address = '', , passwordFile = ''] = args;
    rememberMovedPlace(openDataDirectory(data), { url: address, passwordFile });
    expect(await runTenken(['audit', 'verify', '--data', data])).toMatchObject(
      refused('store-move-unfinished'),
    );
    const done = await migrate(data, ...args);
    expect(done, done.errors).toMatchObject({ code: 0 });
    // As if the last rename had not come to be.
    renameSync(`${fileOf(data)}.moved`, fileOf(data));
    expect(await migrate(data, ...args)).toMatchObject({ code: 0 });
    expect(existsSync(fileOf(data))).toBe(false);
    await isMoved(data, args);
  });
});

describe('refused, with nothing written on either side', () => {
  test('a collector that runs, a command that works, and a database that holds something', async () => {
    const data = store.copy();
    const { url, args } = await emptyDatabase();
    const collector = await opened(data);
    expect(await migrate(data, ...args)).toMatchObject(refused('data-directory-in-use'));
    await collector.close();
    const command = new Database(fileOf(data));
    command.prepare('select count(*) from host').get();
    expect(await migrate(data, ...args)).toMatchObject(refused('data-directory-in-use'));
    command.close();
    await (await openPostgresStore({ url })).close();
    expect(await migrate(data, ...args)).toMatchObject(refused('database-not-empty'));
    expect(existsSync(fileOf(data))).toBe(true);
    const silent = await migrate(data, '--database', 'postgres://tenken@127.0.0.1:1/none');
    expect(silent).toMatchObject(refused('database-away'));
    const open = await migrate(data, '--database', url);
    expect(open).toMatchObject(refused('usage'));
    expect(open.errors).toContain('--database-password-file');
  });

  test('a damaged file, one of an earlier version, and a log that PostgreSQL cannot hold', async () => {
    const { args } = await emptyDatabase();
    const damaged = store.copy();
    const bytes = readFileSync(fileOf(damaged));
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 3000);
    writeFileSync(fileOf(damaged), bytes);
    const told = await migrate(damaged, ...args);
    expect(told).toMatchObject(refused('database-damaged'));
    expect(told.errors).toContain('tenken restore BACKUP');

    const older = scratchFolder();
    await olderDatabase(fileOf(older), releasedSchemas.at(-2) ?? '');
    expect(await migrate(older, ...args)).toMatchObject(refused('database-too-old'));

    const nul = store.copy();
    const file = new Database(fileOf(nul));
    file.exec("update audit_entry set subject = 'a' || char(0) where sequence = 2");
    file.close();
    expect(await migrate(nul, ...args)).toMatchObject(refused('store-move-failed'));
    expect(await migrate(store.copy(), ...args, '--dry-run')).toMatchObject({ code: 0 });
  });
});
