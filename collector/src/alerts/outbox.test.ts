import { expect, test } from 'vitest';
import { Outbox } from './outbox.ts';

/** An outbox with one message that is due until it is written down as sent. */
function outboxOf(channels: 'one' | 'none', markSent: () => void) {
  const told = { sendings: 0, failed: [] as unknown[] };
  let due = [{ id: 'm', channelId: 'c', attempts: 0, content: {} }];
  const outbox = new Outbox({
    messages: {
      due: () => Promise.resolve(due),
      take: () => Promise.resolve(true),
      sent: async () => {
        markSent();
        due = [];
      },
      failed: async (_id: string, why: unknown) => {
        told.failed.push(why);
        due = [];
      },
    },
    channels: { channel: () => Promise.resolve(channels === 'one' ? { settings: { kind: 'mail' } } : null) },
    now: () => new Date('2026-11-21T00:00:00.000Z'),
    canWrite: () => true,
    ending: new AbortController().signal,
    send: async () => {
      told.sendings += 1;
    },
    onSent: () => undefined,
    onFailure: () => undefined,
  } as never);
  return { outbox, told };
}

test('what was sent and could not be written down is written down later, and not sent twice', async () => {
  let isFull = true;
  const { outbox, told } = outboxOf('one', () => {
    if (isFull) throw new Error('disk full');
  });
  await expect(outbox.work()).rejects.toThrow('disk full');
  isFull = false;
  expect(await outbox.work()).toBe(1);
  expect(told).toEqual({ sendings: 1, failed: [] });
});

test('what waits for a channel that was removed is given up, and said so', async () => {
  const { outbox, told } = outboxOf('none', () => undefined);
  expect(await outbox.work()).toBe(1);
  expect(told).toEqual({
    sendings: 0,
    failed: [{ ja: '通知先がなくなりました。', en: 'The channel was removed.' }],
  });
});
