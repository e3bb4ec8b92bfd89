import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDebVersions } from './deb-version.ts';
import { compareRpmVersions } from './rpm-version.ts';

describe('dpkg', () => {
  test.each([
    ['6.8.0-99', '6.8.0-111'],
    ['1.0~rc1', '1.0'],
    ['1.0', '1.0+deb13u1'],
    ['1:0.9', '2:0.1'],
    ['9.9', '1:0.1'],
    ['6.1.119-1', '6.1.124-1'],
    ['18.20.4+dfsg-1~deb12u2', '18.20.4+dfsg-1~deb12u3'],
    ['1.0-1', '1.0-1.1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareDebVersions(older, newer)).toBeLessThan(0);
    expect(compareDebVersions(newer, older)).toBeGreaterThan(0);
    expect(compareDebVersions(newer, newer)).toBe(0);
  });

  test.skipIf(!existsSync('/usr/bin/dpkg'))(
    'agrees with dpkg itself',
    () => {
      const version = fc
        .tuple(
          fc.constantFrom('', '0:', '1:', '2:'),
          fc.stringMatching(/^[0-9][0-9a-c.+~]{0,6}$/),
          fc.constantFrom('', '-0', '-1', '-1.1', '-1+b2', '-1~bpo1', '-10'),
        )
        .map((parts) => parts.join(''));
      fc.assert(
        fc.property(version, version, (a, b) => {
          expect(Math.sign(compareDebVersions(a, b)), `${a} and ${b}`).toBe(dpkg(a, b));
        }),
        { numRuns: 60 },
      );
    },
    30_000,
  );
});

function dpkg(a: string, b: string): number {
  for (const [relation, sign] of [
    ['lt', -1],
    ['eq', 0],
  ] as const) {
    try {
      execFileSync('/usr/bin/dpkg', ['--compare-versions', a, relation, b], { stdio: 'ignore' });
      return sign;
    } catch {
      // Exit code 1: the relation does not hold.
    }
  }
  return 1;
}

/** The vectors of rpm's own test, `tests/rpmvercmp.at`. */
test.each([
  ['1.0', '2.0', -1],
  ['2.0.1', '2.0.1', 0],
  ['2.0', '2.0.1', -1],
  ['2.0.1a', '2.0.1', 1],
  ['5.5p1', '5.5p2', -1],
  ['5.5p10', '5.5p1', 1],
  ['10xyz', '10.1xyz', -1],
  ['xyz10', 'xyz10.1', -1],
  ['xyz.4', '8', -1],
  ['5.5p2', '5.6p1', -1],
  ['6.0.rc1', '6.0', 1],
  ['10b2', '10a1', 1],
  ['1.0aa', '1.0a', 1],
  ['10.0001', '10.1', 0],
  ['20101121', '20101122', -1],
  ['2_0', '2.0', 0],
  ['1.0~rc1', '1.0', -1],
  ['1.0~rc1', '1.0~rc2', -1],
  ['1.0^', '1.0', 1],
  ['1.0^git1', '1.01', -1],
  ['1.0^20160101', '1.0.1', -1],
  ['1.0~rc1^git1', '1.0~rc1', 1],
  ['1.0^git1~pre', '1.0^git1', -1],
])('rpm: %s and %s compare %i', (a, b, sign) => {
  expect(Math.sign(compareRpmVersions(a, b))).toBe(sign);
  expect(Math.sign(compareRpmVersions(b, a))).toBe(-sign + 0);
});

test('rpm compares epoch, version and release in turn', () => {
  expect(compareRpmVersions('0:5.14.0-427.13.1.el9_4', '0:5.14.0-427.9.1.el9_4')).toBeGreaterThan(0);
  expect(compareRpmVersions('1:1.0-1', '0:9.0-1')).toBeGreaterThan(0);
});
