import { expect, test } from 'vitest';
import { clientHelloMessage, clientHelloRecord } from './client-hello.ts';

const random = Uint8Array.from({ length: 32 }, (_, index) => index);
const hello = (options: Partial<Parameters<typeof clientHelloMessage>[0]> = {}) =>
  Buffer.from(
    clientHelloRecord(
      'TLSv1.2',
      clientHelloMessage({ protocol: 'TLSv1.2', ciphers: [0xc02f], random, ...options }),
    ),
  ).toString('hex');

test('puts a TLS 1.2 hello into one record of version 3.1', () => {
  expect(hello()).toMatch(/^160301....0100....0303000102030405/);
  expect(hello()).toContain('0002c02f0100');
});

test('asks for a HelloRetryRequest by an empty key share', () => {
  const bytes = hello({ protocol: 'TLSv1.3', ciphers: [0x1301] });
  expect(bytes).toContain('002b0003020304');
  expect(bytes).toMatch(/002d00020101003300020000$/);
});

test('names the server by name, never by address', () => {
  expect(hello({ serverName: 'www.example.jp' })).toContain(Buffer.from('www.example.jp').toString('hex'));
  expect(hello({ serverName: '192.0.2.1' })).toBe(hello());
  expect(hello({ serverName: '2001:db8::1' })).toBe(hello());
});

test('sends SSL 3.0 without extensions', () => {
  const message = clientHelloMessage({ protocol: 'SSLv3', ciphers: [0x0005], random });
  expect(Buffer.from(message).toString('hex')).toMatch(/0002000501000?0?$/);
  expect(message.length).toBe(4 + 2 + 32 + 1 + 2 + 2 + 2);
  expect(clientHelloRecord('SSLv3', message).subarray(0, 3)).toEqual(Uint8Array.of(22, 3, 0));
});
