import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Pace } from '../pace/pace.ts';
import { PowerShellSession } from './powershell-session.ts';

// No PowerShell runs here. This program takes statements from its input as PowerShell does, one line each, and knows
// what Invoke-Expression of a single-quoted text with a Replace means; its "scripts" are a few words.
const standIn = `#!${process.execPath}
import { createInterface } from 'node:readline';
if (process.argv.slice(-2).join(' ') !== '-Command -') process.exit(9);
const statement = /^try \\{ Invoke-Expression \\('((?:[^']|'')*)'\\.Replace\\('([^']*)', "\`n"\\)\\) \\} catch \\{ '([^']*) ' \\+ \\[string\\]\\$_\\.FullyQualifiedErrorId \\}; '([^']*)'$/;
let count = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [, quoted, mark, error, end] = statement.exec(line) ?? [];
  if (quoted === undefined) { console.log('not a statement: ' + line); continue; }
  const script = quoted.replaceAll("''", "'").replaceAll(mark, '\\n');
  count += 1;
  if (script === 'throw') console.log(error + ' RuntimeException,Some.Command');
  else if (script === 'die') process.exit(1);
  else if (script === 'hang') { setInterval(() => {}, 1000); await new Promise(() => {}); }
  else if (script === 'flood') console.log('x'.repeat(200000));
  else if (script === 'cp932') process.stdout.write(Buffer.from([0x95, 0x5c, 0x0a]));
  else console.log(JSON.stringify({ script, count, pid: process.pid }));
  process.stdout.write(end + '\\r\\n');
}
`;
const folder = mkdtempSync(join(tmpdir(), 'tenken-powershell-'));
const program = join(folder, 'powershell.mjs');

beforeAll(() => {
  writeFileSync(program, standIn);
  chmodSync(program, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const session = () => new PowerShellSession(program, { platform: 'linux', pace: new Pace() });
const read = (stdout: string) => JSON.parse(stdout) as { script: string; count: number; pid: number };

test('all questions are answered by one process, in their order', async () => {
  const one = session();
  const scripts = ["$a = 'it''s'", 'first\nsecond', '"double" ~ {0}', ''];
  const answers = await Promise.all(scripts.map((script) => one.ask(script)));
  const told = answers.map(({ stdout, stderr, exitCode }) => ({ ...read(stdout), stderr, exitCode }));
  expect(told.map(({ script }) => script)).toEqual(scripts);
  expect(told.map(({ count }) => count)).toEqual([1, 2, 3, 4]);
  expect(new Set(told.map(({ pid }) => pid)).size).toBe(1);
  expect(told.every(({ stderr, exitCode }) => stderr === '' && exitCode === 0)).toBe(true);
  const later = await one.ask('later');
  expect(read(later.stdout)).toMatchObject({ count: 5, pid: told[0]?.pid });
});

test('an error that no script caught is told by its id, and the next question is answered', async () => {
  const one = session();
  expect(await one.ask('throw')).toMatchObject({
    exitCode: 1,
    stderr: 'tenken-error RuntimeException,Some.Command',
  });
  expect(read((await one.ask('next')).stdout)).toMatchObject({ script: 'next', count: 2 });
});

test('who hangs, floods or dies ends alone: the others are answered by a new process', async () => {
  const one = session();
  const before = read((await one.ask('before')).stdout);
  const [hung, flooded, died, after] = await Promise.allSettled([
    one.ask('hang', { timeoutMs: 300 }),
    one.ask('flood', { maxOutputBytes: 1000 }),
    one.ask('die'),
    one.ask('after'),
  ]);
  expect(hung).toMatchObject({ status: 'rejected', reason: { code: 'timeout' } });
  expect(flooded).toMatchObject({ status: 'rejected', reason: { code: 'output-limit' } });
  expect(died).toMatchObject({ status: 'rejected', reason: { code: 'internal' } });
  if (after.status !== 'fulfilled') throw after.reason;
  const told = read(after.value.stdout);
  expect(told).toMatchObject({ script: 'after', count: 1 });
  expect(told.pid).not.toBe(before.pid);
  expect(() => process.kill(before.pid, 0)).toThrow('ESRCH');
});

test('bytes of a Japanese console are read, and a missing program is told', async () => {
  expect((await session().ask('cp932')).stdout).toContain('表');
  const none = new PowerShellSession(join(folder, 'none'), { platform: 'linux', pace: new Pace() });
  await expect(none.ask('x')).rejects.toMatchObject({ code: 'not-found' });
});

test('a question that may take minutes does not stand in the way of the others', () => {
  expect(PowerShellSession.takes({})).toBe(true);
  expect(PowerShellSession.takes({ timeoutMs: 180_000 })).toBe(false);
});
