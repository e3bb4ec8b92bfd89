import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { canonicalJson, sha256 } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { SpooledReport } from './entry.ts';
import { parseEntryName } from './entry.ts';
import { Spool } from './spool.ts';
import { whichGoes } from './which-goes.ts';

const hostId = randomUUID();
const start = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;

function report(sequence: number, state: string | number = sequence): SpooledReport {
  const at = new Date(start + sequence * hourMs).toISOString();
  const body = {
    kind: 'a',
    version: 1,
    result: { status: 'read' as const, data: { state, weight: sha256(String(state)).repeat(20) } },
    sources: [],
  };
  return {
    hostId,
    reportId: randomUUID(),
    sequence,
    scan: {
      agentVersion: '0.1.0',
      scannedAt: at,
      host: {
        platform: 'linux',
        name: 'h',
        osName: null,
        osVersion: null,
        architecture: null,
        machineIdHash: null,
      },
      evidence: [{ collectedAt: at, durationMs: 1, sha256: sha256(canonicalJson(body)), body }],
    },
  };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tenken-spool-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function filled(path: string, count: number, options: ConstructorParameters<typeof Spool>[1] = {}): Spool {
  const spool = new Spool(path, options);
  for (let sequence = 1; sequence <= count; sequence += 1) {
    spool.add(report(sequence), start + sequence * hourMs);
  }
  return spool;
}

function inOrder(spool: Spool): number[] {
  const numbers: number[] = [];
  for (;;) {
    const next = spool.next(new Set());
    if (!next) return numbers;
    numbers.push(next.sequence);
    spool.done(next);
  }
}

const reportsIn = (path: string) => readdirSync(path).filter((name) => parseEntryName(name) !== null);

test('gives back what it was given, oldest first, also to the next process', () => {
  const path = folder();
  filled(path, 12);
  const next = new Spool(path);
  expect(next.next(new Set())?.scan).toEqual(report(1).scan);
  expect(inOrder(next)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(reportsIn(path)).toEqual([]);
});

test('a full spool loses what changed nothing first, then the oldest, and never the newest', () => {
  const digests = ['a', 'a', 'a', 'b', 'b', 'c'];
  const entries = digests.map((digest, sequence) => ({ file: '', sequence, spooledAtMs: 0, digest }));
  const lost: number[] = [];
  while (entries.length > 1) {
    const victim = whichGoes(entries);
    if (!victim) break;
    lost.push(victim.sequence);
    entries.splice(entries.indexOf(victim), 1);
  }
  // After 0 and 1 the third still says what changed to b; then only changes are left.
  expect(lost).toEqual([0, 1, 2, 3, 4]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 }), (list) => {
      const all = list.map((digest, sequence) => ({ file: '', sequence, spooledAtMs: 0, digest }));
      const victim = whichGoes(all);
      expect(victim?.sequence ?? -1).toBeLessThan(Math.max(0, list.length - 1));
      expect(victim === null).toBe(list.length === 1);
    }),
  );
});

test('F42: bounded in bytes; what was dropped is counted, also for the next process, and told once', () => {
  const path = folder();
  const one = filled(folder(), 1);
  expect(one.size).toBe(1);
  filled(path, 50, { limits: { maxBytes: 12 * 700 } });
  const kept = reportsIn(path).length;
  expect(kept).toBeGreaterThan(2);
  expect(kept).toBeLessThan(50);
  const spool = new Spool(path);
  const first = spool.next(new Set());
  if (!first) throw new Error('nothing is left');
  const gap = spool.gapFor(first);
  expect(gap).toEqual({
    dropped: 50 - kept,
    since: new Date(start + hourMs).toISOString(),
    until: new Date(start + (50 - kept) * hourMs).toISOString(),
  });
  // Sent again, it says the same; another process too.
  expect(new Spool(path).gapFor(first)).toEqual(gap);
  spool.done(first);
  const second = spool.next(new Set());
  if (!second) throw new Error('nothing is left');
  expect(spool.gapFor(second)).toBeNull();
  expect(new Spool(path).gapFor(second)).toBeNull();
});

test('F42: reports older than a week go, but a clock that jumps takes no more than that', () => {
  const path = folder();
  const spool = filled(path, 40);
  spool.add(report(41), start + 10 * 365 * 24 * hourMs);
  expect(reportsIn(path)).toHaveLength(25);
  expect(inOrder(spool).at(-1)).toBe(41);
});

test('F41: a damaged, cut or empty file is set aside and counted; the others go out', () => {
  const path = folder();
  const spool = filled(path, 5);
  const [first = '', second = '', third = ''] = reportsIn(path);
  writeFileSync(join(path, first), 'no gzip');
  truncateSync(join(path, second), 100);
  truncateSync(join(path, third), 0);
  const problems: string[] = [];
  const next = new Spool(path, { onProblem: (message) => problems.push(message) });
  expect(next.next(new Set())?.sequence).toBe(4);
  expect(problems).toHaveLength(3);
  expect(readdirSync(path).filter((name) => name.endsWith('.bad'))).toHaveLength(3);
  const fourth = next.next(new Set());
  expect(fourth && next.gapFor(fourth)?.dropped).toBe(3);
  expect(inOrder(next)).toEqual([4, 5]);
  expect(spool.size).toBe(0);
});

test('F40: half a file of a process that was killed is never read; it is set aside with the next report', () => {
  const path = folder();
  filled(path, 1);
  const [file = ''] = reportsIn(path);
  const half = file.replace('0000000000000001', '0000000000000002');
  writeFileSync(join(path, `${half}.new`), readFileSync(join(path, file)).subarray(0, 50));
  const spool = new Spool(path);
  expect(spool.size).toBe(1);
  spool.add(report(3), start + 3 * hourMs);
  expect(readdirSync(path)).toContain(`${half}.bad`);
  expect(inOrder(spool)).toEqual([1, 3]);
});

test('F41: a spool that was deleted, and a ledger that is damaged or of another spool, stop nothing', () => {
  const path = folder();
  const spool = filled(path, 3, { limits: { maxBytes: 1 } });
  rmSync(path, { recursive: true });
  expect(spool.next(new Set())).toBeNull();
  spool.add(report(4), start + 4 * hourMs);
  expect(inOrder(spool)).toEqual([4]);
  for (const ledger of ['', '{"gap":', '{"gap":{"dropped":-1}}', '[]', '\u0000'.repeat(99)]) {
    writeFileSync(join(path, 'ledger.json'), ledger);
    const next = new Spool(path);
    const newest = report(5);
    next.add(newest, start + 5 * hourMs);
    expect(next.gapFor(newest)).toBeNull();
    expect(inOrder(next)).toEqual([5]);
  }
});

test('F41: where nothing can be written the newest report is kept in memory and goes out', () => {
  const path = folder();
  const file = join(path, 'spool');
  // A file where the folder should be: refused to root as well, whom a read-only folder does not stop.
  writeFileSync(file, '');
  const problems: string[] = [];
  const spool = new Spool(file, { onProblem: (message) => problems.push(message) });
  spool.add(report(1), start);
  spool.add(report(2), start);
  expect(problems).toHaveLength(2);
  expect(spool.size).toBe(1);
  expect(inOrder(spool)).toEqual([2]);
});

test.runIf(process.getuid?.() !== 0)(
  'F41: a read-only spool is read and passed over, never read for ever',
  () => {
    const path = folder();
    const spool = filled(path, 2);
    chmodSync(path, 0o500);
    onTestFinished(() => chmodSync(path, 0o700));
    const first = spool.next(new Set());
    if (first) spool.done(first);
    expect(spool.next(new Set([1]))?.sequence).toBe(2);
    expect(spool.next(new Set([1, 2]))).toBeNull();
  },
);
