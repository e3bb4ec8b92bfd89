import { expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '@tenken/collector/src/store/postgres/open.ts';
import { nameBodies } from '@tenken/collector/src/store/reports/named-bodies.ts';
import { repositories } from '@tenken/collector/src/store/repositories.ts';
import {
  acceptedReport,
  enrolledHost,
  evidenceOf,
  temporaryDatabase,
} from '@tenken/collector/src/testing.ts';

const year = 365 * 24 * 60 * 60 * 1000;
const from = { namedAt: -1, sha256: '' };

async function twoCollectors() {
  const url = await temporaryDatabase();
  const stores = [await openPostgresStore({ url }), await openPostgresStore({ url })] as const;
  onTestFinished(async () => {
    for (const store of stores) await store.close();
  });
  const [reporting, sweeping] = stores.map((store) => ({ store, repos: repositories(store) }));
  if (!reporting || !sweeping) throw new Error('no stores');
  const host = await enrolledHost(reporting.repos, 0);
  const old = evidenceOf('changing', { state: 'first' }, new Date(1));
  const other = evidenceOf('changing', { state: 'second' }, new Date(2));
  await reporting.repos.reports.storeBatch([acceptedReport(host, 1, [old], 1)]);
  await reporting.repos.reports.storeBatch([acceptedReport(host, 2, [other], 2)]);
  expect(await sweeping.repos.retention.evidenceSpans(host, year, 10)).toBe(1);
  return { reporting, sweeping, host, old };
}

test('a body that a report names while another collector removes it: who comes second gives way', async () => {
  const { reporting, sweeping, host, old } = await twoCollectors();
  const { retention } = sweeping.repos;
  // The report has named it, and is not stored yet.
  const removing = await reporting.store.writeByHost.transaction().execute(async (db) => {
    expect(await nameBodies(db, [old.sha256], 2 * year)).toEqual(new Map([[old.sha256, 'changing']]));
    const waits = retention.bodies(from, year, (hash) => hash !== old.sha256, 10);
    expect(await Promise.race([waits, pause(300)])).toBe('paused');
    return { waits };
  });
  expect(await removing.waits).toMatchObject({ removed: 0 });

  // It is being removed: the report has to bring it.
  const bare = { ...acceptedReport(host, 3, [old], 4 * year), bodies: new Map() };
  const storing = await sweeping.store.write.transaction().execute(async (db) => {
    await db.deleteFrom('evidence_body').where('sha256', '=', old.sha256).execute();
    const waits = reporting.repos.reports.storeBatch([bare]);
    expect(await Promise.race([waits, pause(300)])).toBe('paused');
    return { waits };
  });
  expect(await storing.waits).toEqual([{ status: 'missing', hashes: [old.sha256] }]);
});

function pause(ms: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(() => resolve('paused'), ms));
}
