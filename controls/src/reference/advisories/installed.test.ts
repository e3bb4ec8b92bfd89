import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packagesOf, softwareOf } from '../../evidence/software/package-list.ts';
import type { Package } from '../../evidence/software/package-list.ts';
import { compareVersions, installedPackages, isAffected } from './installed.ts';
import type { Installed } from './installed.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9+.-]{0,8}$/);
const version = fc
  .tuple(
    fc.constantFrom('', '1:', '2:'),
    fc.stringMatching(/^[0-9][0-9a-z.+~]{0,6}$/),
    fc.constantFrom('', '-1', '-2~x'),
  )
  .map((parts) => parts.join(''));
const debian: fc.Arbitrary<Package> = fc.record({
  source: fc.constant('dpkg' as const),
  name: word,
  version,
  installedOn: fc.constant(null),
  publisher: fc.constant(null),
  architecture: fc.constantFrom('amd64', 'all'),
  automatic: fc.boolean(),
  builtFrom: fc.option(fc.record({ name: word, version: fc.option(version) })),
});

test('what a package was built from survives the list that travels', () => {
  fc.assert(
    fc.property(fc.uniqueArray(debian, { selector: ({ name }) => name, maxLength: 40 }), (packages) => {
      const listed = packagesOf(softwareOf([], [['dpkg', packages]]));
      const seen = new Map(listed.map((one) => [one.name, one]));
      expect(seen.size).toBe(packages.length);
      for (const one of packages) {
        const { name, version: sourceVersion } = one.builtFrom ?? { name: one.name, version: null };
        const found = seen.get(one.name);
        expect(found?.version).toBe(one.version);
        expect(found?.builtFrom?.name ?? found?.name).toBe(name);
        expect(found?.builtFrom?.version ?? found?.version).toBe(sourceVersion ?? one.version);
      }
    }),
  );
});

test('whoever has the repaired version or a later one is not affected, whoever has an earlier one is', () => {
  fc.assert(
    fc.property(fc.constantFrom('dpkg' as const, 'rpm' as const), version, version, (order, a, b) => {
      const advisory = { id: 'X', cves: [], fixed: b, severity: null, publishedOn: null };
      const installed: Installed = { names: 'binary', name: 'x', version: a, order };
      expect(isAffected(installed, advisory)).toBe(compareVersions(order, a, b) < 0);
    }),
  );
});

test('orders are total: no three versions go round in a circle', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('dpkg' as const, 'rpm' as const),
      version,
      version,
      version,
      (order, a, b, c) => {
        const compare = (x: string, y: string) => Math.sign(compareVersions(order, x, y));
        expect(compare(a, b)).toBe(-compare(b, a) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      },
    ),
  );
});

test('of kernels the newest counts, of everything else each', () => {
  const one = (name: string, builtFrom: string, at: string): Package => ({
    source: 'dpkg',
    name,
    version: at,
    installedOn: null,
    publisher: null,
    architecture: 'amd64',
    automatic: false,
    builtFrom: { name: builtFrom, version: null },
  });
  const { packages } = installedPackages(
    softwareOf(
      [],
      [
        [
          'dpkg',
          [
            one('linux-image-1', 'linux-signed-amd64', '6.1.1-1'),
            one('linux-image-2', 'linux-signed-amd64', '6.1.2-1'),
            one('linux-image-hwe', 'linux-signed-hwe-6.8', '6.8.0-1'),
            one('libc6', 'glibc', '2.1'),
            one('libc-bin', 'glibc', '2.2'),
          ],
        ],
      ],
    ),
  );
  const sources = packages.filter(({ names }) => names === 'source');
  expect(sources.map(({ name, version: at }) => `${name} ${at}`).toSorted()).toEqual([
    'glibc 2.1',
    'glibc 2.2',
    'linux 6.1.2-1',
    'linux-hwe-6.8 6.8.0-1',
  ]);
});
