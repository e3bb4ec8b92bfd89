import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../testing.ts';
import { walDamage } from '../wal-file.ts';
import { SourceFile } from './source-file.ts';

let path: string;

/** What stands beside a database whose collector was killed. */
beforeEach(() => {
  const folder = join(temporaryFolder(), 'left');
  mkdirSync(folder);
  path = join(folder, 'tenken.db');
  const running = `${path}.running`;
  const database = new Database(running);
  database.pragma('journal_mode = WAL');
  database.exec('create table host (id text primary key); insert into host values (1), (2)');
  for (const part of ['', '-wal', '-shm']) copyFileSync(`${running}${part}`, `${path}${part}`);
  database.close();
  rmSync(running);
});

test('what a killed collector has left in its log is in the file, which nobody takes for damaged afterwards', () => {
  expect(walDamage(path)).toBeNull();
  for (let time = 1; time <= 2; time += 1) {
    const source = new SourceFile(path);
    expect(source.count('host')).toBe(2);
    expect(walDamage(path)).toBeNull();
    source.close();
    expect(walDamage(path)).toBeNull();
  }
});

test('the file stays as it is: who goes on with a copy knows it again', () => {
  const fingerprints = [1, 2].map(() => {
    const source = new SourceFile(path);
    source.close();
    return source.fingerprint;
  });
  expect(fingerprints[1]).toBe(fingerprints[0]);
});
