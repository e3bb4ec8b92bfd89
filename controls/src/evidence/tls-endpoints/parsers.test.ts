import { isProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownAddress, sortedListeners } from '../listener.ts';
import { parseLsof } from './lsof.ts';
import { parseProcNet } from './proc-net.ts';
import { parseSs } from './ss.ts';
import { parseConnections } from './windows.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state = '0A') =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n`;

/** What a parser of bytes from the machine may do. */
function neverBreaks(parse: (text: string) => unknown): boolean {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 400, unit: 'binary' }), fc.string({ maxLength: 400 })),
      (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(isProbeError(error, 'unparsable')).toBe(true);
        }
      },
    ),
  );
  return true;
}

describe('parseProcNet', () => {
  test.each([
    ['0100007F:AAD3', '127.0.0.1', 43731],
    ['00000000:07E8', '0.0.0.0', 2024],
    ['00000000000000000000000000000000:01BB', '::', 443],
    ['00000000000000000000000001000000:01BB', '::1', 443],
    ['0000000000000000FFFF00000100007F:01BB', '127.0.0.1', 443],
    ['000080FE00000000FF00AAFEDDCCBBAA:01BB', 'fe80::feaa:ff:aabb:ccdd', 443],
    ['B80D0120000000000000000001000000:0050', '2001:db8::1', 80],
  ])('reads %s', (local, address, port) => {
    expect(parseProcNet(header + row(local))).toEqual([{ address, port }]);
  });

  test('leaves connections out', () => {
    expect(parseProcNet(header + row('0100007F:AAD3', '01') + row('0100007F:0016'))).toEqual([
      { address: '127.0.0.1', port: 22 },
    ]);
  });

  test('an empty table is none, no table is unparsable', () => {
    expect(parseProcNet(header)).toEqual([]);
    expect(() => parseProcNet('')).toThrow('no header');
    expect(() => parseProcNet(`${header}   0: nonsense\n`)).toThrow('no address');
  });

  test('breaks on no input', () => {
    expect(neverBreaks(parseProcNet)).toBe(true);
    expect(neverBreaks((text) => parseProcNet(header + text))).toBe(true);
  });
});

describe('parseSs', () => {
  test('reads names of every form of address', () => {
    const output = [
      'LISTEN 0      511    127.0.0.1:44305 0.0.0.0:* users:(("nginx",pid=13325,fd=5),("nginx",pid=13323,fd=5))',
      'LISTEN 0      10          [::]:44303    [::]:* users:(("gnutls-serv",pid=13320,fd=4))',
      'LISTEN 0      100             *:8443       *:* users:(("java",pid=7,fd=9))',
      'LISTEN 0      100  [::ffff:127.0.0.1]:8005 *:* users:(("java",pid=7,fd=9))',
      'LISTEN 0      32   192.0.2.1%eth0:53  0.0.0.0:* users:(("dnsmasq",pid=8,fd=5))',
      'LISTEN 0      128      0.0.0.0:2024  0.0.0.0:*',
    ].join('\n');
    expect([...parseSs(output)]).toEqual([
      ['127.0.0.1 44305', 'nginx'],
      [':: 44303', 'gnutls-serv'],
      [':: 8443', 'java'],
      ['127.0.0.1 8005', 'java'],
      ['192.0.2.1 53', 'dnsmasq'],
    ]);
  });

  test('breaks on no input', () => {
    expect(neverBreaks(parseSs)).toBe(true);
  });
});

describe('parseLsof', () => {
  test('reads both families', () => {
    const output =
      'p97\ncc\\x20upsd\nf5\ntIPv6\nn[::1]:631\nTST=LISTEN\nf6\ntIPv4\nn127.0.0.1:631\np412\ncnginx\nf6\ntIPv4\nn*:443\nf7\ntIPv6\nn*:443\n';
    expect(parseLsof(output)).toEqual([
      { address: '::1', port: 631, process: 'c\\x20upsd' },
      { address: '127.0.0.1', port: 631, process: 'c\\x20upsd' },
      { address: '0.0.0.0', port: 443, process: 'nginx' },
      { address: '::', port: 443, process: 'nginx' },
    ]);
  });

  test('a name without port is unparsable', () => {
    expect(() => parseLsof('p1\ncx\nf1\ntIPv4\nn*:*\n')).toThrow('without address and port');
  });

  test('breaks on no input', () => {
    expect(neverBreaks(parseLsof)).toBe(true);
    expect(neverBreaks((text) => parseLsof(`p1\nn${text}`))).toBe(true);
  });
});

describe('parseConnections', () => {
  test('keeps the listening ones and names them', () => {
    const connections = [
      { State: 2, LocalAddress: '::', LocalPort: 445, OwningProcess: 4 },
      { State: 5, LocalAddress: '192.0.2.10', LocalPort: 50211, OwningProcess: 5120 },
    ];
    expect(parseConnections(connections, new Map([[4, 'System']]))).toEqual([
      { address: '::', port: 445, process: 'System' },
    ]);
  });

  test('one without state, address or port is unparsable, not absent', () => {
    expect(() => parseConnections([{ LocalAddress: '::', LocalPort: 1 }], new Map())).toThrow('no state');
    expect(() => parseConnections([{ State: 2, LocalAddress: null, LocalPort: 1 }], new Map())).toThrow(
      'no address',
    );
    expect(() => parseConnections([{ State: 2, LocalAddress: '::', LocalPort: 0 }], new Map())).toThrow(
      'no address',
    );
  });
});

test('listeners are sorted and told once, with a name where one is known', () => {
  const at = (address: string, port: number, process: string | null = null) => ({ address, port, process });
  expect(sortedListeners([at('::', 443), at('0.0.0.0', 443), at('::', 80), at('::', 443, 'nginx')])).toEqual([
    at('::', 80),
    at('0.0.0.0', 443),
    at('::', 443, 'nginx'),
  ]);
});

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['192.0.2.1', '192.0.2.1'],
])('knocks for %s at %s', (address, own) => {
  expect(ownAddress(address)).toBe(own);
});
