import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FormatFault } from '../format-fault.ts';
import { cpeRelease, csafAdvisories } from './csaf.ts';
import { ecosystemRelease, osvAdvisories } from './osv.ts';
import { ovalAdvisories } from './oval.ts';
import type { ParsedAdvisory } from './parsed.ts';
import { baseScore, severityOfScore, severityOfVector, severityOfWord } from './severity.ts';

const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'samples', name), 'utf8');

/** In pieces that cut lines, characters and tags. */
async function* pieces(text: string, bytes = 7): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

async function all(advisories: AsyncIterable<ParsedAdvisory>): Promise<ParsedAdvisory[]> {
  const found: ParsedAdvisory[] = [];
  for await (const one of advisories) found.push(one);
  return found;
}

const osv = (record: unknown) => all(osvAdvisories(pieces(`${JSON.stringify(record)}\n`)));
const csaf = (document: unknown) => all(csafAdvisories(pieces(JSON.stringify(document))));
function oval(xml: string, bytes?: number): Promise<ParsedAdvisory[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tenken-oval-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return all(ovalAdvisories(pieces(xml, bytes), 'rhel:9', folder));
}

describe('OSV', () => {
  test("Debian's advisory names the source package and its repair in each release", async () => {
    const advisory = {
      id: 'DSA-5514-1',
      cves: ['CVE-2023-4911'],
      severity: null,
      publishedOn: '2023-10-03',
    };
    expect(await osv(JSON.parse(sample('dsa-5514-1.osv.json')))).toEqual([
      { release: 'debian:11', package: 'glibc', advisory: { ...advisory, fixed: '2.31-13+deb11u7' } },
      { release: 'debian:12', package: 'glibc', advisory: { ...advisory, fixed: '2.36-9+deb12u3' } },
    ]);
  });

  const record = (change: Record<string, unknown>, affected: Record<string, unknown> = {}) => ({
    id: 'UBUNTU-CVE-2026-1000',
    modified: '2026-11-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'Ubuntu:24.04:LTS', name: 'bash' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '5.2.21-2ubuntu5' }] }],
        ...affected,
      },
    ],
    ...change,
  });

  test('what was withdrawn, and what nothing repairs, is none', async () => {
    expect(await osv(record({}))).toHaveLength(1);
    expect(await osv(record({ withdrawn: '2026-11-02T00:00:00Z' }))).toEqual([]);
    expect(await osv(record({}, { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }))).toEqual(
      [],
    );
    expect(await osv(record({}, { ranges: [{ type: 'GIT', events: [{ fixed: 'abc' }] }] }))).toEqual([]);
  });

  test('two ranges are two advisories, each with its beginning', async () => {
    const events = [{ introduced: '0' }, { fixed: '1.2' }, { introduced: '2.0' }, { fixed: '2.3' }];
    const found = await osv(record({}, { ranges: [{ type: 'ECOSYSTEM', events }] }));
    expect(found.map(({ advisory }) => [advisory.introduced, advisory.fixed])).toEqual([
      [undefined, '1.2'],
      ['2.0', '2.3'],
    ]);
  });

  test.each([
    [{ severity: [{ type: 'Ubuntu', score: 'medium' }] }, {}, 'medium'],
    [{}, { severity: [{ type: 'Ubuntu', score: 'negligible' }] }, 'low'],
    [
      { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] },
      {},
      'critical',
    ],
    [{}, { ecosystem_specific: { urgency: 'low**' } }, 'low'],
    [{}, { ecosystem_specific: { urgency: 'not yet assigned' } }, null],
    [{ database_specific: { severity: 'MODERATE' } }, {}, 'medium'],
    [{ severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L' }] }, {}, null],
  ])('severity of %j %j is %s', async (change, affected, severity) => {
    expect((await osv(record(change, affected)))[0]?.advisory.severity).toBe(severity);
  });

  test.each([
    ['Debian:12', 'debian:12'],
    ['Debian', null],
    ['Ubuntu:22.04:LTS', 'ubuntu:22.04'],
    ['Ubuntu:24.10', 'ubuntu:24.10'],
    ['Ubuntu:Pro:18.04:LTS', null],
    ['AlmaLinux:9', 'almalinux:9'],
    ['Rocky Linux:8', 'rocky:8'],
    ['Red Hat:enterprise_linux:9::baseos', 'rhel:9'],
    ['Red Hat:rhel_eus:9.2::baseos', null],
    ['SUSE:Linux Enterprise Server 15 SP6', 'sles:15.6'],
    ['SUSE:Linux Enterprise Server 15 SP6-LTSS', null],
    ['openSUSE:Leap 15.6', 'opensuse-leap:15.6'],
    ['npm', null],
  ])('ecosystem %s is %s', (ecosystem, release) => {
    expect(ecosystemRelease(ecosystem)).toBe(release);
  });

  test.each([
    ['{"id":"X"}\n', 'line 1 is no OSV record'],
    ['\n\n{"id":', 'line 3 is no JSON'],
    ['<xml/>', 'line 1 is no JSON'],
    ['[]', 'line 1 is no OSV record'],
    [JSON.stringify(record({ published: 'soon' })), 'line 1: soon is no time'],
  ])('%j is refused', async (text, why) => {
    await expect(all(osvAdvisories(pieces(text)))).rejects.toThrow(why);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    async function* bytes() {
      yield Buffer.from([0x22, 0xff, 0x22, 10]);
    }
    await expect(all(osvAdvisories(bytes()))).rejects.toThrow('line 1 is not UTF-8');
  });
});

describe('OVAL', () => {
  test("Red Hat's patch definitions: the package, its repair, and whether it is of a module", async () => {
    const found = await oval(sample('rhel-9.oval.xml'));
    expect(found.toSorted((a, b) => (a.package < b.package ? -1 : 1))).toEqual([
      {
        release: 'rhel:9',
        package: 'glibc',
        advisory: {
          id: 'RHSA-2023:5453',
          cves: ['CVE-2023-4911'],
          fixed: '2.34-60.el9_2.7',
          severity: 'high',
          publishedOn: '2023-10-05',
        },
      },
      {
        release: 'rhel:9',
        package: 'nodejs',
        advisory: {
          id: 'RHSA-2026:9001',
          cves: ['CVE-2026-90001'],
          fixed: '1:20.18.2-1.module+el9.5.0+22758+4ad2c198',
          severity: 'medium',
          publishedOn: '2026-02-03',
          inModule: true,
        },
      },
    ]);
  });

  test.each([
    ['<oval_definitions><definitions>', 'no well-formed XML'],
    ['{"id":"DSA"}', 'no well-formed XML'],
    ['<html></html>', 'no OVAL'],
    ['<oval_definitions></oval_definitions>', 'holds no definition'],
    ['<!DOCTYPE x [<!ENTITY a "aaaa">]><oval_definitions>&a;</oval_definitions>', 'no well-formed XML'],
    [`<oval_definitions>${'<a>'.repeat(80)}`, 'nested too deep'],
  ])('%s is refused', async (xml, why) => {
    await expect(oval(xml)).rejects.toThrow(why);
  });

  test('a text without end is not kept', async () => {
    async function* endless() {
      yield Buffer.from('<oval_definitions><generator>');
      for (let at = 0; at < 40; at += 1) yield Buffer.alloc(1024 * 1024, 97);
    }
    const folder = mkdtempSync(join(tmpdir(), 'tenken-oval-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await expect(all(ovalAdvisories(endless(), 'rhel:9', folder))).rejects.toThrow('too long');
  });
});

describe('CSAF', () => {
  test("Red Hat's advisory: binary packages of the release itself, not of streams under contract", async () => {
    expect(await csaf(JSON.parse(sample('rhsa-2023-5453.csaf.json')))).toEqual([
      {
        release: 'rhel:9',
        package: 'glibc',
        advisory: {
          id: 'RHSA-2023:5453',
          cves: ['CVE-2023-4911'],
          fixed: '2.34-60.el9_2.7',
          severity: 'high',
          publishedOn: '2023-10-05',
        },
      },
    ]);
  });

  test.each([
    ['cpe:/o:redhat:enterprise_linux:9::baseos', 'rhel:9'],
    ['cpe:/a:redhat:enterprise_linux:8::appstream', 'rhel:8'],
    ['cpe:/a:redhat:rhel_eus:9.2::appstream', null],
    ['cpe:/o:suse:sles:15:sp6', 'sles:15.6'],
    ['cpe:/o:opensuse:leap:15.6', 'opensuse-leap:15.6'],
    ['cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*', 'rhel:9'],
    ['', null],
  ])('%s is %s', (cpe, release) => {
    expect(cpeRelease(cpe)).toBe(release);
  });

  test('another version of the format is refused', async () => {
    const document = JSON.parse(sample('rhsa-2023-5453.csaf.json')) as { document: object };
    const other = { ...document, document: { ...document.document, csaf_version: '2.1' } };
    await expect(csaf(other)).rejects.toThrow('line 1 is no CSAF 2.0 document');
  });
});

test('whatever comes in, a parser gives advisories or says what does not fit', async () => {
  const readers = [
    (text: string) => all(osvAdvisories(pieces(text, 64))),
    (text: string) => all(csafAdvisories(pieces(text, 64))),
    (text: string) => oval(text, 64),
  ];
  const originals = ['dsa-5514-1.osv.json', 'rhsa-2023-5453.csaf.json', 'rhel-9.oval.xml'].map((name) =>
    name.endsWith('xml') ? sample(name) : JSON.stringify(JSON.parse(sample(name))),
  );
  const changed = fc
    .tuple(fc.constantFrom(...originals), fc.nat(), fc.nat(40), fc.string())
    .map(([text, at, length, put]) => {
      const place = at % text.length;
      return text.slice(0, place) + put + text.slice(place + length);
    });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...readers),
      fc.oneof(changed, fc.string(), fc.json()),
      async (read, text) => {
        try {
          for (const { release, advisory } of await read(text)) {
            expect(release).toMatch(/^[a-z-]+:/);
            expect(typeof advisory.fixed).toBe('string');
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FormatFault);
        }
      },
    ),
    { numRuns: 300 },
  );
});

describe('severity', () => {
  // Of the examples that FIRST publishes with CVSS 3.1: https://www.first.org/cvss/v3.1/examples
  test.each([
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9],
    ['CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', null],
    ['CVSS:3.1/AV:N', null],
  ])('%s is %s', (vector, score) => {
    expect(baseScore(vector)).toBe(score);
  });

  test('limits of the ratings, and words', () => {
    expect([0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10].map(severityOfScore)).toEqual([
      null,
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'critical',
    ]);
    expect(severityOfVector('AV:N/AC:L/Au:N/C:P/I:P/A:P')).toBeNull();
    expect(['Important', 'constructor', 'None', undefined].map(severityOfWord)).toEqual([
      'high',
      null,
      null,
      null,
    ]);
  });
});
