import { expect, test } from 'vitest';
import { FailureLog } from './failure-log.ts';
import { NotWritable } from './store/write-gate.ts';

function failureLog() {
  const said: unknown[] = [];
  const clock = { ms: 0 };
  const log = new FailureLog(
    { error: (about: object, message?: string) => void said.push([about, message]) },
    () => clock.ms,
  );
  return { log, said, clock };
}

test('what cannot be stored is said once without a stack, again for another reason, and after ten minutes', () => {
  const { log, said, clock } = failureLog();
  const looked = log.of('not looked');
  const away = () => looked(new NotWritable('database-away', { cause: new Error('connect ECONNREFUSED') }));
  for (; clock.ms < 60_000; clock.ms += 2000) away();
  expect(said).toEqual([[{ reason: 'database-away' }, 'not looked']]);
  looked(new NotWritable('disk-full'));
  expect(said.splice(0)).toHaveLength(2);
  away();
  clock.ms += 599_999;
  away();
  expect(said).toHaveLength(1);
  clock.ms += 1;
  away();
  expect(said).toHaveLength(2);
});

test('each kind of work is said, and all anew once everything was stored', () => {
  const { log, said } = failureLog();
  const away = new NotWritable('database-away');
  for (const message of ['one', 'other', 'one']) log.of(message)(away);
  expect(said).toHaveLength(2);
  log.forget();
  log.of('one')(away);
  expect(said).toHaveLength(3);
});

test('a fault of the program keeps its stack, each time', () => {
  const { log, said } = failureLog();
  const err = new TypeError('x');
  log.of('one')(err);
  log.of('one')(err);
  expect(said).toEqual([
    [{ err }, 'one'],
    [{ err }, 'one'],
  ]);
});
