import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, uint16, uint24, uint8, vector16, vector8 } from './bytes.ts';
import { readServerAnswer } from './server-answer.ts';

const record = (type: number, body: Uint8Array) => concat(uint8(type), uint16(0x0303), vector16(body));
const message = (type: number, body: Uint8Array) => concat(uint8(type), uint24(body.length), body);

function serverHello(
  cipher: number,
  options: { version?: number; random?: Uint8Array; extensions?: Uint8Array } = {},
) {
  const { version = 0x0303, random = new Uint8Array(32).fill(7), extensions } = options;
  const body = concat(uint16(version), random, vector8(), uint16(cipher), uint8(0));
  return message(2, extensions ? concat(body, vector16(extensions)) : body);
}

const certificate = message(11, concat(uint24(6), uint24(3), Uint8Array.of(0x30, 1, 0)));
const dhExchange = message(
  12,
  concat(vector16(Uint8Array.of(0, 0x7f, 1, 2)), vector16(Uint8Array.of(2)), vector16()),
);
const helloDone = message(14, new Uint8Array());
const fullFlight = concat(serverHello(0x0033), certificate, dhExchange, helloDone);

describe('readServerAnswer', () => {
  test('reads a whole TLS 1.2 flight, in one record or in many', () => {
    const flight = {
      certificates: [Uint8Array.of(0x30, 1, 0)],
      dhBits: 23,
      group: null,
      clientCertificateRequested: false,
    };
    const whole = readServerAnswer(record(22, fullFlight));
    expect(whole).toMatchObject({ type: 'accepted', hello: { cipher: 0x0033, version: 0x0303 }, flight });
    const pieces = [...fullFlight].map((byte) => record(22, Uint8Array.of(byte)));
    expect(readServerAnswer(concat(...pieces))).toEqual(whole);
  });

  test('waits for ServerHelloDone', () => {
    const cut = record(22, concat(serverHello(0x0033), certificate));
    expect(readServerAnswer(cut)).toMatchObject({ type: 'more', hello: { cipher: 0x0033 } });
    expect(readServerAnswer(new Uint8Array())).toEqual({ type: 'more', hello: null });
  });

  test('takes a ServerHello followed by an alert as a refusal of that suite', () => {
    const bytes = concat(record(22, serverHello(0x0033)), record(21, Uint8Array.of(2, 40)));
    expect(readServerAnswer(bytes)).toMatchObject({ type: 'alert', alert: 40, hello: { cipher: 0x0033 } });
  });

  test('goes on after a warning', () => {
    const warning = record(21, Uint8Array.of(1, 112));
    expect(readServerAnswer(warning)).toEqual({ type: 'more', hello: null });
    expect(readServerAnswer(concat(warning, record(22, fullFlight)))).toMatchObject({ type: 'accepted' });
  });

  test('reads suite and group from a HelloRetryRequest', () => {
    const random = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
    const extensions = concat(uint16(43), vector16(uint16(0x0304)), uint16(51), vector16(uint16(0x11ec)));
    expect(readServerAnswer(record(22, serverHello(0x1302, { random, extensions })))).toMatchObject({
      type: 'accepted',
      hello: { version: 0x0304, cipher: 0x1302, group: 0x11ec, retryRequest: true },
    });
  });

  test.each([
    ['a banner', Buffer.from('220 mail.example.jp ESMTP\r\n')],
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a record of 65535 bytes', Uint8Array.of(22, 3, 3, 0xff, 0xff)],
    ['SSL 2', Uint8Array.of(0x80, 3, 0, 0, 1)],
    ['an alert of level 9', record(21, Uint8Array.of(9, 40))],
    ['an alert of one byte', record(21, Uint8Array.of(2))],
    ['a client message', record(22, message(1, new Uint8Array(40)))],
    ['a ServerHello cut short', record(22, message(2, new Uint8Array(20)))],
    ['extensions longer than the message', record(22, message(2, concat(new Uint8Array(38), uint16(9))))],
    [
      'a certificate longer than its list',
      record(22, concat(serverHello(0x0033), message(11, concat(uint24(3), uint24(99))))),
    ],
    [
      '17 certificates',
      record(
        22,
        concat(
          serverHello(0x0033),
          message(
            11,
            concat(uint24(68), ...Array.from({ length: 17 }, () => concat(uint24(1), uint8(0x30)))),
          ),
        ),
      ),
    ],
    ['300 empty records', concat(...Array.from({ length: 300 }, () => record(22, new Uint8Array())))],
  ])('calls %s no TLS', (_name, bytes) => {
    expect(readServerAnswer(bytes).type).toBe('not-tls');
  });

  test('gives an answer to any bytes', () => {
    const answers = ['more', 'alert', 'accepted', 'not-tls'];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(answers).toContain(readServerAnswer(bytes).type);
      }),
    );
  });

  test('gives an answer to any mutation of a real flight', () => {
    const bytes = concat(record(22, fullFlight), record(21, Uint8Array.of(2, 40)));
    const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(bytes.length), (changes, end) => {
        const mutated = Uint8Array.from(bytes);
        for (const { at, value } of changes) mutated[at] = value;
        const answer = readServerAnswer(mutated.subarray(0, end));
        const certificates = answer.type === 'accepted' ? answer.flight.certificates : null;
        expect(certificates?.length ?? 0).toBeLessThanOrEqual(16);
      }),
      { numRuns: 2000 },
    );
  });

  test('never takes back an answer when more bytes come', () => {
    const bytes = record(22, fullFlight);
    fc.assert(
      fc.property(fc.nat(bytes.length), (end) => {
        const answer = readServerAnswer(bytes.subarray(0, end));
        expect(answer.type).toBe(end === bytes.length ? 'accepted' : 'more');
      }),
    );
  });
});
