import { expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { Turns } from './turns.ts';

test('so many work, so many wait in order, and the next is sent away', async () => {
  const turns = new Turns({ most: 1, waiting: 2 }, defaultLimits);
  const end = await turns.take();
  const order: string[] = [];
  const wait = async (name: string) => {
    const over = await turns.take();
    order.push(name);
    over();
  };
  const first = wait('first');
  const second = wait('second');
  await expect(turns.take()).rejects.toMatchObject({ status: 503, code: 'overloaded' });
  end();
  end();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  const again = await turns.take();
  again();
});

test('whoever gives up waiting leaves the place to others', async () => {
  const turns = new Turns({ most: 1, waiting: 1 }, defaultLimits);
  const end = await turns.take();
  const gone = new AbortController();
  const waiting = turns.take(gone.signal);
  gone.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  const next = turns.take();
  end();
  (await next)();
});
