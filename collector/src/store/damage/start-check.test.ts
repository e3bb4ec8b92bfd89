import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeSync,
  closeSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test, vi } from 'vitest';
import { checkAtStart } from './start-check.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenken-start-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = (count: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) insert into t select i, hex(randomblob(40)) from n`;

/** @param count of rows of about 100 bytes */
function made(name: string, count: number): string {
  const path = join(folder, name);
  const database = new Database(path);
  database.exec(`create table t (i integer, text text); create index found on t (text); ${rows(count)}`);
  database.close();
  return path;
}

function damage(path: string): void {
  const file = openSync(path, 'r+');
  // In the middle of a page in the middle of the table.
  writeSync(file, Buffer.alloc(2000, 0xff), 0, 2000, Math.floor(statSync(path).size / 8192) * 4096);
  closeSync(file);
}

test('a small database is refused before anything is served', () => {
  const path = made('small', 5000);
  expect(() => checkAtStart(path, vi.fn(), vi.fn())).not.toThrow();
  damage(path);
  expect(() => checkAtStart(path, vi.fn(), vi.fn())).toThrow(/is damaged/);
});

test('a large one is looked at meanwhile, and what is wrong is told', async () => {
  const path = made('large', 5000);
  damage(path);
  const told = vi.fn();
  const failed = vi.fn();
  const end = checkAtStart(path, told, failed, 0);
  await vi.waitFor(() => expect(told).toHaveBeenCalledOnce(), { timeout: 20_000 });
  await end();
  expect(failed).not.toHaveBeenCalled();
});

test('a search that cannot be made is told, and not taken for a good database', async () => {
  const path = made('unreadable', 10);
  const told = vi.fn();
  const failed = vi.fn();
  const end = checkAtStart(path, told, failed, 0);
  rmSync(path);
  await vi.waitFor(() => expect(failed).toHaveBeenCalled(), { timeout: 20_000 });
  expect(String(failed.mock.lastCall?.[0])).toContain('the check ended with 1');
  await end();
  expect(told).not.toHaveBeenCalled();
});

test('a search under way ends at once, and that is no failure', async () => {
  const path = made('long', 400_000);
  const told = vi.fn();
  const failed = vi.fn();
  const end = checkAtStart(path, told, failed, 0);
  await end();
  expect([told.mock.calls, failed.mock.calls]).toEqual([[], []]);
});

test('a search of a collector that was killed ends with it, though it is inside SQLite', async () => {
  const path = made('held', 10);
  const holder = new Database(path);
  // Whoever reads waits for five seconds.
  holder.exec('begin exclusive');
  const begins = `import { checkAtStart } from ${JSON.stringify(new URL('start-check.ts', import.meta.url).href)};
    checkAtStart(${JSON.stringify(path)}, console.log, console.log, 0); setInterval(() => {}, 1000);`;
  const script = join(folder, 'collector.mjs');
  writeFileSync(script, begins);
  const collector = spawn(process.execPath, [script], { stdio: 'ignore' });
  const children = () =>
    readFileSync(`/proc/${collector.pid}/task/${collector.pid}/children`, 'utf8').trim().split(' ');
  const search = await vi.waitFor(
    () => {
      const [pid = ''] = children();
      const open = readdirSync(`/proc/${pid}/fd`).map((one) => readlinkSync(`/proc/${pid}/fd/${one}`));
      expect(open).toContain(path);
      return pid;
    },
    { timeout: 20_000 },
  );
  collector.kill('SIGKILL');
  await once(collector, 'exit');
  await vi.waitFor(() => expect(existsSync(`/proc/${search}`)).toBe(false), { timeout: 2500 });
  holder.close();
});
