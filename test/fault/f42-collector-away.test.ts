import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drain } from '../../agent/src/drain.ts';
import { loadIdentity } from '../../agent/src/identity/identity.ts';
import { Spool } from '../../agent/src/spool/spool.ts';
import { scan } from '../../agent/src/scan.ts';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { evidenceKinds } from '@tenken/controls/evidence';
import { randomUUID } from 'node:crypto';
import { nextSequence } from '../../agent/src/identity/sequence.ts';
import { enrolHere, ownCollector } from '../support/own-collector.ts';

const hours = 7 * 24;
const hourMs = 3_600_000;

test('F42: after a week without a collector all that was kept comes in order, and the gap is shown', async () => {
  const collector = await ownCollector();
  const folder = await enrolHere(collector);
  const identity = loadIdentity(folder);
  if (!identity) throw new Error('no identity');
  const { hostId } = identity;
  const one = await scan(new LocalHost(), { kinds: evidenceKinds.filter(({ id }) => id === 'os-release') });
  // Room for about half of the reports of a week.
  const spool = new Spool(join(folder, 'spool'), { limits: { maxBytes: 40_000 } });
  const start = Date.now() - hours * hourMs;
  for (let hour = 0; hour < hours; hour += 1) {
    const at = new Date(start + hour * hourMs).toISOString();
    const made = {
      ...one,
      scannedAt: at,
      evidence: one.evidence.map((each) => ({ ...each, collectedAt: at })),
    };
    const sequence = nextSequence(folder);
    spool.add({ hostId, reportId: randomUUID(), sequence, scan: made }, start + hour * hourMs);
  }
  const options = {
    folder,
    spool,
    now: () => new Date(),
    onProblem: (message: string) => {
      throw new Error(message);
    },
  };
  const away = { ...identity, reportsUrl: 'https://localhost:1/api/v1/reports' };
  const waiting = spool.size;
  const failed = await drain({ ...options, identity: away, onReceipt: () => undefined });
  expect(failed).toMatchObject({ result: 'later', retryAfterMs: null });
  expect(spool.size).toBe(waiting);

  const sequences: number[] = [];
  const drained = await drain({
    ...options,
    identity,
    onReceipt: ({ lastSequence }) => sequences.push(lastSequence),
  });
  expect(drained).toEqual({ result: 'empty' });
  expect(sequences).toHaveLength(waiting);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(sequences.at(-1)).toBe(hours);
  expect(waiting).toBeLessThan(hours);
  const host = await collector.context.repositories.hosts.find(hostId);
  expect(host).toMatchObject({ sequenceGaps: hours - waiting, reportsDropped: hours - waiting });
  const evidence = await collector.context.repositories.reports.newestEvidence(hostId);
  const collectedAt = Date.parse(String(evidence.get('os-release')?.collectedAt));
  expect(Math.abs(collectedAt - (start + (hours - 1) * hourMs))).toBeLessThan(60_000);
  expect(readdirSync(join(folder, 'spool'))).not.toContainEqual(expect.stringMatching(/\.report$/));
  console.log(
    `F42: of ${hours} hourly reports ${waiting} fitted and came in order, ${hours - waiting} told as dropped`,
  );
});
