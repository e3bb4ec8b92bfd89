import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AssessmentRecord, AssessmentSource } from '../../collector/src/assessments/record.ts';
import { findingLists } from '../../collector/src/documents/forms/finding-lists.ts';
import { formEntries } from '../../collector/src/documents/forms/form-entries.ts';
import { hostileTexts } from '../../collector/src/documents/forms/sample-record.ts';
import { readWorkbook } from '../../collector/src/documents/spreadsheet/workbook-reader.ts';
import { visibleText } from '../../collector/src/documents/visible-text.ts';
import { verifyPack } from '../../collector/src/pack/verify/verify-pack.ts';
import { converted, withoutLibreOffice } from '../documents/libreoffice.ts';
import { testAssessment } from '../support/assessment-record.ts';
import { exportTest, filesIn, whyNoTools } from '../support/pack-files.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';

// A whole pack, forms and lists included, in which every name and every text that a host or a person may choose is
// one that nobody wishes for.

const texts = [
  ...hostileTexts,
  '＋1',
  '－1+1',
  '＠SUM(A1)',
  '  =1+1',
  '\n=1',
  '"=1","=2"',
  '{{7*7}} ${7*7} <%= 7*7 %>',
  'javascript:alert(1)',
  '"><svg onload=alert(1)>',
  '\u202Eexe.gpj\u2066',
  'C:\\CON',
  '%2e%2e%2fx',
];

/** What a person types is limited where it comes in. */
const ofPeople = texts.filter(({ length }) => length < 1000);

let folder: string;
let pack: string;
let files: Map<string, Buffer>;
/** Those that stand where a person would have typed them. */
const used = new Set<string>();

beforeAll(async () => {
  folder = makeScratchFolder();
  const assessment = await testAssessment(join(folder, 'authority'));
  const record = hostileRecord(assessment.record);
  const source = hostileSource(assessment.source);
  pack = join(folder, 'pack.zip');
  await exportTest({ ...assessment, record, source }, pack, {
    entries: formEntries(record, source).entries,
    lists: findingLists(record, source),
  });
  files = await filesIn(pack);
}, 60_000);
afterAll(() => removeScratchFolder(folder));

function hostileRecord(record: AssessmentRecord): AssessmentRecord {
  let next = 0;
  const text = () => {
    const chosen = ofPeople[next % ofPeople.length] ?? '';
    next += 1;
    used.add(chosen);
    return chosen;
  };
  const person = () => ({ name: text(), account: text() });
  const signed = (at: string) => ({ ...person(), at });
  return {
    ...record,
    organisation: {
      ...record.organisation,
      name: text(),
      department: text(),
      contact: { person: text(), telephone: text(), mail: text() },
    },
    system: { ...record.system, name: text() },
    assessment: { ...record.assessment, preparedBy: signed('2026-11-19T03:00:00.000Z') },
    coverage: {
      ...record.coverage,
      silent: texts.map((name, index) => ({
        id: `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        name,
        platform: 'linux',
        assetNumber: name,
        lastReportAt: null,
      })),
      neverEnrolled: texts.map((name) => ({ assetNumber: name, name, otherLabels: [name] })),
      excluded: texts.map((name) => ({ assetNumber: name, name, reason: name })),
    },
    items: record.items.map((item) => ({
      ...item,
      remarks: text(),
      attestation: item.attestation && {
        ...item.attestation,
        note: text(),
        person: text(),
        attachments: item.attestation.attachments.flatMap((file) => texts.map((name) => ({ ...file, name }))),
      },
      plan: item.plan && { ...item.plan, owner: text(), text: text() },
    })),
    declarations: record.declarations.map((declaration) => ({
      ...declaration,
      // Packages, programs and the like.
      entries: texts.map((name) => ({ name })),
      person: text(),
    })),
    waivers: record.waivers.map((waiver) => ({
      ...waiver,
      reason: text(),
      requestedBy: person(),
      approvedBy: person(),
    })),
  };
}

function hostileSource(source: AssessmentSource): AssessmentSource {
  return {
    ...source,
    async *findings(itemId) {
      let next = 0;
      for await (const finding of source.findings(itemId)) {
        const name = texts[next % texts.length] ?? '';
        next += 1;
        yield {
          ...finding,
          host: { ...finding.host, name, assetNumber: name },
          observed: { ja: name, en: name },
          expected: { ja: name, en: name },
          parameters: { ...finding.parameters, allowed: name.isWellFormed() ? [name] : [] },
        };
      }
    },
  };
}

function ending(...endings: string[]): [string, Buffer][] {
  const found = [...files].filter(([name]) => endings.some((one) => name.endsWith(one)));
  expect(found.length, endings.join(' ')).toBeGreaterThan(0);
  return found;
}

/** What a spreadsheet would calculate, also behind spaces; one sign alone is a mark of the forms. */
const formula = /^\s*[=+\-@＝＋－＠−][^]/u;
const control = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{FFFE}\u{FFFF}]/u;

test('the pack is whole', async () => {
  expect((await verifyPack(pack)).faults).toEqual([]);
  expect(used.size).toBe(ofPeople.length);
});

test('F28: every cell of a workbook that holds such a text is of the type string, and none is a formula', () => {
  const seen = new Set<string>();
  for (const [path, bytes] of ending('.xlsx')) {
    for (const [part, content] of Object.entries(unzipSync(bytes))) {
      const xml = Buffer.from(content).toString();
      if (!part.startsWith('xl/worksheets/')) continue;
      expect(xml, `${path} ${part}`).not.toMatch(/<f[ >/]/);
      for (const [cell, attributes = ''] of xml.matchAll(/<c ([^>]*[^>/])>.*?<\/c>/gs)) {
        if (/ t="(?:s|inlineStr)"/.test(` ${attributes}`)) continue;
        // Whatever is no string is a number that our own code has counted.
        expect(cell, `${path} ${part}`).toMatch(/^<c r="[A-Z]+\d+" s="\d+"><v>-?\d+(?:\.\d+)?<\/v><\/c>$/);
      }
    }
    for (const { rows } of readWorkbook(bytes)) {
      for (const { cells } of rows) for (const { text } of cells) seen.add(text);
    }
  }
  for (const text of texts) expect(seen, JSON.stringify(text.slice(0, 40))).toContain(visibleText(text));
});

test('F28: no field of a CSV begins a formula, and every text is there', () => {
  const seen = new Set<string>();
  for (const [path, bytes] of ending('.csv')) {
    const rows: string[][] = parse(bytes, { bom: true });
    expect(new Set(rows.map(({ length }) => length)).size, path).toBe(1);
    for (const field of rows.flat()) {
      expect(field, path).not.toMatch(formula);
      expect(field, path).not.toMatch(/^[\t\n]/);
      expect(field, path).not.toMatch(control);
      seen.add(field.replace(/^'/, ''));
    }
  }
  for (const text of texts) expect(seen, JSON.stringify(text.slice(0, 40))).toContain(visibleText(text));
});

test('F29: nothing invisible and no live markup is in any page, list or workbook', () => {
  for (const [path, bytes] of ending('.html')) {
    const page = bytes.toString('utf8');
    expect(page, path).not.toMatch(control);
    expect(page, path).not.toMatch(/<(?:img|svg|script)/i);
    expect(page, path).not.toMatch(/href="(?![A-Za-z0-9._/-]+")/);
  }
  for (const [path, bytes] of ending('.xlsx')) {
    for (const [part, content] of Object.entries(unzipSync(bytes))) {
      expect(Buffer.from(content).toString(), `${path} ${part}`).not.toMatch(
        /(?![\n\t\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{FFFE}\u{FFFF}]/u,
      );
    }
  }
  const pages = ending('.html').map(([, bytes]) => bytes.toString('utf8'));
  for (const text of [
    '&lt;img src=x onerror=alert(1)&gt;',
    '&lt;U+202E&gt;',
    '{{7*7}}',
    'javascript:alert(1)',
  ]) {
    expect(
      pages.some((page) => page.includes(text)),
      text,
    ).toBe(true);
  }
});

test('a text of 10,000 characters is whole in workbooks and lists, and its beginning in pages', () => {
  const long = 'x'.repeat(10_000);
  for (const name of ['.csv', '.jsonl']) {
    expect(
      ending(name).some(([, bytes]) => bytes.includes(long)),
      name,
    ).toBe(true);
  }
  const workbook = ending('.xlsx').some(([, bytes]) =>
    Object.values(unzipSync(bytes)).some((part) => Buffer.from(part).includes(long)),
  );
  expect(workbook).toBe(true);
  for (const [path, bytes] of ending('.html')) expect(bytes.includes('x'.repeat(4001)), path).toBe(false);
  expect(ending('.html').some(([, bytes]) => bytes.includes('（全10000文字）'))).toBe(true);
});

const noPdfText = whyNoTools('pdftotext');
if (noPdfText !== null) console.log(`reading PDF files back is skipped: ${noPdfText}`);

test.skipIf(noPdfText !== null)('F29: the PDF files show such texts as they are, visibly', () => {
  const all = ending('.pdf').map(([name, bytes]) => {
    if (name.startsWith('attachments/')) return '';
    const path = join(scratchFolder(), 'report.pdf');
    writeFileSync(path, bytes);
    const { status, stdout } = spawnSync('pdftotext', ['-layout', path, '-']);
    expect(status, name).toBe(0);
    return stdout.toString();
  });
  for (const page of all) {
    expect(page).not.toMatch(/(?![\n\t\f])[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B-\u200F]/u);
  }
  const shown = all.join('').replaceAll(/\s/g, '');
  for (const text of ['=cmd|', '＝1+1', '<imgsrc=x', '<U+202E>gpj.exe']) expect(shown).toContain(text);
});

describe.skipIf(withoutLibreOffice !== null)('in LibreOffice', () => {
  test('F28: no cell of any workbook or list of the pack is calculated', { timeout: 240_000 }, () => {
    const place = scratchFolder();
    const opened = [...ending('.xlsx'), ...ending('_findings_判定_cmd_C_calc_A0_R8.csv')];
    expect(opened.length).toBeGreaterThan(2);
    for (const [index, [path, bytes]] of opened.entries()) {
      const copy = join(place, `${index}.${path.split('.').at(-1)}`);
      writeFileSync(copy, bytes);
      const flat = readFileSync(converted(copy, 'fods'), 'utf8');
      expect(flat, path).toContain('cmd|');
      expect(flat, path).not.toContain('table:formula');
    }
  });
});

/** Programs that unpack archives, as somebody would call them in a folder. */
const tools: [name: string, args: (pack: string) => string[]][] = [
  ['unzip', (path) => ['-q', path]],
  ['python3', (path) => ['-m', 'zipfile', '-e', path, '.']],
  ['jar', (path) => ['-xf', path]],
  ['7z', (path) => ['x', '-bd', path]],
  ['bsdtar', (path) => ['-xf', path]],
];
const known = tools.filter(([name]) => whyNoTools(name) === null);
console.log(`F30: unpacked with ${known.map(([name]) => name).join(', ') || 'nothing: no such program'}`);

test.each(known)('F30: what %s unpacks stays in its folder, and is what the pack holds', (name, args) => {
  const outer = scratchFolder();
  const inner = join(outer, 'a', 'b', 'c');
  mkdirSync(inner, { recursive: true });
  const env = { ...process.env, LC_ALL: 'C.UTF-8', PYTHONUTF8: '1' };
  const { status, stderr } = spawnSync(name, args(pack), { cwd: inner, env });
  expect(status, stderr.toString()).toBe(0);
  const unpacked = readdirSync(outer, { recursive: true, encoding: 'utf8' })
    .map((path) => join(outer, path))
    .filter((path) => lstatSync(path).isFile());
  expect(unpacked.every((path) => path.startsWith(`${inner}/`))).toBe(true);
  expect(new Set(unpacked.map((path) => path.slice(inner.length + 1)))).toEqual(new Set(files.keys()));
  for (const path of unpacked) {
    expect(readFileSync(path).equals(files.get(path.slice(inner.length + 1)) ?? Buffer.alloc(0)), path).toBe(
      true,
    );
  }
});

test('F30: no name in the pack is chosen by a host or a person', () => {
  for (const path of files.keys()) {
    for (const [top, names] of [path.split('/')].map(([first = '', ...rest]) => [first, rest] as const)) {
      if (top === 'forms' || top === 'data') continue;
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9.-]+$/);
    }
    expect(path).not.toMatch(/[\\:*?"<>|]|\.\.|[\p{Cc}\p{Cf}]/u);
  }
  expect([...files.keys()].filter((path) => path.startsWith('attachments/'))).not.toEqual([]);
});
