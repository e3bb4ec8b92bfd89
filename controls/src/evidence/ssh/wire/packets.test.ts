import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyExchangeInitPacket, listNames, parseKeyExchangeInit } from './key-exchange-init.ts';
import type { NameLists } from './key-exchange-init.ts';
import { packet, splitPackets } from './packets.ts';

const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 5 });

test('what is packed is unpacked, and a cut packet is waited for', () => {
  fc.assert(
    fc.property(payloads, fc.nat(50), (wanted, cut) => {
      const bytes = Buffer.concat(wanted.map((payload) => packet(payload)));
      expect(bytes.length % 8).toBe(0);
      expect(splitPackets(bytes).map((payload) => [...payload])).toEqual(
        wanted.map((payload) => [...payload]),
      );
      const whole = splitPackets(bytes.subarray(0, Math.max(0, bytes.length - cut)));
      expect(whole.length).toBeLessThanOrEqual(wanted.length);
    }),
  );
});

test.each([
  ['a length of 16 MB', '00fffffc0400'],
  ['a length of 0', '0000000004'],
  ['a length that is no multiple', '0000000d04'],
  ['no padding', '0000000c0300'],
  ['padding over the end', '0000000c0b00'],
])('%s is refused at once', (_what, hex) => {
  expect(() => splitPackets(Buffer.from(hex, 'hex'))).toThrow('no packet of SSH');
});

test('lists come back as they were sent', () => {
  const lists = Object.fromEntries(listNames.map((name) => [name, [name, 'none']])) as NameLists;
  const [payload = new Uint8Array()] = splitPackets(keyExchangeInitPacket(lists, new Uint8Array(16)));
  expect(parseKeyExchangeInit(payload)).toEqual({ ...lists, firstPacketFollows: false });
  expect(() => parseKeyExchangeInit(payload.subarray(0, -1))).toThrow('where');
  expect(() => parseKeyExchangeInit(Buffer.concat([payload, Buffer.alloc(1)]))).toThrow('follows');
});
