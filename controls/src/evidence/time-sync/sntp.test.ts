import { ReplayHost } from '@tenken/shared';
import { Recording, recordedRandom } from '@tenken/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measure, parseReply } from './sntp.ts';

const cookie = recordedRandom(8);
const sentAtMs = Date.parse('2026-11-20T01:00:00Z');

function reply(change: (bytes: DataView) => void = () => {}, serverAheadMs = 0, at = sentAtMs): Uint8Array {
  const bytes = new Uint8Array(48);
  const view = new DataView(bytes.buffer);
  bytes.set([0x24, 2]);
  bytes.set(cookie, 24);
  for (const offset of [32, 40]) {
    const ms = at + 5 + serverAheadMs + 2_208_988_800_000;
    view.setUint32(offset, Math.floor(ms / 1000) % 2 ** 32);
    view.setUint32(offset + 4, Math.round(((ms % 1000) / 1000) * 2 ** 32));
  }
  change(view);
  return bytes;
}

function parsed(received: Uint8Array, at = sentAtMs) {
  return parseReply({ received, sentAtMs: at, receivedAtMs: at + 10 }, cookie);
}

test('the offset is positive when this clock is fast', () => {
  expect(parsed(reply(undefined, -600_000))?.offsetMs).toBeCloseTo(600_000, 1);
  expect(parsed(reply(undefined, 250))).toEqual({ offsetMs: -250, delayMs: 10, stratum: 2 });
});

test('the era that starts in 2036 is no jump', () => {
  const later = Date.parse('2036-02-07T06:28:16Z') + 1000;
  expect(parsed(reply(undefined, 0, later), later)?.offsetMs).toBeCloseTo(0, 1);
});

test.each<[string, (view: DataView) => void]>([
  ['a request', (view) => view.setUint8(0, 0x23)],
  ['an unsynchronised server', (view) => view.setUint8(0, 0xe4)],
  ["Kiss-o'-Death", (view) => view.setUint8(1, 0)],
  ['stratum 16', (view) => view.setUint8(1, 16)],
  ['the answer to another question', (view) => view.setUint8(24, 0)],
  ['no transmit time', (view) => view.setBigUint64(40, 0n)],
  ['left before it arrived', (view) => view.setUint32(32, view.getUint32(32) + 60)],
])('%s does not count', (_name, change) => {
  expect(parsed(reply(change))).toBeNull();
});

test('any bytes give a sample or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const sample = parsed(bytes);
      expect(sample === null || Number.isFinite(sample.offsetMs)).toBe(true);
    }),
  );
});

test('of three samples the one with the least delay counts, and a silent server is passed over', async () => {
  const answer = (delayMs: number, aheadMs: number) => ({
    received: { base64: Buffer.from(reply(undefined, aheadMs)).toString('base64') },
    ended: 'enough' as const,
    sentAtMs,
    receivedAtMs: sentAtMs + delayMs,
  });
  const host = new ReplayHost(
    Recording.parse({
      format: 'tenken-recording',
      version: 1,
      platform: 'linux',
      origin: 'made up',
      recordedAt: '2026-11-20T01:00:00Z',
      exchanges: {
        'udp silent.example:123 sntp 1': {
          received: { text: '' },
          ended: 'timeout',
          sentAtMs,
          receivedAtMs: sentAtMs,
        },
        'udp ntp.example:123 sntp 1': answer(30, 0),
        'udp ntp.example:123 sntp 2': answer(10, 0),
        'udp ntp.example:123 sntp 3': answer(50, 0),
      },
    }),
  );
  const measured = await measure(host, ['silent.example', 'ntp.example']);
  expect(measured).toMatchObject({ source: 'ntp.example', delayMs: 10 });
  expect(await measure(host, ['silent.example'])).toBeNull();
});
