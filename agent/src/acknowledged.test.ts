import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acknowledged, keepAcknowledged } from './acknowledged.ts';
import { agentVersion } from './version.ts';

const at = new Date('2026-11-22T00:00:00Z');

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tenken-test-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('a report of this version counts', () => {
  const here = folder();
  const reportId = randomUUID();
  expect(acknowledged(here)).toBeNull();
  keepAcknowledged(here, { reportId, scan: { agentVersion } }, at);
  expect(acknowledged(here)).toEqual({ agentVersion, reportId, at: at.toISOString() });
  // As the script on the host looks for it.
  expect(readFileSync(join(here, 'acknowledged.json'), 'utf8')).toContain(`"agentVersion":"${agentVersion}"`);
});

test('a report that another version left in the spool proves nothing', () => {
  const here = folder();
  keepAcknowledged(here, { reportId: randomUUID(), scan: { agentVersion: '0.0.1' } }, at);
  expect(acknowledged(here)).toBeNull();
});
