import { describe, expect, test } from 'vitest';
import { cipherSuite, cipherSuites, isForwardSecret } from './cipher-suites.ts';
import { offer, shortOffers } from '../offers.ts';
import { codeId } from './code-id.ts';
import { protocols } from './protocols.ts';

/** Code points of each class as four independent tables agree on them, in hexadecimal. */
const classes = {
  null: '0000 0001 0002 001C 003B 0082 0083 C001 C006 C00B C010 C015 C0B4 C0B5 002C 002D 002E 00B0 00B1 00B4 00B5 00B8 00B9 C039 C03A C03B FF87',
  anonymous:
    '0000 0017 0018 0019 001A 001B 0034 003A 0046 006C 006D 0089 009B 00A6 00A7 00BF 00C5 C015 C016 C017 C018 C019 C046 C047 C05A C05B C084 C085',
  exportGrade:
    '0003 0006 0008 000B 000E 0011 0014 0017 0019 0026 0027 0028 0029 002A 002B 0060 0061 0062 0063 0064 0065',
  rc4: '0003 0004 0005 0017 0018 0020 0024 0028 002B 0060 0064 0065 0066 008A 008E 0092 C002 C007 C00C C011 C016 C033',
  tripleDes:
    '000A 000D 0010 0013 0016 001B 001F 0023 008B 008F 0093 C003 C008 C00D C012 C017 C01A C01B C01C C034 FEFF FFE0',
  des: '0008 0009 000B 000C 000E 000F 0011 0012 0014 0015 0019 001A 001E 0022 0026 0029 0062 0063 FEFE FFE1',
  idea: '0007 0021 0025',
  seed: '0096 0097 0098 0099 009A 009B',
  staticRsa:
    '0001 0002 0003 0004 0005 0006 0007 0008 0009 000A 002F 0035 003B 003C 003D 0041 0060 0061 0062 0064 0084 0096 009C 009D 00BA 00C0 C03C C03D C050 C051 C07A C07B C09C C09D C0A0 C0A1 FEFE FEFF FF01 FF02 FF03 FFE0 FFE1',
  tls13: '00C6 00C7 1301 1302 1303 1304 1305 C0B4 C0B5 C103 C104 C105 C106',
  camelliaGcm:
    'C07A C07B C07C C07D C07E C07F C080 C081 C082 C083 C084 C085 C086 C087 C088 C089 C08A C08B C08C C08D C08E C08F C090 C091 C092 C093',
} as const;

const members: Record<keyof typeof classes, (suite: (typeof cipherSuites)[number]) => boolean> = {
  null: (suite) => suite.cipher === 'NULL',
  anonymous: (suite) => suite.authentication === 'anon',
  exportGrade: (suite) => suite.exportGrade,
  rc4: (suite) => suite.cipher.startsWith('RC4'),
  tripleDes: (suite) => suite.cipher.startsWith('3DES'),
  des: (suite) => suite.cipher.startsWith('DES'),
  idea: (suite) => suite.cipher.startsWith('IDEA'),
  seed: (suite) => suite.cipher.startsWith('SEED'),
  staticRsa: (suite) => suite.keyExchange === 'RSA',
  tls13: (suite) => suite.since === 'TLSv1.3',
  camelliaGcm: (suite) => /^CAMELLIA-\d+-GCM/.test(suite.cipher),
};

describe('the table of cipher suites', () => {
  test.each(Object.entries(classes))('has exactly the members of the class %s', (name, codes) => {
    const found = cipherSuites.filter(members[name as keyof typeof classes]).map(({ code }) => codeId(code));
    expect(found).toEqual(
      codes
        .split(' ')
        .toSorted()
        .map((code) => `0x${code}`),
    );
  });

  test('has each code once, in order, and each name once', () => {
    const codes = cipherSuites.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
    expect(new Set(cipherSuites.map(({ name }) => name)).size).toBe(codes.length);
  });

  test('has no signalling value and no GREASE', () => {
    expect(cipherSuites.filter(({ code }) => code === 0x00ff || code === 0x5600)).toEqual([]);
    expect(
      cipherSuites.filter(({ code }) => (code & 0x0f0f) === 0x0a0a && code >> 8 === (code & 0xff)),
    ).toEqual([]);
  });

  test('has the registry without holes: 0000-00C7 but the reserved ones, C001-C0B5', () => {
    const reserved = [0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f];
    const unassigned = (code: number) =>
      reserved.includes(code) || (code >= 0x50 && code <= 0x5f) || (code >= 0x6e && code <= 0x7f);
    const missing = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index)
        .filter((code) => !cipherSuite(code) && !unassigned(code))
        .map(codeId);
    expect(missing(0x0000, 0x00c7)).toEqual([]);
    expect(missing(0xc001, 0xc0b5)).toEqual([]);
  });

  test('knows which key exchange is forward secret', () => {
    expect(isForwardSecret(cipherSuite(0xc02f) as never)).toBe(true);
    expect(isForwardSecret(cipherSuite(0x1301) as never)).toBe(true);
    expect(isForwardSecret(cipherSuite(0x009c) as never)).toBe(false);
    expect(isForwardSecret(cipherSuite(0xc031) as never)).toBe(false);
  });
});

test.each(protocols)('%s offers each of its suites once, 124 at most in one short hello', (protocol) => {
  const lists = shortOffers(protocol, 124);
  const all = lists.flat();
  expect(new Set(all).size).toBe(all.length);
  expect(Math.max(...lists.map((list) => list.length))).toBeLessThanOrEqual(124);
  expect(lists.flat()).toEqual(offer(protocol));
  const expected = { SSLv3: 'SSLv3', 'TLSv1.3': 'TLSv1.3' }[protocol as string];
  if (expected) expect(all.every((code) => cipherSuite(code)?.since === expected)).toBe(true);
});
