import { isProbeError } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCpuinfo, parseMemTotal } from './linux-proc.ts';
import { busOfAdapter, busOfDisk, firmwareDate, parseUnitSerial } from './linux-sys.ts';
import { parseAdapters } from './macos.ts';
import { hardwareAddress, positive, said } from './said.ts';
import { HardwareInventory } from './schema.ts';
import { parseProfile } from './system-profiler.ts';
import { isVirtualModel } from './virtual-machine.ts';

const { disks, adapters, processors, serialNumber, memory } = HardwareInventory.shape;

describe('what makers leave empty', () => {
  test.each([
    '',
    '  ',
    'To be filled by O.E.M.',
    'To Be Filled By O.E.M.',
    'Default string',
    'System Serial Number',
    'System Product Name',
    'System manufacturer',
    'Base Board Serial Number',
    'Not Specified',
    'Not Applicable',
    'None',
    'N/A',
    'O.E.M.',
    'OEM',
    '0',
    '00000000',
    '.........',
    'xxxxxxxx',
    '-',
    '0123456789',
    '123456789ABCDEF',
    '\u0000\u0000',
  ])('%j is nothing', (value) => {
    expect(said(value)).toBeNull();
  });

  test.each([
    ['PF2ABCDE', 'PF2ABCDE'],
    [' JPH0123ABC\n', 'JPH0123ABC'],
    ['VMware-56 4d 12 34', 'VMware-56 4d 12 34'],
    ['Raspberry Pi 4\u0000', 'Raspberry Pi 4'],
    ['OptiPlex  7090', 'OptiPlex 7090'],
    ['Nonesuch 1', 'Nonesuch 1'],
    ['OEMcorp X', 'OEMcorp X'],
    ['FMVノート', 'FMVノート'],
  ])('%j is %j', (value, expected) => {
    expect(said(value)).toBe(expected);
  });
});

test.each([
  ['3C-52-82-01-02-03', '3c:52:82:01:02:03'],
  ['3c:52:82:01:02:03\n', '3c:52:82:01:02:03'],
  ['00:00:00:00:00:00', null],
  ['ff:ff:ff:ff:ff:ff', null],
  ['01:00:5e:00:00:01', null],
  ['3c:52:82:01:02', null],
  ['80:00:02:08:fe:80:00:00:00:00:00:00:00:11:22:33:44:55:66:77', null],
])('hardware address %j', (value, expected) => {
  expect(hardwareAddress(value)).toBe(expected);
});

test.each([
  ['02/05/2026', '2026-02-05'],
  ['12/31/99', '1999-12-31'],
  ['02/30/2026', null],
  ['00/00/0000', null],
  ['2026-02-05', null],
  [null, null],
])('date of the firmware %j', (value, expected) => {
  expect(firmwareDate(value)).toBe(expected);
});

test.each([
  ['sda', '../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda', 'sata'],
  ['sdb', '../devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/host4/target4:0:0/4:0:0:0/block/sdb', 'usb'],
  [
    'sdc',
    '../devices/pci0000:00/0000:00:1c.0/host2/port-2:0/end_device-2:0/target2:0:0/2:0:0:0/block/sdc',
    'sas',
  ],
  ['sdd', '../devices/platform/host3/session1/target3:0:0/3:0:0:1/block/sdd', 'network'],
  [
    'sde',
    '../devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00/f8b3781b-1e82/host0/target0:0:0/0:0:0:0/block/sde',
    'virtual',
  ],
  ['nvme0n1', '../devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0/nvme0n1', 'nvme'],
  ['nvme1n1', '../devices/virtual/nvme-fabrics/ctl/nvme1/nvme1n1', 'network'],
  ['sdf', '../devices/somewhere/sdf', null],
])('bus of %s', (name, where, expected) => {
  expect(busOfDisk(name, where)).toBe(expected);
});

test.each([
  ['VMware, Inc.', 'VMware Virtual Platform', true],
  ['Microsoft Corporation', 'Virtual Machine', true],
  ['Microsoft Corporation', 'Surface Pro 9', false],
  ['innotek GmbH', 'VirtualBox', true],
  ['Amazon EC2', 'm6i.large', true],
  ['Amazon EC2', 'm5.metal', false],
  ['Apple Inc.', 'VirtualMac2,1', true],
  ['Apple Inc.', 'Mac15,12', false],
  ['Xen', 'HVM domU', true],
  ['HP', 'HP ProDesk 600 G5 SFF', false],
  [null, null, false],
])('%s %s', (manufacturer, model, expected) => {
  expect(isVirtualModel(manufacturer, model)).toBe(expected);
});

test('sockets and cores are counted once, threads each', () => {
  const thread = (id: number, socket: number, core: number) =>
    `processor\t: ${id}\nmodel name\t: Xeon\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t\t: fpu\n`;
  const content = [thread(0, 0, 0), thread(1, 0, 0), thread(2, 1, 0), thread(3, 1, 0)].join('\n');
  expect(parseCpuinfo(content)).toEqual({
    model: 'Xeon',
    sockets: 2,
    cores: 2,
    threads: 4,
    hasHypervisor: false,
  });
  // A flag whose name only begins or ends so is another one.
  expect(parseCpuinfo('processor: 0\nflags: nohypervisor hypervisorx').hasHypervisor).toBe(false);
  expect(parseCpuinfo('processor: 0\nflags: fpu hypervisor').hasHypervisor).toBe(true);
});

describe('any input gives evidence or an error of a probe', () => {
  const lines = fc.string({ unit: 'grapheme', maxLength: 400 });

  test('texts of /proc, firmware and adapters', () => {
    const keys = fc.constantFrom('processor', 'physical id', 'core id', 'model name', 'flags', 'MemTotal');
    const entry = fc.tuple(keys, lines).map(([key, value]) => `${key}\t: ${value}`);
    const content = fc.array(fc.oneof(entry, lines)).map((all) => all.join('\n'));
    fc.assert(
      fc.property(content, (input) => {
        const { hasHypervisor: _, ...told } = parseCpuinfo(input);
        expect(processors.safeParse(told).success).toBe(true);
        expect(memory.safeParse({ bytes: parseMemTotal(input), of: 'usable' }).success).toBe(true);
        expect(serialNumber.safeParse(said(input)).success).toBe(true);
        expect(adapters.safeParse(parseAdapters(input)).success).toBe(true);
        expect(
          adapters.safeParse(parseAdapters(`en0: x\n${input}\n\tether 3c:52:82:01:02:03\n`)).success,
        ).toBe(true);
        expect(positive(input) ?? 1).toBeGreaterThan(0);
        expect('pci usb virtual other'.split(' ')).toContain(busOfAdapter(input));
      }),
    );
  });

  test('page 80h', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isPage) => {
        const page = isPage ? Uint8Array.from([0, 0x80, 0, bytes.length % 256, ...bytes]) : bytes;
        try {
          expect(serialNumber.safeParse(parseUnitSerial(page)).success).toBe(true);
        } catch (error) {
          expect(isProbeError(error, 'unparsable')).toBe(true);
        }
      }),
    );
  });

  test('system_profiler', () => {
    const names = fc.constantFrom(
      'bsd_name',
      '_items',
      'Media',
      'size_in_bytes',
      'device_serial',
      'device_model',
    );
    const plain = fc.oneof(fc.constantFrom('disk0', 'disk1s1', 17, -1, null), lines);
    const leaf = fc.dictionary(names, plain, { maxKeys: 4 });
    const branch = fc.dictionary(names, fc.oneof(plain, fc.array(leaf, { maxLength: 3 })), { maxKeys: 4 });
    const item = fc.dictionary(names, fc.oneof(plain, fc.array(branch, { maxLength: 3 })), { maxKeys: 4 });
    const types = fc.constantFrom('SPNVMeDataType', 'SPSerialATADataType', 'SPUSBDataType', 'SPOther');
    const json = fc.dictionary(types, fc.array(item, { maxLength: 3 })).map((one) => JSON.stringify(one));
    fc.assert(
      fc.property(fc.oneof(json, lines, fc.json()), (input) => {
        try {
          expect(disks.safeParse(parseProfile(input)).success).toBe(true);
        } catch (error) {
          expect(isProbeError(error, 'unparsable')).toBe(true);
        }
      }),
    );
  });

  test('a profile that nests without end', () => {
    let entry: object = { bsd_name: 'disk0', size_in_bytes: 1 };
    for (let depth = 0; depth < 2000; depth += 1) entry = { _items: [entry] };
    expect(parseProfile(JSON.stringify({ SPUSBDataType: [entry] }))).toEqual([]);
  });
});
