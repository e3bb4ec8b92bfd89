import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { ProbeError, ReplayHost, switchedOffFailure } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import * as z from 'zod/mini';
import { expect, onTestFinished, test } from 'vitest';
import { KeptBook } from './kept.ts';
import { RestBook } from './rests.ts';
import { scan } from './scan.ts';

const hourMs = 60 * 60 * 1000;
const start = Date.parse('2026-11-22T03:00:00.000Z');

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tenken-kept-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A host that has nothing but a clock. */
function hostAt(ms: number): ReplayHost {
  const recordedAt = new Date(ms).toISOString();
  return new ReplayHost({
    platform: 'linux',
    recordedAt,
    registry: {},
    files: {},
    commands: {},
  } as Recording);
}

function slowKind(read: () => Promise<Record<string, unknown>>, everyHours: number | null = 24, version = 1) {
  const runs = { count: 0 };
  const probe = {
    read: () => {
      runs.count += 1;
      return read();
    },
  };
  const kind = {
    id: 'slow',
    version,
    schema: z.record(z.string(), z.unknown()),
    probes: { linux: probe },
    ...(everyHours !== null && { everyHours }),
  } as unknown as AnyEvidenceKind;
  return { kind, runs };
}

/** Each scan opens the book anew, as an agent does that a timer starts. */
async function scanAt(path: string, kind: AnyEvidenceKind, ms: number, isRoutine = true) {
  const options = { kinds: [kind], kept: new KeptBook(path), rests: new RestBook(path), isRoutine };
  const [evidence] = (await scan(hostAt(ms), options)).evidence;
  return evidence;
}

test('what is not due is reported as it was read, with its own time, until it is', async () => {
  const path = folder();
  let answer = 0;
  const { kind, runs } = slowKind(async () => ({ answer: (answer += 1) }));
  const first = await scanAt(path, kind, start);
  for (const hours of [1, 12, 23.99]) {
    expect(await scanAt(path, kind, start + hours * hourMs)).toEqual(first);
  }
  expect(runs.count).toBe(1);
  const next = await scanAt(path, kind, start + 24 * hourMs);
  expect(runs.count).toBe(2);
  expect(next?.collectedAt).toBe(new Date(start + 24 * hourMs).toISOString());
  expect(await scanAt(path, kind, start + 25 * hourMs)).toEqual(next);
});

test('a scan that a person asks for reads it, and counts for those that follow', async () => {
  const path = folder();
  const { kind, runs } = slowKind(async () => ({}));
  await scanAt(path, kind, start);
  const asked = await scanAt(path, kind, start + hourMs, false);
  expect(runs.count).toBe(2);
  expect(await scanAt(path, kind, start + 24.5 * hourMs)).toEqual(asked);
  expect(runs.count).toBe(2);
});

test('other kinds are read at each scan', async () => {
  const path = folder();
  const { kind, runs } = slowKind(async () => ({}), null);
  await scanAt(path, kind, start);
  await scanAt(path, kind, start + 1);
  expect(runs.count).toBe(2);
});

test.each([['permission-denied'], ['timeout'], ['not-found']] as const)(
  'what could not be read (%s) is tried again at the next scan',
  async (code) => {
    const path = folder();
    let isThere = false;
    const { kind, runs } = slowKind(async () => {
      if (!isThere) throw new ProbeError(code, 'no');
      return {};
    });
    await scanAt(path, kind, start);
    isThere = true;
    expect((await scanAt(path, kind, start + hourMs))?.body.result.status).toBe('read');
    expect(runs.count).toBe(2);
  },
);

test('a failure takes the place of what was read before it', async () => {
  const path = folder();
  let fails = false;
  const { kind } = slowKind(async () => {
    if (fails) throw new ProbeError('permission-denied', 'no');
    return {};
  });
  await scanAt(path, kind, start);
  fails = true;
  expect((await scanAt(path, kind, start + hourMs, false))?.body.result.status).toBe('failed');
  expect((await scanAt(path, kind, start + 2 * hourMs))?.body.result.status).toBe('failed');
});

test.each([
  ['permission-denied', 2],
  ['timeout', 2],
  // Nobody has written how to read it: the next scan would not know either.
  ['unsupported', 1],
])('a part that could not be read (%s)', async (code, expected) => {
  const path = folder();
  const { kind, runs } = slowKind(async () => ({ unread: [{ what: 'serial number', code }] }));
  await scanAt(path, kind, start);
  await scanAt(path, kind, start + hourMs);
  expect(runs.count).toBe(expected);
});

test('a clock that went back proves nothing: it is read anew', async () => {
  const path = folder();
  const { kind, runs } = slowKind(async () => ({}));
  await scanAt(path, kind, start);
  const back = await scanAt(path, kind, start - 1000);
  expect(runs.count).toBe(2);
  expect(back?.collectedAt).toBe(new Date(start - 1000).toISOString());
  await scanAt(path, kind, start + 300 * 24 * hourMs);
  expect(runs.count).toBe(3);
});

test('a file that is damaged, altered, or from another agent is as none', async () => {
  const path = folder();
  const file = join(path, 'kept-evidence.json');
  const { kind, runs } = slowKind(async () => ({ serial: 'ABC' }));
  await scanAt(path, kind, start);
  const whole = readFileSync(file, 'utf8');
  const damaged = [
    '',
    '{"agentVersion":',
    whole.slice(0, -20),
    whole.replace('"ABC"', '"XYZ"'),
    whole.replace(/"agentVersion":"[^"]+"/, '"agentVersion":"0.0.1"'),
    whole.replace(/"collectedAt":"[^"]+"/, '"collectedAt":"yesterday"'),
  ];
  for (const [index, content] of damaged.entries()) {
    writeFileSync(file, content);
    const evidence = await scanAt(path, kind, start + (index + 1) * 1000);
    expect(runs.count, content).toBe(index + 2);
    expect(evidence?.body.result).toEqual({ status: 'read', data: { serial: 'ABC' } });
  }
});

test('a newer version of a kind is read at once', async () => {
  const path = folder();
  const { kind } = slowKind(async () => ({}));
  await scanAt(path, kind, start);
  const newer = slowKind(async () => ({}), 24, 2);
  await scanAt(path, newer.kind, start + hourMs);
  expect(newer.runs.count).toBe(1);
});

test('switched off is switched off, whatever was read before', async () => {
  const path = folder();
  const { kind } = slowKind(async () => ({}));
  await scanAt(path, kind, start);
  const done = await scan(hostAt(start + hourMs), {
    kinds: [kind],
    kept: new KeptBook(path),
    isRoutine: true,
    kindsOff: ['slow'],
  });
  expect(done.evidence[0]?.body.result).toMatchObject({ failure: switchedOffFailure() });
});

test.runIf(process.platform !== 'win32')(
  'others may not read the file: it names serial numbers',
  async () => {
    const path = folder();
    await scanAt(path, slowKind(async () => ({})).kind, start);
    expect(statSync(join(path, 'kept-evidence.json')).mode & 0o777).toBe(0o600);
  },
);
