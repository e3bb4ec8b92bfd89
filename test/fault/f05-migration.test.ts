import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import Database from 'better-sqlite3';
import { acceptedReport, evidenceOf } from '../../collector/src/testing.ts';
import { repositories } from '../../collector/src/store/repositories.ts';
import { openSqliteStore } from '../../collector/src/store/store.ts';
import { integrity, rowsOf } from '../support/database.ts';
import { wholeNumberFrom } from '../support/random.ts';
import { oldHost, olderDatabase, releasedSchemas, schemaOf } from '../support/older-database.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { whyNoStrace } from './strace/strace.ts';

const tenken = join(import.meta.dirname, '../../collector/bin/tenken.js');
/** Writes between two kills. */
const stride = wholeNumberFrom('TENKEN_FAULT_ROUNDS', 12) >= 100 ? 3 : 24;
const cannot = whyNoStrace();
if (cannot !== null) console.log(`F5, in migration, is skipped: ${cannot}`);

test.each(releasedSchemas)('a database of %s comes to this schema with all that it held', async (newest) => {
  const folder = scratchFolder();
  const path = join(folder, 'tenken.db');
  await olderDatabase(path, newest);
  const empty = join(scratchFolder(), 'tenken.db');
  await (await openSqliteStore(empty)).close();
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  expect(schemaOf(path)).toEqual(schemaOf(empty));
  const repos = repositories(store);
  expect(await repos.hosts.find(oldHost)).toMatchObject({ name: 'old-host', status: 'active' });
  expect([...(await repos.reports.newestEvidence(oldHost)).keys()]).toEqual(['os-release']);
  expect(await repos.findings.history(oldHost, 'gone', 'v')).toHaveLength(1);
  const next = acceptedReport(oldHost, 8, [evidenceOf('time-sync', { x: 1 }, new Date())]);
  const fingerprint = 'ab'.repeat(32);
  expect(await repos.reports.storeBatch([{ ...next, fingerprint }])).toMatchObject([{ status: 'stored' }]);
  expect(await integrity(folder)).toBe('ok');
  expect(await rowsOf(folder, 'pragma foreign_key_check')).toEqual([]);
});

test('a database of a later version is refused and left as it is', async () => {
  const path = join(scratchFolder(), 'tenken.db');
  await olderDatabase(path, releasedSchemas.at(-1) ?? '');
  const database = new Database(path);
  database.prepare(`insert into kysely_migration values ('9999-later', '2030-01-01')`).run();
  database.close();
  const before = schemaOf(path);
  await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'database-too-new' });
  expect(schemaOf(path)).toEqual(before);
});

describe.skipIf(cannot !== null)('F5: kill -9 in a migration', () => {
  test('leaves the old schema or the new one, never one between', { timeout: 120_000 }, async () => {
    const folder = scratchFolder();
    const [oldest = ''] = releasedSchemas;
    await olderDatabase(join(folder, 'tenken.db'), oldest);
    const old = schemaOf(join(folder, 'tenken.db'));
    const seen = { old: 0, whole: 0 };
    // At the first write to the log, a later one, and so on, until the command comes to its end.
    for (let nth = 1; seen.whole === 0 && nth < 400; nth += stride) {
      const data = join(scratchFolder(), 'data');
      cpSync(folder, data, { recursive: true });
      const wal = join(data, 'tenken.db-wal');
      const inject = `inject=pwrite64:signal=SIGKILL:when=${nth}`;
      const run = spawnSync(
        'strace',
        ['-f', '-o', '/dev/null', '-P', wal, '-e', 'trace=pwrite64', '-e', inject].concat([
          process.execPath,
          tenken,
          'host',
          'list',
          '--data',
          data,
        ]),
        { timeout: 60_000 },
      );
      const after = schemaOf(join(data, 'tenken.db'));
      if (run.status === 0) seen.whole += 1;
      else {
        expect(run.signal ?? run.status, run.stderr.toString()).toBe('SIGKILL');
        expect(after).toEqual(old);
        seen.old += 1;
      }
      const store = await openSqliteStore(join(data, 'tenken.db'));
      expect(await repositories(store).hosts.find(oldHost)).not.toBeNull();
      await store.close();
      expect(schemaOf(join(data, 'tenken.db')).migrations).toEqual(releasedSchemas);
    }
    console.log(
      `F5: ${seen.old} kills at writes of the migration: the old schema each time, then the new one`,
    );
    expect(seen.old).toBeGreaterThan(1);
    expect(seen.whole).toBe(1);
  });
});
