import { expect, test } from 'vitest';
import { startCollector } from '../support/collector-process.ts';
import { alter, rowsOf, valueOf } from '../support/database.ts';
import { Visitor } from '../support/people.ts';
import { expectProblem } from '../support/refusals.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const administrator = { name: 'Kanri', password: 'a long and quiet sentence' };

function codeIn(output: string): string {
  const code = /\/setup#([\w-]{43})$/m.exec(output)?.[1];
  if (code === undefined) throw new Error(`no code in ${output}`);
  return code;
}

async function start(data: string) {
  const collector = await startCollector({ data });
  // The line with the code follows the addresses.
  while (!/\n.*\n/.test(collector.output().trim())) await new Promise((done) => setTimeout(done, 20));
  return { collector, visitor: new Visitor(collector) };
}

test('the first administrator comes in with the code of the console, once, and nobody after', async () => {
  const data = scratchFolder();
  const first = await start(data);
  const lost = codeIn(first.collector.output());
  await first.collector.stop();
  const { collector, visitor } = await start(data);
  const code = codeIn(collector.output());
  expect(code).not.toBe(lost);
  expect((await visitor.call('GET', '/api/v1/setup')).json).toEqual({ needed: true });
  const setUp = (body: Record<string, unknown>) => visitor.call('POST', '/api/v1/setup', { body });

  for (const name of ['admin', 'administrator', 'root', 'tenken']) {
    expect((await visitor.signIn({ name, password: name })).status).toBe(401);
  }
  expectProblem(await setUp({ ...administrator, code: lost }), 403, 'setup-code-refused');
  expectProblem(await setUp({ ...administrator, code: 'guess' }), 403, 'setup-code-refused');
  expectProblem(await setUp({ ...administrator, password: 'password123', code }), 400, 'password-weak');

  const [one, two] = await Promise.all([
    setUp({ ...administrator, code }),
    new Visitor(collector).call('POST', '/api/v1/setup', { body: { ...administrator, name: 'other', code } }),
  ]);
  expect([one.status, two.status].toSorted((a, b) => a - b)).toEqual([201, 403]);
  const rows = {
    accounts: await rowsOf(data, 'select name, role from account'),
    codes: await rowsOf(data, 'select * from setup_code'),
  };
  expect(rows).toEqual({
    accounts: [{ name: one.status === 201 ? 'kanri' : 'other', role: 'administrator' }],
    codes: [],
  });
  expect((await visitor.call('GET', '/api/v1/setup')).json).toEqual({ needed: false });
  await collector.stop();

  const again = await startCollector({ data });
  await new Promise((done) => setTimeout(done, 200));
  expect(again.output()).not.toContain('/setup#');
  await again.stop();
});

test('a code is good for a day', async () => {
  const data = scratchFolder();
  const { collector, visitor } = await start(data);
  const code = codeIn(collector.output());
  const left = await valueOf(data, 'select expires_at from setup_code');
  expect(Math.round((Number(left) - Date.now()) / 3_600_000)).toBe(24);
  await alter(data, 'update setup_code set expires_at = ?', Date.now() - 1);
  const answer = await visitor.call('POST', '/api/v1/setup', { body: { ...administrator, code } });
  expectProblem(answer, 403, 'setup-code-refused');
  await collector.stop();
});
