import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporarySqliteStore } from '../testing.ts';
import { copyDatabase } from './copy-database.ts';

test('a copy is that of one moment and comes to its end, however often somebody writes meanwhile', async () => {
  const { path } = await temporarySqliteStore();
  const writer = new Database(path);
  const put = writer.prepare('insert into evidence_body (sha256, kind, body) values (?, ?, ?)');
  writer.transaction(() => {
    for (let index = 0; index < 5000; index += 1) put.run(`before-${index}`, 'k', randomBytes(5000));
  })();
  let steps = 0;
  const to = join(dirname(path), 'copy.db');
  await copyDatabase(path, to, () => {
    steps += 1;
    put.run(`meanwhile-${steps}`, 'k', randomBytes(5000));
    // SQLite's own backup begins anew after each of these.
    if (steps > 100) throw new Error('the copy does not come to its end');
  });
  writer.close();
  expect(steps).toBeGreaterThan(2);
  const copy = new Database(to, { readonly: true });
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  const kinds = copy.prepare<[], { name: string; count: number }>(
    `select substr(sha256, 1, instr(sha256, '-') - 1) as name, count(*) as count from evidence_body group by 1`,
  );
  expect(kinds.all()).toEqual([{ name: 'before', count: 5000 }]);
  copy.close();
});

test('the progress of a small database is told too, and ends at the whole', async () => {
  const { path } = await temporarySqliteStore();
  const told: number[] = [];
  await copyDatabase(path, join(dirname(path), 'small.db'), (done) => told.push(done));
  expect(told).toEqual([1]);
});
