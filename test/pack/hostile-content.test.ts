import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingLists } from '../../collector/src/documents/forms/finding-lists.ts';
import { whyNotAName } from '../../collector/src/pack/entry-name.ts';
import { writePack } from '../../collector/src/pack/write-pack.ts';
import { hostileName, longValue, signedAt } from '../support/assessment-record.ts';
import { fillDisk, smallDisk, whyNoSmallDisk } from '../support/disposable-disk.ts';
import { exportTest, filesIn } from '../support/pack-files.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { sharedPack } from '../support/shared-pack.ts';

const shared = sharedPack();

function text(path: string): string {
  return shared.files.get(path)?.toString('utf8') ?? '';
}

test('F29: what hosts and people wrote stands in pages as text, and shows what it holds', () => {
  const pages = [...shared.files.keys()].filter((name) => name.endsWith('.html'));
  expect(pages.length).toBe(94);
  let shown = 0;
  for (const page of pages) {
    const markup = text(page);
    // Our own markup has these elements and no other.
    const elements = new Set(
      [...markup.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name?.toLowerCase()),
    );
    for (const element of elements) expect(allowed, `${page}: <${element}>`).toContain(element);
    expect(markup).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{FFFE}]/u);
    expect(markup).toContain("default-src 'none'");
    expect(markup).not.toMatch(/\b(?:on[a-z]+|src|action)\s*=\s*"/i);
    for (const [, href] of markup.matchAll(/href="([^"]*)"/g)) {
      expect(href).toMatch(/^(\.\.\/\.\.\/)?[A-Za-z0-9._/-]+$/);
      const target = new URL(href ?? '', `file:///${page}`).pathname.slice(1);
      expect(shared.files.has(target), `${page} links to ${target}`).toBe(true);
    }
    const isShown = ['&lt;img src=x onerror=&quot;alert(1)&quot;&gt;', '&lt;U+202E&gt;'];
    if (isShown.every((escaped) => markup.includes(escaped))) shown += 1;
  }
  expect(shown).toBeGreaterThan(10);
});

test('a value of 10,000 characters is whole in the evidence and cut on paper', () => {
  const whole = [...shared.files].filter(
    ([name, bytes]) => name.startsWith('evidence/') && bytes.toString('utf8').includes(longValue),
  );
  expect(whole.length).toBeGreaterThan(5);
  for (const [name, bytes] of shared.files) {
    if (name.endsWith('.html')) expect(bytes.toString('utf8')).not.toContain('&lt;b&gt;&amp;'.repeat(200));
  }
});

test('F30: names in a pack are made of ids; what hosts and people call things is inside the files only', () => {
  for (const name of shared.files.keys()) {
    expect(whyNotAName(name), name).toBeNull();
    expect(name).not.toContain('体制図');
    expect(name).not.toContain('cmd');
  }
  const attached = [...shared.files.keys()].filter((name) => name.startsWith('attachments/'));
  expect(attached).toEqual([
    'attachments/index.html',
    expect.stringMatching(/^attachments\/[0-9a-f]{64}\.pdf$/),
  ]);
  expect(text('items/23/findings.jsonl')).toContain(JSON.stringify(hostileName).slice(1, 40));
});

test('F30: forms and lists of others cannot have a name that leaves the pack or hides what it is', async () => {
  const names = [
    '../../x',
    '/x',
    'C:\\x',
    'a\\b',
    'forms/../../x',
    'forms//x',
    'forms/.',
    'forms/CON',
    'forms/con.xlsx',
    'NUL',
    'forms/a.xlsx ',
    'forms/a.',
    'forms/\u202Exslx.exe',
    'forms/a\u200b.csv',
    'forms/a\nb',
    'forms/a:b',
    '',
    `forms/${'あ'.repeat(100)}`,
    'forms/が.csv'.normalize('NFD'),
    'forms/\ud800',
    // Ours, also where case and width do not count.
    'items/x',
    'README.txt',
    'readme.TXT',
    'Evidence/x',
    'ＩＴＥＭＳ/x',
    'sha256sums',
  ];
  for (const path of names) {
    const destination = join(shared.folder, 'refused.zip');
    const entries = [{ path, bytes: Buffer.from('x') }];
    await expect(
      exportTest(shared.assessment, destination, { entries }),
      JSON.stringify(path),
    ).rejects.toThrow(RangeError);
  }
  const twice = ['forms/A.csv', 'forms/ａ.csv'].map((path) => ({ path, bytes: Buffer.from('x') }));
  await expect(
    exportTest(shared.assessment, join(shared.folder, 'refused.zip'), { entries: twice }),
  ).rejects.toThrow('twice');
  expect(readdirSync(shared.folder).toSorted()).toEqual(['authority', 'pack.zip']);
});

test('lone surrogates in what a rule cut off do not break a list', async () => {
  const source = {
    ...shared.assessment.source,
    async *findings(id: string) {
      for await (const finding of shared.assessment.source.findings(id)) {
        yield {
          ...finding,
          observed: { ja: `切れた\ud842`, en: 'cut\udc00' },
          parameters: { allowed: ['half\ud842'] },
        };
      }
    },
  };
  const pack = join(scratchFolder(), 'pack.zip');
  await exportTest({ ...shared.assessment, source }, pack, {
    lists: findingLists(shared.assessment.record, source),
  });
  const made = await filesIn(pack);
  const list = made.get('items/23/findings.jsonl')?.toString('utf8') ?? '';
  expect(list).toContain('切れた\ufffd');
  expect(list).toContain('half\ufffd');
  const csv = [...made].find(([name]) => name.includes('_findings_'))?.[1].toString('utf8') ?? '';
  expect(csv).toContain('half\ufffd');
});

test('what goes wrong on the way leaves nothing, and a file that is there is not overwritten', async () => {
  const place = scratchFolder();
  const destination = join(place, 'pack.zip');
  const source = { ...shared.assessment.source, evidence: () => Promise.reject(new Error('gone')) };
  await expect(exportTest({ ...shared.assessment, source }, destination)).rejects.toThrow('gone');
  const broken = {
    path: 'data/list.csv',
    bytes: (async function* () {
      yield Buffer.from('half');
      throw new Error('broken off');
    })(),
  };
  await expect(exportTest(shared.assessment, destination, { entries: [broken] })).rejects.toThrow(
    'broken off',
  );
  expect(readdirSync(place)).toEqual([]);
  await exportTest(shared.assessment, destination);
  const before = readFileSync(destination);
  await expect(exportTest(shared.assessment, destination)).rejects.toMatchObject({ code: 'pack-unwritable' });
  expect(readFileSync(destination).equals(before)).toBe(true);
  rmSync(destination);
  const nowhere = join(place, 'no-folder', 'pack.zip');
  await expect(exportTest(shared.assessment, nowhere)).rejects.toMatchObject({ code: 'pack-unwritable' });
});

const cannot = whyNoSmallDisk();
if (cannot !== null) console.log(`a full disk is skipped: ${cannot}`);

describe.skipIf(cannot !== null)('a full disk', () => {
  test.each([100_000, 500_000, 3_000_000])(
    'with %i bytes left: one clear error and nothing left',
    async (left) => {
      const disk = smallDisk(8);
      fillDisk(disk, left);
      // Does not compress, so that the disk ends in the middle of it.
      const noise = {
        path: 'data/noise.bin',
        bytes: Buffer.alloc(4_000_000, 0).map(() => Math.trunc(Math.random() * 256)),
      };
      const { record, source, signer } = shared.assessment;
      const options = { entries: [noise], signer, destination: join(disk, 'pack.zip'), signedAt };
      await expect(writePack(record, source, options)).rejects.toMatchObject({ code: 'pack-unwritable' });
      expect(readdirSync(disk)).toEqual(['filler']);
    },
  );
});

const allowed =
  'html head meta title style body p h1 h2 h3 table thead tbody tr th td code bdi b br span section div a'.split(
    ' ',
  );
