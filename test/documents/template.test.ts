import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filledTemplate } from '../../collector/src/documents/forms/filled-template.ts';
import { nwsystem, sampleRecord } from '../../collector/src/documents/forms/sample-record.ts';
import { openArchive } from '../../collector/src/documents/spreadsheet/archive.ts';
import { readWorkbook } from '../../collector/src/documents/spreadsheet/workbook-reader.ts';
import { parseXml, serializedXml } from '../../collector/src/documents/spreadsheet/xml.ts';
import type { Element } from '../../collector/src/documents/spreadsheet/xml.ts';
import { converted, withoutLibreOffice } from './libreoffice.ts';
import { officialForm } from './official-form.ts';

const record = { ...sampleRecord(), assessment: { ...sampleRecord().assessment, state: 'final' as const } };
const items = nwsystem().items.map(({ number, path, flags }) => ({
  number,
  heading: path.at(-1) ?? '',
  priority: flags.priority,
}));
const marks = ['○', '▲', '-'];
const sheetPath = 'xl/worksheets/sheet2.xml';

describe.skipIf(withoutLibreOffice !== null)('a form that LibreOffice has made', () => {
  let folder = '';
  let plain = Buffer.alloc(0);
  let counting = Buffer.alloc(0);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'template-'));
    const made = (name: string, withCount: boolean) => {
      const path = join(folder, `${name}.fods`);
      writeFileSync(path, officialForm({ items, marks, counting: withCount }));
      return readFileSync(converted(path, 'xlsx:Calc MS Excel 2007 XML'));
    };
    plain = made('plain', false);
    counting = made('counting', true);
  }, 180_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('has what must come back unharmed', () => {
    const sheet = Buffer.from(openArchive(plain).get(sheetPath) ?? []).toString();
    for (const element of ['<mergeCell ', '<dataValidation ', '<pageSetup ', '<headerFooter']) {
      expect(sheet).toContain(element);
    }
    const workbook = Buffer.from(openArchive(plain).get('xl/workbook.xml') ?? []).toString();
    expect(workbook).toContain('_xlnm.Print_Area');
    expect(workbook).toContain('_xlnm.Print_Titles');
  });

  test('every part but the sheet is the same byte for byte, and in the sheet only the answers differ', () => {
    const filled = filledTemplate(record, plain);
    expect(filled).toMatchObject({ sheets: ['別紙2'], changedParts: [sheetPath] });
    // LibreOffice sets every height, so rows stay and the remarks that they cannot show are told.
    expect(filled.cramped).toContainEqual({ number: '3', sheet: '別紙2', cell: 'F8', why: 'too-small' });
    const [before, after] = [openArchive(plain), openArchive(filled.bytes)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [path, bytes] of before) {
      if (path !== sheetPath) expect(Buffer.from(after.get(path) ?? []).equals(bytes), path).toBe(true);
    }
    const differing = differences(
      before.get(sheetPath) ?? new Uint8Array(),
      after.get(sheetPath) ?? new Uint8Array(),
    );
    const answers = items.flatMap((_, index) => [`E${index + 6}`, `F${index + 6}`]);
    expect(differing.filter((cell) => !answers.includes(cell))).toEqual([]);
    expect(differing.length).toBeGreaterThan(92);
  });

  test('answers are in the form, with the characters of its own list', () => {
    const rows =
      readWorkbook(filledTemplate(record, plain).bytes).find(({ name }) => name === '別紙2')?.rows ?? [];
    const answer = (number: string) =>
      rows
        .find(({ cells }) => cells[0]?.text === number)
        ?.cells.filter(({ column }) => column > 3)
        .map(({ text }) => text);
    expect(answer('1')).toEqual(['○', '対象412台中409台適合。']);
    expect(answer('3')).toEqual(['▲', '令和9年2月26日までに実施予定（情報政策課）。']);
    expect(answer('92')).toEqual(['○', '対象412台中409台適合。']);
    expect(answer('5')).toEqual([]);
  });

  test('LibreOffice opens the filled form, and its counts follow the marks', () => {
    const filled = filledTemplate(record, counting);
    expect(filled.changedParts).toContain('xl/workbook.xml');
    const path = join(folder, 'filled.xlsx');
    writeFileSync(path, filled.bytes);
    const again = readWorkbook(
      readFileSync(converted(path, 'ods') && converted(join(folder, 'filled.ods'), 'xlsx')),
    );
    const counts = again
      .find(({ name }) => name === '集計')
      ?.rows.map(({ cells }) => cells.map(({ text }) => text));
    const roles = (role: string) => String(record.items.filter((item) => item.role === role).length);
    expect(counts).toEqual([
      ['○', roles('done')],
      ['▲', roles('planned')],
      ['-', roles('not-applicable')],
    ]);
  });

  test('a draft says so in the print header, beside what the form prints there', () => {
    const filled = filledTemplate(sampleRecord(), plain);
    const sheet = parseXml(openArchive(filled.bytes).get(sheetPath) ?? new Uint8Array(), sheetPath);
    const header = sheet.getElementsByTagName('oddHeader')[0]?.textContent ?? '';
    expect(header).toContain('下書き(DRAFT)');
    expect(header).toContain('様02-06');
  });

  test('another form is refused, with what is missing', () => {
    const other = {
      ...record,
      items: [
        ...record.items,
        ...record.items.slice(0, 1).map((item) => ({ ...item, item: { ...item.item, number: '93' } })),
      ],
    };
    expect(() => filledTemplate(other, plain)).toThrow(/no row for item 93\./);
  });
});

/** Addresses of the cells that differ, or `elsewhere` for anything outside of cells. */
function differences(before: Uint8Array, after: Uint8Array): string[] {
  const documents = [before, after].map((bytes) => parseXml(bytes, sheetPath));
  const [old, now] = documents.map(
    (document) =>
      new Map(
        Array.from(document.getElementsByTagName('c'), (cell) => [cell.getAttribute('r') ?? '', facts(cell)]),
      ),
  );
  if (!old || !now) return ['elsewhere'];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter((at) => old.get(at) !== now.get(at));
  const [first, second] = documents.map((document) => {
    for (const cell of Array.from(document.getElementsByTagName('c'))) cell.parentNode?.removeChild(cell);
    return Buffer.from(serializedXml(document)).toString();
  });
  return first === second ? changed : [...changed, 'elsewhere'];
}

function facts(cell: Element): string {
  const attributes = Array.from(cell.attributes, ({ name, value }) => `${name}=${value}`);
  return [...attributes, cell.textContent].join(' ');
}
