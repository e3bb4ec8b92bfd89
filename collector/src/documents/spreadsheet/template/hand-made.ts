import { packArchive } from '../archive.ts';

export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Parts of a workbook written by hand, for what neither our writer nor LibreOffice produces. For tests. */
export type HandMade = {
  /** The inside of `<worksheet>` by name of the tab. */
  sheets: Record<string, string>;
  /** What follows `<sheets>` in the workbook. */
  workbook?: string;
  /** The inside of `<sst>`. */
  strings?: string;
  calcChain?: string;
  others?: Record<string, string>;
};

export function handMadeParts(made: HandMade): Map<string, Uint8Array> {
  const tabs = Object.keys(made.sheets);
  const relationship = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const package_ = 'http://schemas.openxmlformats.org/package/2006';
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${package_}/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>${made.calcChain ? `<Override PartName="/xl/calcChain.xml" ContentType="${types}.calcChain+xml"/>` : ''}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${package_}/relationships">${relationship('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${tabs.map((tab, index) => `<sheet name="${tab}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets>${made.workbook ?? ''}</workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${package_}/relationships">${tabs.map((_, index) => relationship(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)).join('')}${made.strings ? relationship('rS', 'sharedStrings', '/xl/sharedStrings.xml') : ''}${made.calcChain ? relationship('rC', 'calcChain', 'calcChain.xml') : ''}</Relationships>`,
    ...(made.strings ? { 'xl/sharedStrings.xml': `<sst xmlns="${main}">${made.strings}</sst>` } : {}),
    ...(made.calcChain
      ? { 'xl/calcChain.xml': `<calcChain xmlns="${main}">${made.calcChain}</calcChain>` }
      : {}),
    ...made.others,
  };
  for (const [index, content] of Object.values(made.sheets).entries()) {
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${main}">${content}</worksheet>`;
  }
  return new Map(Object.entries(parts).map(([path, text]) => [path, Buffer.from(text, 'utf8')]));
}

export function handMade(made: HandMade): Uint8Array {
  return packArchive(handMadeParts(made));
}

/** `<sheetData>` of rows of texts from A1 on; null leaves a cell out, text in `<…>` is a cell's inside. */
export function sheetData(...rows: (string | null)[][]): string {
  const body = rows.map((texts, index) => {
    const cells = texts.map((text, column) => {
      if (text === null) return '';
      const at = `${String.fromCodePoint(65 + column)}${index + 1}`;
      if (text.startsWith('<')) return `<c r="${at}" s="7">${text}</c>`;
      return text === ''
        ? `<c r="${at}" s="7"/>`
        : `<c r="${at}" s="7" t="inlineStr"><is><t>${text}</t></is></c>`;
    });
    return `<row r="${index + 1}">${cells.join('')}</row>`;
  });
  return `<sheetData>${body.join('')}</sheetData>`;
}
