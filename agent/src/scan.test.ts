import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import { expect, onTestFinished, test } from 'vitest';
import { LocalHost } from './hosts/local.ts';
import { RestBook } from './rests.ts';
import { lockScan } from './scan-lock.ts';
import { scan } from './scan.ts';

const dayMs = 24 * 60 * 60 * 1000;

function kind(id: string, read: () => Promise<Record<string, unknown>>): AnyEvidenceKind {
  const probe = { read };
  return {
    id,
    version: 1,
    schema: z.object({}),
    probes: { linux: probe, windows: probe, macos: probe },
  } as unknown as AnyEvidenceKind;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tenken-scan-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const quick = kind('quick', async () => ({}));
const hanging = kind('hanging', () => new Promise(() => undefined));

test('F43: at the deadline of the whole scan, what was read is reported and the rest is timed out', async () => {
  const late = [kind('late-1', hanging.probes.linux?.read as never), kind('late-2', async () => ({}))];
  const started = performance.now();
  const done = await scan(new LocalHost(), {
    kinds: [
      quick,
      hanging,
      ...late,
      kind('hanging-2', () => new Promise(() => undefined)),
      kind('waits', async () => ({})),
    ],
    deadlineMs: 300,
  });
  expect(performance.now() - started).toBeLessThan(5000);
  const ends = new Map(done.evidence.map(({ body }) => [body.kind, body.result]));
  expect(ends.get('quick')).toMatchObject({ status: 'read' });
  for (const id of ['hanging', 'hanging-2', 'late-1']) {
    expect(ends.get(id)).toMatchObject({ status: 'failed', failure: { code: 'timeout' } });
  }
  expect(ends.size).toBe(6);
});

test('F43: a probe that was too slow twice rests for a day, says so, and then runs again', async () => {
  const path = folder();
  let runs = 0;
  const slow = kind('slow', async () => {
    runs += 1;
    throw new ProbeError('timeout', 'no answer');
  });
  for (let round = 0; round < 4; round += 1) {
    const done = await scan(new LocalHost(), { kinds: [slow, quick], rests: new RestBook(path) });
    const result = done.evidence.find(({ body }) => body.kind === 'slow')?.body.result;
    expect(result).toMatchObject({ status: 'failed', failure: { code: 'timeout' } });
    expect(JSON.stringify(result)).toMatch(round < 2 ? /no answer/ : /resting/);
  }
  expect(runs).toBe(2);
  const book = new RestBook(path);
  expect(book.isResting('slow', Date.now())).toBe(true);
  expect(book.isResting('slow', Date.now() + dayMs)).toBe(false);
  // A clock that went back two years does not make a day longer.
  expect(book.isResting('slow', Date.now() - 730 * dayMs)).toBe(false);
  expect(book.isResting('quick', Date.now())).toBe(false);
});

test('one slow answer between good ones makes no rest, and a damaged book none', async () => {
  const path = folder();
  let round = 0;
  const sometimes = kind('sometimes', async () => {
    round += 1;
    if (round % 2 === 1) throw new ProbeError('timeout', 'no answer');
    return {};
  });
  for (let count = 0; count < 6; count += 1) {
    await scan(new LocalHost(), { kinds: [sometimes], rests: new RestBook(path) });
  }
  expect(round).toBe(6);
  writeFileSync(join(path, 'rests.json'), '{"sometimes":');
  expect(new RestBook(path).isResting('sometimes', Date.now())).toBe(false);
});

test('one scan at a time; a lock of a process that is gone, or of another with its number, holds nothing', async () => {
  const path = folder();
  const lock = lockScan(path);
  expect(() => lockScan(path)).toThrow(expect.objectContaining({ code: 'scan-running' }));
  lock.release();
  lockScan(path).release();
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  for (const holder of [`${child.pid} 1\n`, 'nonsense', '']) {
    writeFileSync(join(path, 'scan.lock'), holder);
    lockScan(path).release();
  }
});

test.runIf(process.platform === 'linux')(
  'a process that started later than the lock is not its holder',
  () => {
    const path = folder();
    writeFileSync(join(path, 'scan.lock'), `${process.pid} 1\n`);
    const lock = lockScan(path);
    expect(readFileSync(join(path, 'scan.lock'), 'utf8')).not.toBe(`${process.pid} 1\n`);
    lock.release();
  },
);
