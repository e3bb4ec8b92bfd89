import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBduitool } from './bitdefender.ts';
import { isUnusedSample, parseClamavConfig } from './clamav-config.ts';
import { logOf, scanCommands } from './clamav-scans.ts';
import { parseClamavVersion } from './clamav-version.ts';
import { parseFalconctl } from './crowdstrike.ts';
import { cvdHeaderBytes, parseCvdHeader } from './cvd.ts';
import { parseComponentInfo, parseDsaQuery } from './deep-security.ts';
import { statusFacts } from './defender-windows.ts';
import { parseEsetModules, parseEsetScannerVersion } from './eset.ts';
import { parseMdatpHealth } from './mdatp.ts';
import { plausibleDay } from './schema.ts';
import { decodeProductState, expanded } from './security-center.ts';
import { parseAgentState, parseMacStatus } from './sentinelone.ts';
import { parseXProtectStatus } from './xprotect.ts';

const unparsable: unknown = expect.objectContaining({ code: 'unparsable' });

function header(...fields: string[]): string {
  return ['ClamAV-VDB', ...fields].join(':').padEnd(cvdHeaderBytes, ' ');
}

describe('a ClamAV database header', () => {
  test('gives version and build time', () => {
    const text = header(
      '20 Nov 2026 16-45 +0900',
      '27822',
      '2077551',
      '90',
      'md5',
      'signature',
      'builder',
      '1795160700',
    );
    expect(parseCvdHeader(text)).toEqual({ version: 27_822, builtAt: '2026-11-20T07:45:00.000Z' });
  });

  test('an old one without seconds gives the readable time', () => {
    const text = header('20 Nov 2026 16-45 +0900', '27822', '2077551', '90', 'md5', 'signature', 'builder');
    expect(parseCvdHeader(text)).toEqual({ version: 27_822, builtAt: '2026-11-20T07:45:00.000Z' });
  });

  test.each([
    [
      'cut off',
      header('20 Nov 2026 16-45 +0900', '27822', '1', '90', 'm', 's', 'b', '1795160700').slice(0, 300),
    ],
    ['another file', 'PK'.padEnd(cvdHeaderBytes)],
    ['empty', ''],
    ['no version', header('20 Nov 2026 16-45 +0900', '', '1', '90', 'm', 's', 'b', '1795160700')],
    ['no time', header('yesterday', '27822', '1', '90', 'm', 's', 'b', 'x')],
    ['seconds of 1970', header('20 Nov 2026 16-45 +0900', '27822', '1', '90', 'm', 's', 'b', '0123456789')],
  ])('%s is unparsable', (_what, text) => {
    expect(() => parseCvdHeader(text)).toThrow(unparsable);
  });
});

test('clamd.conf options keep their order and lose their quotes; comments are none', () => {
  const options = parseClamavConfig(
    '# DatabaseDirectory /a\nDatabaseDirectory "/srv/clam av"\n  OnAccessIncludePath /home\nOnAccessIncludePath /srv\nFlag\n',
  );
  expect(options.get('DatabaseDirectory')).toEqual(['/srv/clam av']);
  expect(options.get('OnAccessIncludePath')).toEqual(['/home', '/srv']);
  expect(isUnusedSample('# text\nExample\n')).toBe(true);
  expect(isUnusedSample('# Example\n')).toBe(false);
});

test.each([
  ['ClamAV 1.4.3', { engine: '1.4.3', loaded: null }],
  [
    'ClamAV 1.4.3/27822/Fri Nov 20 09:12:33 2026',
    { engine: '1.4.3', loaded: { version: 27_822, day: '20261120' } },
  ],
  [
    'ClamAV 0.103.12/27100/Tue Nov  3 09:12:33 2026',
    { engine: '0.103.12', loaded: { version: 27_100, day: '20261103' } },
  ],
  ['ERROR: Could not connect', null],
])('clamdscan --version %j', (line, expected) => {
  expect(parseClamavVersion(line)).toEqual(expected);
});

describe('mdatp health', () => {
  test('without definitions the time counts from 1970', () => {
    const json = JSON.stringify({
      healthy: true,
      definitionsStatus: { $type: 'updateFailed' },
      definitionsUpdated: '0',
      definitionsUpdatedMinutesAgo: 27_712_166,
      passiveModeEnabled: { value: true },
      realTimeProtectionEnabled: { value: false },
    });
    expect(parseMdatpHealth(json)).toMatchObject({
      definitions: { state: 'missing' },
      passive: true,
      realTime: false,
    });
  });

  test('a subsystem that is not available is no real-time protection', () => {
    const json = JSON.stringify({ realTimeProtectionEnabled: true, realTimeProtectionAvailable: false });
    expect(parseMdatpHealth(json)).toMatchObject({ realTime: false });
  });

  test('text output is unparsable', () => {
    expect(() => parseMdatpHealth('healthy : true')).toThrow(unparsable);
    expect(() => parseMdatpHealth('[]')).toThrow(unparsable);
  });
});

describe('Deep Security', () => {
  const info = [
    'Component.AM.driverOffline: false',
    'Component.AM.licenseExpiry: 1893456000',
    'Component.AM.mode: on',
    'Component.AM.scan.Realtime: 1',
    'Component.AM.version.engine.ATSE: 24.580.1013',
    'Component.AM.version.pattern.15.name: Smart Scan Agent Pattern',
    'Component.AM.version.pattern.15.version: 21.245.00',
  ].join('\n');

  test('the index of names is not mistaken for the members', () => {
    expect(parseDsaQuery('AgentStatus.13: agentState\nAgentStatus.agentState: green\n')).toEqual(
      new Map([
        ['AgentStatus.13', 'agentState'],
        ['AgentStatus.agentState', 'green'],
      ]),
    );
  });

  test('gives mode, real-time scan, licence and pattern', () => {
    expect(parseComponentInfo(info)).toEqual({
      running: true,
      realTime: true,
      licensed: null,
      licenceEndsAt: '2030-01-01T00:00:00.000Z',
      definitions: {
        state: 'present',
        version: '21.245.00',
        builtAt: null,
        updatedAt: null,
        precision: 'instant',
        current: null,
      },
      engineVersion: '24.580.1013',
    });
  });

  test.each([
    [
      'driver offline',
      info.replace('driverOffline: false', 'driverOffline: true'),
      { running: false, realTime: false },
    ],
    [
      'driver-offline mode',
      info.replace('mode: on', 'mode: driver-offline'),
      { running: false, realTime: false },
    ],
    ['no configuration', info.replace('Realtime: 1', 'Realtime: 0'), { running: true, realTime: false }],
    ['not told', info.replace('Component.AM.scan.Realtime: 1\n', ''), { running: true, realTime: null }],
  ])('%s', (_what, text, expected) => {
    expect(parseComponentInfo(text)).toMatchObject(expected);
  });
});

test('Bitdefender tells its update in local time with the offset', () => {
  const output =
    'Product version: 7.0.3.2239\nEngines version: 7.95171\nLast security content update: 2023-08-24 at 11:44:37 GMT+2\nNew security content available: no\nFeatures:\n  - Antimalware status: On\n';
  expect(parseBduitool(output)).toMatchObject({
    running: true,
    definitions: { version: '7.95171', updatedAt: '2023-08-24T09:44:37.000Z', current: true },
  });
});

test('ESET dates its detection engine by the day', () => {
  expect(
    parseEsetModules('EM001\t  1629 (20250805)\tx\nEM002\t 31832 (20250909)\tDetection engine\n'),
  ).toMatchObject({
    version: '31832',
    builtAt: '2025-09-09T00:00:00.000Z',
    precision: 'day',
  });
  expect(parseEsetScannerVersion('31832 (20250909)')).toMatchObject({ version: '31832' });
  expect(parseEsetScannerVersion('31832')).toBeNull();
  expect(() => parseEsetModules('')).toThrow(unparsable);
});

test.each([
  ['rfm-state=false.\n', { reduced: false, version: null }],
  [
    'rfm-state=true, rfm-reason=Unspecified, code=0xC0000001, version = 5.34.9918.0',
    { reduced: true, version: '5.34.9918.0' },
  ],
])('falconctl %j', (output, expected) => {
  expect(parseFalconctl(output)).toEqual(expected);
});

test('SentinelOne', () => {
  expect(parseAgentState('DFI engine      Enabled\nAgent state      Disabled\n')).toBe(false);
  const status =
    'Agent\n   Version:   23.4.1.7125\n   Missing Authorizations:    \n   Agent Operational State:  enabled\n   Protection:   enabled\n';
  expect(parseMacStatus(status)).toEqual({ running: true, version: '23.4.1.7125' });
  expect(
    parseMacStatus(status.replace('Authorizations:    ', 'Authorizations:  Full Disk Access')).running,
  ).toBe(false);
});

test('XProtect names both scans', () => {
  expect(
    parseXProtectStatus('XProtect launch scans: enabled\nXProtect background scans: disabled\n'),
  ).toEqual({
    launch: true,
    background: false,
  });
  expect(() => parseXProtectStatus('launch scans: enabled\nlaunch scans: enabled')).toThrow(unparsable);
});

describe('productState', () => {
  test.each([
    [397_568, 'on', true, false],
    [397_584, 'on', true, true],
    [393_472, 'off', true, false],
    [397_312, 'on', false, false],
    [397_328, 'on', false, true],
    [266_240, 'on', false, false],
    [262_144, 'off', false, false],
    [393_232, 'off', false, true],
    [401_664, 'snoozed', true, false],
    [462_848, 'on', false, false],
  ] as const)('%d', (value, state, microsoft, outdated) => {
    expect(decodeProductState(value)).toEqual({ state, microsoft, outdated });
  });

  test('a path of the registration is expanded', () => {
    expect(expanded('%ProgramFiles%\\Windows Defender\\MsMpeng.exe')).toBe(
      'C:\\Program Files\\Windows Defender\\MsMpeng.exe',
    );
  });
});

test.each([
  ['Normal', true, { running: true, passive: false }],
  ['Passive Mode', true, { running: true, passive: true }],
  ['SxS Passive Mode', true, { running: true, passive: true }],
  ['EDR Block Mode', true, { running: true, passive: true }],
  ['Not running', false, { running: false, passive: false }],
  [null, true, { running: true, passive: null }],
])('Defender in mode %j', (AMRunningMode, AntivirusEnabled, expected) => {
  expect(
    statusFacts({ AMRunningMode, AntivirusEnabled, AMServiceEnabled: true, RealTimeProtectionEnabled: true }),
  ).toMatchObject(expected);
});

test.each([
  ['20261120', '2026-11-20T00:00:00.000Z'],
  ['20260231', null],
  ['00000000', null],
  ['2026', null],
])('day %j', (digits, expected) => {
  expect(plausibleDay(digits)).toBe(expected);
});

test.each([
  ['0 2 * * 0 root clamdscan --fdpass --log=/var/log/clamav/w.log /srv', '/var/log/clamav/w.log'],
  ['clamscan -r -l /var/log/scan.log /home', '/var/log/scan.log'],
  ['nice clamscan -r / > /dev/null', null],
  ['clamdscan --log="$LOG" /srv', null],
])('a job %j', (line, log) => {
  expect(scanCommands(`# clamscan\n${line}\n`)).toEqual([line]);
  expect(logOf(line)).toBe(log);
});

test.each(['# 0 2 * * * clamscan /', 'clamdscan --ping 1', 'freshclam --quiet', 'echo clamscanner'])(
  '%s scans nothing',
  (line) => expect(scanCommands(line)).toEqual([]),
);

const parsers: [string, (text: string) => unknown][] = [
  ['CVD header', parseCvdHeader],
  ['clamd.conf', parseClamavConfig],
  ['clamdscan', parseClamavVersion],
  ['mdatp', parseMdatpHealth],
  ['dsa_query', parseComponentInfo],
  ['bduitool', parseBduitool],
  ['upd', parseEsetModules],
  ['falconctl', parseFalconctl],
  ['sentinelctl', parseAgentState],
  ['sentinelctl status', parseMacStatus],
  ['xprotect', parseXProtectStatus],
  ['scan jobs', (text) => scanCommands(text).map(logOf)],
];

const fragments = [
  'ClamAV-VDB:',
  ':',
  '20 Nov 2026 07-45 +0000',
  '1795160700',
  '\n',
  ' ',
  '{',
  '}',
  '"definitionsUpdated":',
  '"1e99"',
  'Component.AM.mode: on',
  'Component.AM.licenseExpiry: 99999999999',
  'EM002\t',
  '(20269999)',
  'Agent state  ',
  'Protection: ',
  'Antimalware status: On',
  'Last security content update: 9999-99-99 at 99:99:99 GMT+99',
  'rfm-state=',
  'true',
];

test.each(parsers)('%s: any text gives facts or unparsable', (_name, parse) => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string())).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (input) => {
      for (const shown of [input, input.padEnd(cvdHeaderBytes)]) {
        try {
          parse(shown);
        } catch (error) {
          expect(error).toBeInstanceOf(ProbeError);
          expect(error).toMatchObject({ code: 'unparsable' });
        }
      }
    }),
  );
});
