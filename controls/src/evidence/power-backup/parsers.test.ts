import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseApcaccess, parsePmset, parseUpsc } from './parsers.ts';
import { PowerBackup } from './schema.ts';
import type { Supply } from './schema.ts';

test.each([
  ['OL', 'mains', false, false],
  ['OL CHRG', 'mains', false, false],
  ['OL RB', 'mains', false, true],
  ['OB DISCHRG', 'battery', false, false],
  ['OB LB', 'battery', true, false],
  ['OFF', null, false, false],
  ['OL BYPASS', null, false, false],
])('NUT %s', (status, power, batteryLow, replaceBattery) => {
  expect(parseUpsc(`battery.charge: 100\nups.status: ${status}\n`)).toEqual({
    connected: true,
    power,
    batteryLow,
    replaceBattery,
    chargePercent: 100,
  });
});

test.each([
  ['0x05000008', true, 'mains', false, false],
  ['0x05000010', true, 'battery', false, false],
  ['0x05000050', true, 'battery', true, false],
  ['0x05000088', true, 'mains', false, true],
  ['0x05000100', false, null, null, null],
])('apcupsd %s', (flags, connected, power, batteryLow, replaceBattery) => {
  const told = parseApcaccess(`STATUS   : ONLINE \nBCHARGE  : 97.6\nSTATFLAG : ${flags}\n`);
  expect(told).toMatchObject({ connected, power, batteryLow, replaceBattery });
});

test('pmset: a UPS and no battery of its own', () => {
  const output =
    "Now drawing from 'AC Power'\n -Back-UPS ES 700G  (id=3407872)\t100%; charged; present: true\n";
  expect(parsePmset(output)).toMatchObject([{ name: 'Back-UPS ES 700G', kind: 'ups', power: 'mains' }]);
});

describe('whatever comes in', () => {
  const piece = fc.constantFrom(
    'ups.status: ',
    'OL ',
    'battery.charge: ',
    'STATFLAG : ',
    '0x5000008',
    "Now drawing from 'AC Power'\n",
    ' -UPS (id=1)\t',
    '101%; charged',
    '\n',
  );
  const named = { name: 'x', source: 'nut', kind: 'ups' } as const;
  test.each([
    ['upsc', (output: string): Supply[] => [{ ...named, ...parseUpsc(output) }]],
    ['apcaccess', (output: string): Supply[] => [{ ...named, ...parseApcaccess(output) }]],
    ['pmset', parsePmset],
  ] as const)('%s', (_name, read) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), (pieces) => {
        try {
          const supplies = read(pieces.join(''));
          const data = { unread: [], container: false, supplies, watchedElsewhere: false };
          expect(PowerBackup.safeParse(data).success).toBe(true);
        } catch (error) {
          if (!(error instanceof ProbeError)) throw error;
        }
      }),
    );
  });
});
