import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOsRelease } from '../os-release/parse-os-release.ts';
import { parseSwVers } from '../os-release/macos.ts';
import { isSecurityOrigin, parseMadison, parsePolicy, parseSimulation } from './apt-parse.ts';
import { parseAdvisoryJson, parseAdvisoryLines, parseInstalled, parseUpgrades } from './dnf-parse.ts';
import { compareDebKernels, compareRpmKernels, debianBuild, kernelWaits } from './kernel.ts';
import { parseDebKernels, parseRpmKernels } from './kernel.ts';
import { parseRecommended, parseScanDate } from './macos.ts';
import { parseReleaseFile } from './release-file.ts';
import { parseRepomd } from './repomd.ts';
import { parseZypper } from './zypper-parse.ts';

const parsers: Record<string, (text: string) => unknown> = {
  parseSimulation,
  parsePolicy,
  parseMadison,
  parseAdvisoryLines,
  parseAdvisoryJson,
  parseUpgrades,
  parseInstalled,
  parseDebKernels,
  parseRpmKernels,
  parseScanDate,
  parseRecommended: (text) => parseRecommended(text, '15.7'),
  parseReleaseFile,
  parseRepomd,
  parseZypper: (text) => parseZypper(text, 'update'),
  parseOsRelease,
  parseSwVers,
  debianBuild,
};

const pieces = [
  'Inst ',
  '[',
  ']',
  '(',
  ')',
  ' -> ',
  ' | ',
  'Date: ',
  '/Sec. ',
  '<update ',
  '<stream>',
  '</stream>',
  '"',
  '=',
  '\n',
  '  ',
  '-',
];
const messy = fc.oneof(
  fc.string(),
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 }))).map((all) => all.join('')),
);

test.each(Object.entries(parsers))('%s: any input gives facts or `unparsable`', (_name, parse) => {
  const property = fc.property(messy, (input) => {
    try {
      parse(input);
    } catch (error) {
      if (!(error instanceof ProbeError) || error.code !== 'unparsable') {
        throw error;
      }
    }
  });
  expect(() => fc.assert(property, { numRuns: 200 })).not.toThrow();
});

test.each(Object.entries(parsers))('%s: long input does not take long', (_name, parse) => {
  const startedAt = performance.now();
  for (const piece of [' ', 'a', '-', '"', 'Inst a (', '<update a="', '1:', ' -> ']) {
    try {
      parse(piece.repeat(100_000 / piece.length));
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
    }
  }
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

describe('apt', () => {
  test('a package that is kept back is named', () => {
    const output = [
      'The following packages have been kept back:',
      '  libfoo1 libbar2',
      'The following packages will be upgraded:',
      '  tzdata',
      '1 upgraded, 0 newly installed, 0 to remove and 2 not upgraded.',
      'Inst tzdata [2026c-0+deb13u1] (2026f-0+deb13u1 Debian:13-updates/stable-updates [all])',
    ].join('\n');
    expect(parseSimulation(output)).toEqual({
      changes: [
        {
          name: 'tzdata',
          installed: '2026c-0+deb13u1',
          candidate: '2026f-0+deb13u1',
          origins: ['Debian:13-updates/stable-updates'],
        },
      ],
      keptBack: ['libfoo1', 'libbar2'],
      keptBackCount: 2,
    });
  });

  test('output that stops early is no list without updates', () => {
    expect(() => parseSimulation('Reading package lists...\n')).toThrow(ProbeError);
  });

  test.each([
    ['Debian-Security:13/stable-security', true],
    ['Ubuntu:24.04/noble-security', true],
    ['UbuntuESM:24.04/noble-infra-security', true],
    ['Debian:13-updates/stable-updates', false],
    ['Debian:13.7/stable', false],
  ])('%s is security: %s', (origin, security) => {
    expect(isSecurityOrigin(origin)).toBe(security);
  });

  test('a negative pin is found', () => {
    expect(
      parsePolicy('Package files:\nPinned packages:\n     openssl -> 3.0.1-1 with priority -1\n').pinned,
    ).toEqual(['openssl']);
  });
});

describe('kernels', () => {
  const debian = parseDebKernels(
    'linux-image-6.1.0-9-amd64 ii  6.1.27-1\nlinux-image-6.1.0-28-amd64 ii  6.1.119-1\nlinux-image-6.1.0-40-cloud-amd64 ii  6.1.150-1\nlinux-image-6.1.0-99-amd64 rc  6.1.999-1\nlinux-image-6.1.0-41-amd64 un  \n',
  );

  test('9 is older than 28, another flavour and removed packages do not count', () => {
    expect(kernelWaits(compareDebKernels('6.1.0-9-amd64', '6.1.27-1', debian))).toBe(true);
    expect(kernelWaits(compareDebKernels('6.1.0-28-amd64', '6.1.119-1', debian))).toBe(false);
  });

  test('a newer build under the same name waits as well', () => {
    expect(kernelWaits(compareDebKernels('6.1.0-28-amd64', '6.1.112-1', debian))).toBe(true);
  });

  test('a kernel from elsewhere tells nothing', () => {
    expect(kernelWaits(compareDebKernels('6.18.44-custom', null, debian))).toBe(null);
    expect(kernelWaits(compareRpmKernels('6.18.44-custom', []))).toBe(null);
  });

  test.each([
    ['kernel-core 5.14.0-427.13.1.el9_4 x86_64', '5.14.0-427.13.1.el9_4.x86_64'],
    ['kernel-rt-core 5.14.0-427.13.1.el9_4 x86_64', '5.14.0-427.13.1.el9_4.x86_64+rt'],
    ['kernel-default 6.4.0-150600.23.25.1 x86_64', '6.4.0-150600.23.25-default'],
    ['kernel-uek-core 5.15.0-300.163.18.el9uek x86_64', '5.15.0-300.163.18.el9uek.x86_64'],
    ['kernel6.12 6.12.40-64.114.amzn2023 x86_64', '6.12.40-64.114.amzn2023.x86_64'],
    ['kernel 3.10.0-1160.el7 x86_64', '3.10.0-1160.el7.x86_64'],
  ])('%s runs as %s', (row, running) => {
    expect(kernelWaits(compareRpmKernels(running, parseRpmKernels(row)))).toBe(false);
  });

  test('tools, headers and meta packages are no kernels', () => {
    expect(
      parseRpmKernels('kernel-tools 1-1 x86_64\nkernel-headers 2-1 x86_64\nkernel-modules-core 3-1 x86_64\n'),
    ).toEqual([]);
  });
});

describe('release files', () => {
  test.each([
    ['Date: Fri, 20 Nov 2026 00:12:41 UTC', '2026-11-20T00:12:41.000Z'],
    ['Date: Fri,  6 Nov 2026  1:02:03 UTC', '2026-11-06T01:02:03.000Z'],
    ['Suite: stable', null],
    ['Suite: stable\nDate: yesterday', null],
  ])('%j was made at %s', (content, builtAt) => {
    expect(parseReleaseFile(content).builtAt).toBe(builtAt);
  });
});

test('a repository that was left out is no empty list', () => {
  expect(() => parseAdvisoryLines('Ignoring repositories: demo\n')).toThrow(ProbeError);
});
