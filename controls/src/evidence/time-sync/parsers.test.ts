import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSources, parseTracking } from './chrony.ts';
import { parsePeers, parseVariables } from './ntpq.ts';
import { parsePs } from './processes.ts';
import { parseTimeStatus } from './ptp.ts';
import { parseKernelSynchronized, parseShowTimesync } from './timesyncd.ts';
import { parseNtpServer, parseW32tm } from './w32tm.ts';

describe('chrony', () => {
  test('`local stratum 8` is no source although every other field looks healthy', () => {
    const csv = '7F7F0101,,8,1795259886.229826013,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,Normal\n';
    expect(parseTracking(csv)).toEqual({ synchronized: false, stratum: 8, offsetMs: null, lastSyncAt: null });
  });

  test('a positive CSV offset is a slow clock', () => {
    const csv = 'C0000201,192.0.2.1,3,1795260569.005216015,600.000061035,0,0,0,0,0,0,0,1.0,Normal\n';
    expect(parseTracking(csv)).toMatchObject({ synchronized: true, offsetMs: -600_000.061 });
  });

  test('the error of chronyc is not a tracking line', () => {
    expect(() => parseTracking('506 Cannot talk to daemon\n')).toThrow(ProbeError);
  });

  test('of more sources than fit the followed one stays', () => {
    const lines = Array.from({ length: 150 }, (_, index) => `^,-,192.0.2.${index},2,6,377,1,0,0,0`);
    const sources = parseSources([...lines, '^,*,ntp.example.jp,2,6,377,1,0,0,0', ''].join('\n'));
    expect(sources).toHaveLength(100);
    expect(sources[0]).toMatchObject({ name: 'ntp.example.jp', selected: true });
  });

  test('reach is octal and `#` a reference clock', () => {
    expect(parseSources('#,*,PHC0,0,2,377,1,0,0,0\n^,x,192.0.2.1,2,6,000,1,0,0,0\n')).toMatchObject([
      { type: 'refclock', reachable: true },
      { type: 'server', reachable: false },
    ]);
  });
});

describe('ntpq', () => {
  test.each(['leap=11', 'leap=3', 'leap=leap_alarm'])('%s is not synchronised', (leap) => {
    expect(parseVariables(`${leap}, stratum=3, refid=192.0.2.1,`).synchronized).toBe(false);
  });

  test('the undisciplined local clock is no source', () => {
    expect(parseVariables('leap=00, stratum=6, refid=127.127.1.0, offset=0.0').synchronized).toBe(false);
  });

  test('a reference time after 2036 belongs to the next era', () => {
    const told = parseVariables('leap=00, stratum=3, refid=192.0.2.1, reftime=00000010.00000000 x, offset=1');
    expect(told.lastSyncAt).toBe('2036-02-07T06:28:32.000Z');
  });

  test('a long name has a line of its own', () => {
    const peers = parsePeers(
      '*2001:db8:1234:5678::123\n                 .GPS.  1 u  12  64 377 1.2 0.1 0.2\n',
    );
    expect(peers).toEqual([
      { name: '2001:db8:1234:5678::123', type: 'server', selected: true, reachable: true, stratum: 1 },
    ]);
  });

  test('nothing on stdout is nobody who answered', () => {
    expect(() => parseVariables('')).toThrow(ProbeError);
  });
});

describe('systemd-timesyncd', () => {
  test('fallback servers count only where nothing else is configured', () => {
    expect(
      parseShowTimesync('SystemNTPServers=\nFallbackNTPServers=a.example b.example\n').sources,
    ).toHaveLength(2);
    expect(
      parseShowTimesync('SystemNTPServers=c.example\nFallbackNTPServers=a.example\n').sources,
    ).toHaveLength(1);
  });

  test('an answer of a server that follows nothing is no answer', () => {
    const output =
      'ServerName=a.example\nNTPMessage={ Leap=3, Version=4, Stratum=16, PacketCount=4, Jitter=0 }\n';
    expect(parseShowTimesync(output).answered).toBe(false);
  });
});

describe('w32tm', () => {
  test('Japanese and English lines give the same facts', () => {
    const rest = 'x: -23 (1)\r\nx: 0.1s\r\nx: 0.1s\r\n';
    const ja = parseW32tm(
      `閏インジケーター: 0 (警告なし)\r\n階層: 3 (二次参照)\r\n${rest}参照 ID: 0x0A000003 (ソース IP: 10.0.0.3)\r\n`,
    );
    const en = parseW32tm(
      `Leap Indicator: 0(no warning)\r\nStratum: 3 (secondary)\r\n${rest}ReferenceId: 0x0A000003 (x)\r\n`,
    );
    expect(ja).toEqual(en);
    expect(ja?.synchronized).toBe(true);
  });

  test('an error message tells nothing', () => {
    expect(parseW32tm('次のエラーが発生しました: サービスを開始していません。 (0x80070426)\r\n')).toBeNull();
  });

  test('servers that are only a fallback come last', () => {
    expect(parseNtpServer('backup.example,0xa ntp.example,0x8 plain.example')).toEqual([
      'ntp.example',
      'plain.example',
      'backup.example',
    ]);
  });
});

test('ps: names may hold spaces', () => {
  expect(parsePs('    1 systemd\n  300 tmux: server\n')).toEqual(
    new Map([
      [1, 'systemd'],
      [300, 'tmux: server'],
    ]),
  );
});

const fragments = [
  'leap=00',
  'stratum=3',
  'reftime=ffffffff.ffffffff',
  'NTPMessage={',
  'gmPresent true',
  '7F000001',
  ',',
  '\n',
  ':',
  '0x',
];
const messy = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 8 })), { maxLength: 60 })
    .map((parts) => parts.join('')),
);
const csvLine = fc
  .array(fc.oneof(fc.string({ maxLength: 6 }), fc.double().map(String)), { maxLength: 16 })
  .map((parts) => parts.join(','));

test.each([
  ['parseTracking', parseTracking, csvLine],
  ['parseSources', parseSources, csvLine],
  ['parseVariables', parseVariables, messy],
  ['parsePeers', parsePeers, messy],
  ['parseShowTimesync', parseShowTimesync, messy],
  ['parseKernelSynchronized', parseKernelSynchronized, messy],
  ['parseTimeStatus', parseTimeStatus, messy],
  ['parseW32tm', parseW32tm, messy],
  ['parseNtpServer', parseNtpServer, messy],
  ['parsePs', parsePs, messy],
] as const)('%s: any input gives facts or `unparsable`', (_name, parse, input) => {
  fc.assert(
    fc.property(input, (output) => {
      try {
        parse(output);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
  );
});
