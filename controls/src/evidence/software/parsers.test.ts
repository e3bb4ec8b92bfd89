import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseApkInstalled } from './apk.ts';
import { nativeArchitecture, parseDpkgStatus, parseExtendedStates } from './dpkg.ts';
import { snapVersion } from './linux-bundles.ts';
import { namedPackage, packagesOf, softwareOf } from './package-list.ts';
import type { Package } from './package-list.ts';
import { parseRpmQuery } from './rpm.ts';
import { maxLineBytes, Software } from './schema.ts';
import { appsAmong, parseRows, programsAmong } from './windows-programs.ts';

describe('dpkg', () => {
  const stanza = (name: string, status: string, more = '') =>
    `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: 1.0-1\nDescription: x\n Package: not-a-field\n${more}`;

  test('what was removed is gone, what is held or half configured is here', () => {
    const text = [
      stanza('bash', 'install ok installed'),
      stanza('kept', 'hold ok installed'),
      stanza('half', 'install ok half-configured'),
      stanza('chrony', 'deinstall ok config-files'),
      stanza('never', 'unknown ok not-installed'),
    ].join('\n\n');
    expect(parseDpkgStatus(text, null).map(({ name }) => name)).toEqual(['bash', 'kept', 'half']);
  });

  test('an image without dpkg leaves out the status', () => {
    expect(parseDpkgStatus('Package: base-files\nVersion: 12.4\nArchitecture: amd64\n', null)).toMatchObject([
      { name: 'base-files', version: '12.4', automatic: null },
    ]);
  });

  test('apt keeps what depends under the native architecture', () => {
    const states =
      'Package: tzdata\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: vim\nArchitecture: amd64\nAuto-Installed: 0\n';
    const automatic = parseExtendedStates(states, 'amd64');
    expect([...automatic]).toEqual(['tzdata:amd64', 'tzdata:all']);
    const all = stanza('tzdata', 'install ok installed').replace('amd64', 'all');
    expect(parseDpkgStatus(all, automatic)).toMatchObject([{ automatic: true }]);
  });

  test('the native architecture is that of dpkg', () => {
    const text =
      'Package: dpkg\nStatus: install ok installed\nArchitecture: arm64\nVersion: 1\n\nPackage: z\nArchitecture: amd64\n';
    expect(nativeArchitecture(text)).toBe('arm64');
  });
});

test('rpm: keys of repositories are no packages', () => {
  const output =
    'bash\t5.1.8-9.el9\tx86_64\tAlmaLinux\t1716000000\ngpg-pubkey\t3-4\t(none)\t(none)\t1716000000\nbind\t32:9.16-1\tx86_64\t(none)\t0\n';
  expect(parseRpmQuery(output)).toMatchObject([
    { name: 'bash', publisher: 'AlmaLinux', installedOn: '2024-05-18' },
    { name: 'bind', version: '32:9.16-1', publisher: null, installedOn: null },
  ]);
});

test.each([
  ["version: '1.0'\nversion: 2", '1.0'],
  ['name: x\nversion: 115.10-1 # esr\n', '115.10-1'],
  ['version: "24"', '24'],
  ['name: x\n', null],
])('snap.yaml %j', (yaml, version) => expect(snapVersion(yaml)).toBe(version));

describe('Windows', () => {
  const program = {
    kind: 'program',
    scope: 'machine-64',
    name: 'LibreOffice',
    version: '24.2',
    publisher: 'The Document Foundation',
    date: '20261001',
    part: false,
  };

  test('parts of other programs are left out', () => {
    expect(programsAmong(parseRows([program, { ...program, part: true }]))).toHaveLength(1);
  });

  test.each([
    ['20261001', '2026-10-01'],
    ['2026/10/01', null],
    ['20261301', null],
    ['01102026', null],
    ['', null],
  ])('date %j', (date, installedOn) => {
    expect(programsAmong(parseRows([{ ...program, date }]))[0]?.installedOn).toBe(installedOn);
  });

  test.each([
    ['Microsoft.WindowsCalculator_2021.2210.0.0_neutral_~_8wekyb3d8bbwe', 'Microsoft.WindowsCalculator'],
    ['5319275A.WhatsAppDesktop_2.2_x64__cv1g1gvanyjgm', '5319275A.WhatsAppDesktop'],
    ['Microsoft.X_1.0_neutral_split.language-ja_8wekyb3d8bbwe', undefined],
    ['odd', undefined],
  ])('app %s', (name, shown) => {
    expect(appsAmong(parseRows([{ kind: 'app', name }]))[0]?.name).toBe(shown);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 30 });
const anyPackage = fc.record({
  source: fc.constantFrom('dpkg' as const, 'windows-program' as const),
  name: text,
  version: fc.option(text),
  installedOn: fc.option(fc.constantFrom('2026-01-01', '2025-12-31')),
  publisher: fc.option(text),
  architecture: fc.option(fc.constantFrom('amd64', 'all')),
  automatic: fc.option(fc.boolean()),
});

describe('the list that travels', () => {
  const list = (packages: readonly Package[]) => softwareOf([], [['dpkg', packages]]);

  test('does not depend on the order in which packages were listed', () => {
    fc.assert(
      fc.property(fc.array(anyPackage, { maxLength: 30 }), (packages) => {
        expect(list(packages.toReversed())).toEqual(list(packages));
      }),
    );
  });

  test('fits its schema, and gives the packages back', () => {
    fc.assert(
      fc.property(fc.array(anyPackage, { maxLength: 30 }), (packages) => {
        const software = list(packages);
        expect(Software.safeParse(software).success).toBe(true);
        const back = packagesOf(software);
        expect(back).toHaveLength(software.total);
        expect(list(back).groups).toEqual(software.groups);
      }),
    );
  });

  test('packages of one version share a line', () => {
    const packages = ['libreoffice', 'libreoffice-calc'].map((name) => ({
      ...namedPackage('dpkg', name),
      version: '7.4',
    }));
    expect(list(packages).groups).toMatchObject([{ packages: ['7.4||libreoffice|libreoffice-calc'] }]);
  });

  test('5,000 packages of a desktop fit, and stay within the bytes of a report', () => {
    const software = list(desktop(5000));
    expect(software).toMatchObject({ total: 5000, truncated: false });
    expect(Buffer.byteLength(JSON.stringify(software.groups))).toBeLessThan(maxLineBytes);
  });

  test.each([
    ['more than fit', desktop(5001)],
    ['long names', desktop(3000).map((one) => ({ ...one, name: one.name.padEnd(200, 'あ') }))],
  ])('%s: the number is told', (_name, packages) => {
    const software = list(packages);
    expect(software).toMatchObject({ total: packages.length, truncated: true });
    expect(packagesOf(software).length).toBeLessThan(packages.length);
    expect(Buffer.byteLength(JSON.stringify(software.groups))).toBeLessThan(maxLineBytes);
  });

  test('hundreds of packages of one version are parted', () => {
    const packages = desktop(1500).map((one) => ({ ...one, version: '5.36' }));
    const software = list(packages);
    expect(packagesOf(software)).toHaveLength(1500);
    expect(Software.safeParse(software).success).toBe(true);
  });
});

/** As on Debian: names of 17 characters, five packages built from two sources. */
function desktop(count: number): Package[] {
  return Array.from({ length: count }, (_, index) => ({
    ...namedPackage('dpkg', `libpackage-of${String(index).padStart(4, '0')}`),
    version: `1.${Math.floor(index / 2.5)}.4-1+b1`,
    architecture: Math.floor(index / 5) % 4 === 0 ? 'all' : 'amd64',
    automatic: Math.floor(index / 5) % 3 !== 0,
  }));
}

test.each<[string, (input: string) => unknown]>([
  ['parseDpkgStatus', (input) => parseDpkgStatus(input, new Set())],
  ['parseExtendedStates', (input) => parseExtendedStates(input, 'amd64')],
  ['nativeArchitecture', nativeArchitecture],
  ['parseRpmQuery', parseRpmQuery],
  ['parseApkInstalled', parseApkInstalled],
  ['snapVersion', snapVersion],
  ['parseRows', (input) => parseRows([input, { kind: 'app', name: input }])],
  ['appsAmong', (input) => appsAmong([{ kind: 'app', name: input }])],
])('%s: any input gives facts or `unparsable`', (_name, parse) => {
  const words = fc.constantFrom(
    'Package: ',
    'Status: install ok installed',
    '\n',
    '\n\n',
    '\t',
    'P:',
    'V:',
    'version: ',
    '1',
    '_',
  );
  const messy = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 60 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(messy, (input) => {
      try {
        parse(input);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect((error as ProbeError).code).toBe('unparsable');
      }
    }),
  );
});
