import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ssl2Cipher, ssl2CipherId, ssl2Ciphers } from '../registry/ssl2-ciphers.ts';
import { concat, uint16, uint24, uint8 } from './bytes.ts';
import { readSsl2Answer, ssl2ClientHello } from './ssl2.ts';

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const challenge = new Uint8Array(16).fill(0xcc);
const der = Uint8Array.of(0x30, 3, 2, 1, 5);
const connectionId = new Uint8Array(16).fill(0xab);

type Fields = {
  sessionIdHit?: number;
  certificateType?: number;
  version?: number;
  certificate?: Uint8Array;
  specs?: Uint8Array;
  connectionId?: Uint8Array;
  /** Written instead of the real one. */
  specBytes?: number;
  after?: Uint8Array;
};

/** A SERVER-HELLO as the draft lays it out, without header. */
function serverHello(fields: Fields = {}): Uint8Array {
  const certificate = fields.certificate ?? der;
  const specs = fields.specs ?? concat(uint24(0x0700c0), uint24(0x010080));
  const connection = fields.connectionId ?? connectionId;
  return concat(
    uint8(4),
    uint8(fields.sessionIdHit ?? 0),
    uint8(fields.certificateType ?? 1),
    uint16(fields.version ?? 2),
    uint16(certificate.length),
    uint16(fields.specBytes ?? specs.length),
    uint16(connection.length),
    certificate,
    specs,
    connection,
    fields.after ?? new Uint8Array(),
  );
}

const short = (body: Uint8Array) => concat(uint16(0x8000 | body.length), body);
const long = (body: Uint8Array, padding: number) =>
  concat(uint16(body.length + padding), uint8(padding), body, new Uint8Array(padding));

describe('ssl2ClientHello', () => {
  test('has the bytes of the draft', () => {
    const bytes = ssl2ClientHello([0x010080, 0x0700c0], challenge);
    expect(Buffer.from(bytes).toString('hex')).toBe(`801f0100020006000000100100800700c0${'cc'.repeat(16)}`);
  });

  test('holds every cipher of the registry in one record that is as long as it says', () => {
    const codes = ssl2Ciphers.map(({ code }) => code);
    const bytes = Buffer.from(ssl2ClientHello(codes, challenge));
    expect(bytes.readUInt16BE(0)).toBe(0x8000 + bytes.length - 2);
    expect(bytes.length).toBe(2 + 9 + 3 * codes.length + 16);
  });
});

describe('readSsl2Answer', () => {
  const hello = { ciphers: [0x0700c0, 0x010080], certificate: der, connectionId };

  test('reads a SERVER-HELLO with either header', () => {
    for (const bytes of [short(serverHello()), long(serverHello(), 0), long(serverHello(), 7)]) {
      expect(readSsl2Answer(bytes)).toEqual({ type: 'server-hello', hello });
    }
  });

  test('is not in a hurry: nothing before the last byte', () => {
    for (const bytes of [short(serverHello()), long(serverHello(), 7)]) {
      for (let end = 0; end < bytes.length; end += 1) {
        expect(readSsl2Answer(bytes.subarray(0, end))).toEqual({ type: 'more' });
      }
    }
  });

  test('knows a server that has SSL 2.0 and no cipher for it', () => {
    const bytes = short(serverHello({ specs: new Uint8Array() }));
    expect(readSsl2Answer(bytes)).toEqual({ type: 'server-hello', hello: { ...hello, ciphers: [] } });
  });

  test('lists a cipher once, and one that nobody knows by its code', () => {
    const specs = concat(uint24(0x123456), uint24(0x010080), uint24(0x123456));
    const answer = readSsl2Answer(short(serverHello({ specs })));
    expect(answer).toMatchObject({ hello: { ciphers: [0x123456, 0x010080] } });
    expect([ssl2Cipher(0x123456), ssl2CipherId(0x123456)]).toEqual([null, '0x123456']);
  });

  test('a hello without a certificate has none', () => {
    const bytes = short(serverHello({ certificate: new Uint8Array(), certificateType: 0 }));
    expect(readSsl2Answer(bytes)).toMatchObject({ hello: { certificate: null } });
  });

  test('reads the refusal of all ciphers', () => {
    expect(readSsl2Answer(hex('8003 00 0001'))).toEqual({ type: 'error', error: 1 });
    expect(readSsl2Answer(hex('8003 00 00'))).toEqual({ type: 'more' });
  });

  test.each([
    ['15 0300 0002 0228', 40],
    ['15 0301 0002 0246', 70],
    ['15 0303 0002 0250', 80],
  ])('takes the TLS record %s for an alert', (digits, alert) => {
    expect(readSsl2Answer(hex(digits))).toEqual({ type: 'alert', alert });
    expect(readSsl2Answer(hex(digits).subarray(0, -1))).toEqual({ type: 'more' });
  });

  test.each<[string, Uint8Array]>([
    ['a warning of TLS', hex('15 0301 0002 0128')],
    ['a long alert', hex('15 0301 0003 022800')],
    ['a ServerHello of TLS', hex('16 0301 004a 02000046')],
    ['another version', short(serverHello({ version: 0x0300 }))],
    ['a session that nobody asked for', short(serverHello({ sessionIdHit: 1 }))],
    ['a certificate of another type', short(serverHello({ certificateType: 2 }))],
    ['a cipher of two bytes', short(serverHello({ specs: uint16(0x0100) }))],
    ['more ciphers than there is room', short(serverHello({ specBytes: 0xffff }))],
    ['fewer ciphers than it sends', short(serverHello({ specBytes: 3 }))],
    ['bytes after the message', short(serverHello({ after: uint8(0) }))],
    ['a CLIENT-HELLO', ssl2ClientHello([0x010080], challenge)],
    ['an error of three bytes', hex('8004 00 000100')],
    ['an error of one byte and padding', hex('0003 01 00 00 00')],
    ['an empty record', hex('8000')],
    ['padding only', hex('0005 05 00 0001 0000')],
    ['a security escape', hex('4005 00 04 0000 0000')],
    ['a banner', Buffer.from('220 mail.example.jp\r\n')],
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
    ['SSH', Buffer.from('SSH-2.0-x\r\n')],
  ])('calls %s no SSL 2.0', (_name, bytes) => {
    expect(readSsl2Answer(bytes).type).toBe('not-ssl2');
  });

  test('takes any bytes', () => {
    const types = ['more', 'server-hello', 'error', 'alert', 'not-ssl2'];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(types).toContain(readSsl2Answer(bytes).type);
      }),
    );
  });

  test('takes any change of a real answer, and never takes it back when more comes', () => {
    const change = fc.record({ at: fc.nat(100), value: fc.nat(255) });
    const bytes = fc.constantFrom(short(serverHello()), long(serverHello(), 3), hex('15030100020228'));
    fc.assert(
      fc.property(bytes, fc.array(change, { maxLength: 4 }), fc.nat(100), (real, changes, at) => {
        const changed = Uint8Array.from(real);
        for (const { at: place, value } of changes) changed[place % changed.length] = value;
        const before = readSsl2Answer(changed.subarray(0, at % (changed.length + 1)));
        const after = readSsl2Answer(changed);
        if (before.type !== 'more') expect(after).toEqual(before);
        if (after.type === 'server-hello') {
          expect(after.hello.ciphers.length * 3).toBeLessThan(changed.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

test('the registry has each code and each name once, the seven of the draft first', () => {
  const codes = ssl2Ciphers.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(new Set(ssl2Ciphers.map(({ name }) => name)).size).toBe(codes.length);
  expect(codes.slice(0, 7).map(ssl2CipherId)).toEqual(
    ['010080', '020080', '030080', '040080', '050080', '060040', '0700C0'].map((digits) => `0x${digits}`),
  );
  for (const code of [0x060140, 0x0701c0, 0x080080]) expect(ssl2Cipher(code)).not.toBeNull();
  expect(ssl2Ciphers.filter(({ exportGrade }) => exportGrade).map(({ code }) => code)).toEqual([
    0x020080, 0x040080,
  ]);
  for (const { name } of ssl2Ciphers) expect(name).toMatch(/^SSL_CK_[A-Z0-9_]+$/);
});
