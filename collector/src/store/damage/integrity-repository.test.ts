import { expect, test } from 'vitest';
import { acceptedReport, enrolledHost, evidenceOf, temporaryStore } from '../../testing.ts';
import { IntegrityRepository } from './integrity-repository.ts';

test('evidence whose body is gone is damage: newest evidence, and what it replaced', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos, 0);
  const [old, newest] = [1, 2].map((day) => evidenceOf('changing', { day }, new Date(day)));
  if (!old || !newest) throw new Error('no evidence');
  await repos.reports.storeBatch([acceptedReport(host, 1, [old], 1)]);
  await repos.reports.storeBatch([acceptedReport(host, 2, [newest], 2)]);
  const integrity = new IntegrityRepository(store);
  expect(await integrity.damage()).toEqual([]);
  await store.write.deleteFrom('evidence_body').execute();
  const gone = (hash: string) => `evidence ${hash} of kind changing of host ${host} is gone`;
  expect(await integrity.damage()).toEqual([gone(newest.sha256), gone(old.sha256), gone(newest.sha256)]);
  // Never as if the host had said nothing of it.
  await expect(repos.reports.newestEvidence(host)).rejects.toThrow('is gone');
  expect(store.gate.state).toMatchObject({ reason: 'database-damaged' });
});
