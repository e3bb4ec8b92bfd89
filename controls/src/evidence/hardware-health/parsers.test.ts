import { ProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arraysOf } from './macos.ts';
import { DiskArray, Disk } from './schema.ts';
import { parseSmartctl } from './smartctl.ts';
import { parseZpoolStatus, wholeDisk } from './zpool.ts';

const head = '\tNAME        STATE     READ WRITE CKSUM\n\ttank        ONLINE       0     0     0\n';

describe('zpool status', () => {
  test('a single disk beside a mirror makes the pool as weak as the disk', () => {
    const output = `${head}\t  mirror-0  ONLINE       0     0     0\n\t    /dev/sda  ONLINE       0     0     0\n\t    /dev/sdb  ONLINE       0     0     0\n\t  /dev/sdc  ONLINE       0     0     0\n`;
    expect(parseZpoolStatus(output)).toEqual({
      level: 'mirror+single',
      redundant: false,
      members: ['sda', 'sdb', 'sdc'],
    });
  });

  test('a disk for the log alone does not count', () => {
    const output = `${head}\t  raidz2-0  ONLINE       0     0     0\n\t    /dev/sda1  ONLINE       0     0     0\n\tlogs\n\t  /dev/nvme0n1p1  ONLINE       0     0     0\n`;
    expect(parseZpoolStatus(output)).toEqual({ level: 'raidz2', redundant: true, members: ['sda'] });
  });
});

test.each([
  ['sda1', 'sda'],
  ['nvme0n1p2', 'nvme0n1'],
  ['nvme0n1', 'nvme0n1'],
  ['mmcblk0p1', 'mmcblk0'],
  ['dm-3', 'dm-3'],
])('%s lies on %s', (name, disk) => {
  expect(wholeDisk(name)).toBe(disk);
});

describe('smartctl', () => {
  const answer = (disk: object) => JSON.stringify({ smartctl: { exit_status: 0 }, ...disk });

  test('one pending sector is a sign, the upper half of the number is not', () => {
    const row = (value: number) => ({ ata_smart_attributes: { table: [{ id: 197, raw: { value } }] } });
    const signs = (value: number) =>
      parseSmartctl(answer({ smart_status: { passed: true }, ...row(value) })).signs;
    expect(signs(1)).toEqual(['pending-sectors']);
    expect(signs(2 ** 40)).toEqual([]);
    expect(signs(0)).toEqual([]);
  });

  test.each([
    [1, ['spare-low']],
    [2, []],
    [4, ['reliability-degraded']],
    [8, ['read-only']],
    [13, ['read-only', 'reliability-degraded', 'spare-low']],
  ])('critical warning %i', (critical_warning, signs) => {
    const log = { nvme_smart_health_information_log: { critical_warning, percentage_used: 99 } };
    expect(parseSmartctl(answer({ smart_status: { passed: true }, ...log })).signs).toEqual(signs);
  });

  test('a disk that says nothing is not good', () => {
    expect(parseSmartctl(answer({}))).toEqual({ status: null, signs: [], why: 'not-supported' });
  });
});

describe('whatever comes in', () => {
  test('smartctl', () => {
    const member = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((disk) =>
        JSON.stringify({
          smartctl: { exit_status: 0 },
          smart_status: { passed: true },
          ata_smart_attributes: disk,
        }),
      ),
    );
    fc.assert(
      fc.property(member, (json) => {
        expectEvidence(
          () => ({ name: 'sda', form: 'physical', removable: false, ...parseSmartctl(json) }),
          Disk,
        );
      }),
    );
  });

  test('zpool status', () => {
    const line = fc.constantFrom(
      head,
      '\t  mirror-0 ONLINE\n',
      '\t    /dev/sda1 ONLINE\n',
      '\tlogs\n',
      '\n',
      'x\n',
      '\t  ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 20 }), (lines) => {
        expectEvidence(
          () => ({ name: 'tank', system: 'zfs', state: null, ...parseZpoolStatus(lines.join('')) }),
          DiskArray,
        );
      }),
    );
  });

  test('diskutil appleRAID', () => {
    const set = fc.record(
      {
        Name: fc.string(),
        Level: fc.oneof(fc.constant('Mirror'), fc.string(), fc.integer()),
        Status: fc.oneof(fc.constant('Online'), fc.string()),
        Members: fc.oneof(
          fc.array(fc.record({ 'BSD Name': fc.string(), MemberStatus: fc.string() })),
          fc.string(),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(set), fc.string()), (AppleRAIDSets) => {
        for (const array of arraysOf({ AppleRAIDSets })) {
          expect(DiskArray.safeParse(array).success).toBe(true);
        }
      }),
    );
  });
});

function expectEvidence(read: () => unknown, schema: typeof Disk | typeof DiskArray): void {
  try {
    expect(schema.safeParse(read()).success).toBe(true);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    expect(error.code).toMatch(/^(unparsable|permission-denied)$/);
  }
}
