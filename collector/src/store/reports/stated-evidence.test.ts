import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../../testing.ts';
import { partsOf } from './compact-statement.ts';
import { currentEvidence, stateOf } from './stated-evidence.ts';

const start = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;

test('evidence has the times of the newest report only where that states the same body', () => {
  const later = new Date(start + 5 * hourMs);
  const [same, other] = [evidenceOf('same', { value: 1 }, later), evidenceOf('other', { value: 2 }, later)];
  const { statement } = acceptedReport('a', 2, [other, same], later.getTime());
  const row = (kind: string, sha256: string) => ({
    kind,
    sha256,
    collected_at: start,
    claimed_at: start,
    duration_ms: 1,
    report_id: 'first',
  });
  const before = evidenceOf('other', { value: 1 }, new Date(start)).sha256;
  const current = currentEvidence(
    [row('same', same.sha256), row('other', before), row('left-out', before)],
    stateOf(partsOf(statement), statement.reportId, later.getTime(), null),
  );
  const seen = [...current].map(([kind, { sha256, collected_at: at, report_id: from }]) => [
    kind,
    sha256,
    at,
    from,
  ]);
  expect(seen).toEqual([
    ['same', same.sha256, later.getTime(), statement.reportId],
    ['other', before, start, 'first'],
    ['left-out', before, start, 'first'],
  ]);
});

test('what was read before the clock was set back is as old as it can be, in that report and in the next', async () => {
  const { repos } = await temporaryStore();
  const host = await enrolledHost(repos, start);
  const at = (hours: number) => new Date(start + hours * hourMs);
  const readAt = async (kind: string) => (await repos.reports.newestEvidence(host)).get(kind)?.collectedAt;
  const evidence = (value: number, hours: number) => [
    evidenceOf('steady', {}, at(hours)),
    evidenceOf('turning', { value }, at(hours)),
  ];
  await repos.reports.storeBatch([acceptedReport(host, 1, evidence(1, 1), at(1).getTime())]);
  // Read at 9 by a clock that says 5 when it is sent.
  await repos.reports.storeBatch([acceptedReport(host, 2, evidence(2, 9), at(5).getTime())]);
  expect(await readAt('turning')).toBe(at(1).toISOString());
  expect(await readAt('steady')).toBe(at(1).toISOString());
  // The same evidence, not read anew, with a clock that is right.
  const kept = evidence(2, 5).map((one) => ({ ...one, collectedAt: at(9).toISOString() }));
  await repos.reports.storeBatch([acceptedReport(host, 3, kept, at(6).getTime())]);
  expect(await readAt('turning')).toBe(at(1).toISOString());
  await repos.reports.storeBatch([acceptedReport(host, 4, evidence(3, 7), at(7).getTime())]);
  expect(await readAt('turning')).toBe(at(7).toISOString());
  expect(await readAt('steady')).toBe(at(7).toISOString());
});
