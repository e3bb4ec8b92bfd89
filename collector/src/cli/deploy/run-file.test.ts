import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DeployOutcome, HostResult } from './results.ts';
import { RunFile } from './run-file.ts';

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'hosts.run');
}

const result = (host: string, outcome: DeployOutcome): HostResult => ({
  host,
  outcome,
  from: null,
  to: '1.0.0-ab',
  changes: ['place-program'],
  reason: outcome === 'installed' ? null : 'why',
});
const programs = ['1.0.0-ab'];

test('what went well is not done again; what failed or was begun is', () => {
  const file = path();
  const first = RunFile.open(file, programs, false);
  for (const host of ['a', 'b', 'c']) first.begin(host);
  first.done(result('a', 'installed'));
  first.done(result('b', 'failed'));
  first.close('interrupted');
  // The end of the process cut the last line.
  appendFileSync(file, '{"result":{"host":"c","outc');

  const second = RunFile.open(file, programs, false);
  expect([...second.good.keys()]).toEqual(['a']);
  expect(['a', 'b', 'c', 'd'].map((host) => second.wasBegun(host))).toEqual([false, false, true, false]);
  second.close('finished');
  expect(existsSync(file)).toBe(false);
});

test('lines of a run that goes on stay readable behind one that was cut', () => {
  const file = path();
  RunFile.open(file, programs, false).close('interrupted');
  appendFileSync(file, '{"begun":"x');
  const next = RunFile.open(file, programs, false);
  next.done(result('a', 'installed'));
  next.close('interrupted');
  expect([...RunFile.open(file, programs, false).good.keys()]).toEqual(['a']);
});

test('another package does not go on with it; --fresh forgets', () => {
  const file = path();
  const run = RunFile.open(file, programs, false);
  run.done(result('a', 'installed'));
  run.close('interrupted');
  expect(() => RunFile.open(file, ['2.0.0-cd'], false)).toThrow(/--fresh/);
  expect([...RunFile.open(file, ['2.0.0-cd'], true).good.keys()]).toEqual([]);
});

test('a run that goes on in another process is left alone', () => {
  const file = path();
  writeFileSync(file, `${JSON.stringify({ run: 1, programs, pid: process.ppid })}\n`);
  expect(() => RunFile.open(file, programs, false)).toThrow(/Another tenken deploy/);
  expect(() => RunFile.open(file, programs, true)).toThrow(/Another tenken deploy/);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
});
