import { isProbeError, ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTimeMachine } from './macos.ts';
import { parseMarker } from './marker.ts';
import { parseEnds, toolOf } from './systemd-jobs.ts';
import { instantOfSignature, parseRsnapshot } from './tool-traces.ts';
import { parseSummary } from './windows.ts';

describe('markers', () => {
  test('any zone, a byte order mark, and little else than the instant', () => {
    expect(parseMarker('\u{feff}{"lastSuccessAt":"2026-11-21T11:00:11+09:00"}')).toMatchObject({
      lastSuccessAt: '2026-11-21T02:00:11.000Z',
      encrypted: null,
      lastRestoreTestAt: null,
    });
  });

  test.each([
    '{}',
    '{"lastSuccessAt":"yesterday"}',
    '{"lastSuccessAt":"2026-11-21T02:00:11"}',
    '{"lastSuccessAt":"2026-11-21T02:00:11Z","encrypted":"yes"}',
    '{"lastSuccessAt":"2026-11-21T02:00:11Z","password":"x"}',
    '[]',
    '',
  ])('%s is none', (text) => {
    expect(() => parseMarker(text)).toThrow(ProbeError);
  });
});

describe('services', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  test('an end is counted back from now', () => {
    const output =
      'Id=restic.service\nActiveState=inactive\nResult=success\nExecMainStatus=0\nExecMainExitTimestampMonotonic=3600000000\n';
    expect(parseEnds(output, 7200, now).get('restic.service')).toEqual({
      lastSuccessAt: '2026-11-21T11:00:00.000Z',
      lastResult: 'success',
    });
  });

  test('one that failed, and one that has not ended since the start', () => {
    const output =
      'Id=a.service\nActiveState=failed\nResult=exit-code\nExecMainStatus=1\nExecMainExitTimestampMonotonic=3600000000\n\nId=b.service\nActiveState=inactive\nResult=success\nExecMainStatus=0\nExecMainExitTimestampMonotonic=0\n';
    expect([...parseEnds(output, 7200, now)]).toEqual([
      ['a.service', { lastSuccessAt: null, lastResult: 'failure' }],
    ]);
  });

  test('what cleans up or checks makes no backup', () => {
    expect(toolOf('/usr/bin/restic forget --keep-daily 7')).toBeUndefined();
    expect(toolOf('/usr/bin/restic backup /etc')?.product).toBe('restic');
    expect(toolOf('/usr/local/bin/restic-nightly.sh')?.product).toBe('restic');
    expect(toolOf('/usr/bin/borgmatic --verbosity -1')?.product).toBe('borg');
    expect(toolOf('/usr/libexec/dpkg/dpkg-db-backup')).toBeUndefined();
  });
});

describe('traces', () => {
  test('signatures that are finished', () => {
    expect(instantOfSignature('duplicity-full-signatures.20261101T183000Z.sigtar.gz')).toBe(
      '2026-11-01T18:30:00.000Z',
    );
    expect(
      instantOfSignature('duplicity-new-signatures.20261101T183000Z.to.20261120T183000Z.sigtar.gz'),
    ).toBe('2026-11-20T18:30:00.000Z');
    expect(instantOfSignature('duplicity-full-signatures.20261101T183000Z.sigtar.part')).toBeNull();
  });

  test('rsnapshot separates by tabs', () => {
    expect(
      parseRsnapshot('#retain\thourly\t6\nsnapshot_root\t/backup/\nretain\talpha\t6\nretain\tbeta\t7\n'),
    ).toEqual({
      root: '/backup',
      interval: 'alpha',
    });
    expect(parseRsnapshot('snapshot_root /backup/\n')).toEqual({ root: null, interval: null });
  });
});

describe('Time Machine', () => {
  test('a destination without a backup yet', () => {
    expect(
      parseTimeMachine(
        '<plist><dict><key>Destinations</key><array><dict><key>RESULT</key><integer>0</integer></dict></array></dict></plist>',
      ),
    ).toMatchObject([{ lastSuccessAt: null, encrypted: null, destination: 'removable' }]);
  });
});

test('any text gives an answer or `unparsable`', () => {
  const parsers: ((text: string) => unknown)[] = [
    parseMarker,
    parseTimeMachine,
    (text) => parseEnds(text, 100, new Date('2026-11-21T00:00:00Z')),
    instantOfSignature,
    parseRsnapshot,
    (text) => parseSummary([text]),
    toolOf,
  ];
  const words = fc.constantFrom(
    '<plist>',
    '<dict>',
    '</dict>',
    '<key>a</key>',
    '<array>',
    '<date>',
    'Id=a\n',
    '\n\n',
    '{"lastSuccessAt":',
    'snapshot_root\t/',
  );
  const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 10 }).map((list) => list.join(''));
  fc.assert(
    fc.property(text, fc.nat(parsers.length - 1), (input, index) => {
      try {
        parsers[index]?.(input);
      } catch (error) {
        if (!isProbeError(error, 'unparsable')) throw error;
      }
    }),
    { numRuns: 1500 },
  );
});
