import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOffers, updateOf } from './apt-indexes.ts';
import type { AptIndex } from './apt-parse.ts';
import { compareDebVersions } from './deb-version.ts';

const index = (priority: number, suite = 'stable', label = 'Debian'): AptIndex => ({
  priority,
  location: `http://mirror.example.jp/debian ${suite}/main amd64 Packages`,
  origin: label,
  label,
  suite,
  codename: suite,
});
const main = index(500);
const security = index(500, 'stable-security', 'Debian-Security');
const backports = index(100, 'stable-backports', 'Debian Backports');
const experimental = index(1, 'experimental');
const vendor = index(500, 'stable', 'Example');

test.each([
  ['what the indexes have', '2', [['2', main]], null],
  ['a newer version', '1', [['2', main]], { candidate: '2', security: false }],
  [
    'the highest of several',
    '1',
    [
      ['2', main],
      ['3', main],
    ],
    { candidate: '3', security: false },
  ],
  [
    'a security update',
    '1',
    [
      ['1', main],
      ['1+deb1', security],
    ],
    { candidate: '1+deb1', security: true },
  ],
  [
    'a security update that the main suite overtook',
    '1',
    [
      ['2', security],
      ['3', main],
    ],
    { candidate: '3', security: true },
  ],
  ['an update of somebody else', '1', [['2', vendor]], { candidate: '2', security: null }],
  [
    'backports beside the stable version',
    '2',
    [
      ['2', main],
      ['3', backports],
    ],
    null,
  ],
  [
    'an older backport',
    '2.5',
    [
      ['2', main],
      ['3', backports],
    ],
    { candidate: '3', security: false },
  ],
  ['a priority below that of what is installed', '2', [['3', experimental]], null],
  ['a forbidden index', '2', [['3', index(-1)]], null],
  ['a forbidden security index', '2', [['3', index(-1, 'stable-security')]], null],
  [
    'only older ones',
    '3',
    [
      ['2', main],
      ['1', security],
    ],
    null,
  ],
  [
    'a security update below the preferred suite',
    '1',
    [
      ['1', index(990)],
      ['2', security],
    ],
    { candidate: '2', security: true },
  ],
  ['nothing', '1', [], null],
] as [string, string, [string, AptIndex][], object | null][])('%s', (_, version, offers, expected) => {
  const given = offers.map(([offered, from]) => ({ version: offered, index: from }));
  for (const order of [given, given.toReversed()]) {
    const update = updateOf({ name: 'one', version }, order);
    if (expected === null) expect(update).toBeNull();
    else expect(update).toMatchObject({ name: 'one', installed: version, ...expected });
  }
});

const versions = fc.stringMatching(/^[0-9]{1,2}(\.[0-9a-z]{1,3})?(-[0-9]~?[a-z]?)?$/);
const places = fc.constantFrom(main, security, backports, experimental, vendor, index(990), index(-1));

test('no newer version of a security index is passed over, and nothing older is a candidate', () => {
  fc.assert(
    fc.property(versions, fc.array(fc.record({ version: versions, index: places })), (version, offers) => {
      const update = updateOf({ name: 'one', version }, offers);
      const repairs = offers.filter(
        (offer) => offer.index === security && compareDebVersions(offer.version, version) > 0,
      );
      expect(update?.security === true).toBe(repairs.length > 0);
      if (update?.candidate) expect(compareDebVersions(update.candidate, version)).toBeGreaterThan(0);
    }),
  );
});

const files = ['a_Packages', 'b_Packages.lz4'];
const whole = `I dpkg amd64 1.22 install installed
I gone amd64 1 deinstall config-files
F a_Packages
O dpkg amd64 1.22
E
F b_Packages.lz4
O dpkg amd64 1.23
E
`;

test('what is installed and what each index offers are told apart', () => {
  expect(parseOffers(whole, files)).toEqual({
    installed: [{ name: 'dpkg', architecture: 'amd64', version: '1.22', wanted: 'install' }],
    offers: new Map([
      [
        'dpkg',
        [
          { architecture: 'amd64', version: '1.22', file: 'a_Packages' },
          { architecture: 'amd64', version: '1.23', file: 'b_Packages.lz4' },
        ],
      ],
    ]),
  });
});

test('what was not read to its end gives nothing', () => {
  const lines = whole.split('\n');
  const ends = lines.flatMap((line, at) => (line === 'E' ? [at] : []));
  for (const end of ends) expect(parseOffers(lines.toSpliced(end, 1).join('\n'), files)).toBeNull();
  expect(parseOffers(`${whole}E\n`, files)).toBeNull();
  expect(parseOffers('', files)).toBeNull();
  expect(parseOffers(whole, [...files, 'c_Packages'])).toBeNull();
});

test('any output gives an answer or none', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom(...whole.split('\n')));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const read = parseOffers(lines.join('\n'), files);
      for (const { version } of read?.installed ?? []) expect(version).not.toBe('');
    }),
  );
});
