import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReplayHost } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { expectedPath, loadRecording, recordingNames, unitFolders } from '../testing/recordings.ts';
import { collect } from './collect.ts';
import { evidenceKinds } from './registry.ts';

test('the registry lists every folder, in order', () => {
  const folders = unitFolders(join(import.meta.dirname));
  expect(folders.length).toBeGreaterThan(0);
  expect(evidenceKinds.map((kind) => kind.id)).toEqual(folders);
});

describe.each(evidenceKinds.map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  const names = recordingNames(id);

  test('has recordings of every platform that it claims', () => {
    const recorded = new Set(names.map((name) => loadRecording(id, name).platform));
    expect([...recorded].toSorted()).toEqual(Object.keys(kind.probes).toSorted());
  });

  test.each(Object.keys(kind.probes))('has two states and a failure to read of %s', (platform) => {
    const results = names
      .filter((name) => loadRecording(id, name).platform === platform)
      .map((name) => readFileSync(expectedPath(id, name), 'utf8'));
    const isUnread = (result: string) =>
      /"(?:code|why|unread\w*)": "(?:permission-denied|timeout|not-found|unparsable|output-limit|unsupported|internal)"/.test(
        result,
      );
    expect(new Set(results).size).toBeGreaterThan(2);
    expect(results.some(isUnread)).toBe(true);
    expect(new Set(results.filter((result) => !isUnread(result))).size).toBeGreaterThan(1);
  });

  test.each(names)('reads %s as expected', async (name) => {
    const { body } = await collect(kind, new ReplayHost(loadRecording(id, name)));
    const path = expectedPath(id, name);
    // `UPDATE_EXPECTED=1` writes what the probe reads; the diff is then read by a person before it is committed.
    if (process.env['UPDATE_EXPECTED']) writeFileSync(path, `${JSON.stringify(body.result, null, 2)}\n`);
    expect(existsSync(path), `${path} is missing`).toBe(true);
    expect(body.result).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});
