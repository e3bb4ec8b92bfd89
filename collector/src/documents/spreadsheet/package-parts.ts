import { visibleText } from '../visible-text.ts';
import { escapeXml } from './cell-text.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A sheet as it was written: its tab, and the rows that every printed page repeats, by number from 1. */
export type WrittenSheet = {
  tab: string;
  titles: { first: number; last: number } | null;
  hidden: boolean;
  /** The range that is printed, such as `$A$1:$F$93`; null: everything. */
  area: string | null;
};

export const sheetPath = (index: number) => `xl/worksheets/sheet${index + 1}.xml`;

/** Every part that only points at others, by path. */
export function packageParts(
  title: string,
  asOf: string,
  sheets: readonly WrittenSheet[],
): [string, string][] {
  return [
    ['[Content_Types].xml', contentTypes(sheets.length)],
    ['_rels/.rels', rootRelationships],
    ['docProps/core.xml', coreProperties(title, asOf)],
    ['xl/workbook.xml', workbook(sheets)],
    ['xl/_rels/workbook.xml.rels', workbookRelationships(sheets.length)],
  ];
}

function contentTypes(sheets: number): string {
  const override = (path: string, type: string) => `<Override PartName="/${path}" ContentType="${type}"/>`;
  const worksheets = Array.from({ length: sheets }, (_, index) =>
    override(sheetPath(index), `${types}.worksheet+xml`),
  );
  return [
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    override('xl/workbook.xml', `${types}.sheet.main+xml`),
    ...worksheets,
    override('xl/styles.xml', `${types}.styles+xml`),
    override('xl/sharedStrings.xml', `${types}.sharedStrings+xml`),
    override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    '</Types>',
  ].join('');
}

const rootRelationships = [
  `${declaration}<Relationships xmlns="${packageRelationships}">`,
  `<Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/>`,
  '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>',
  '</Relationships>',
].join('');

function coreProperties(title: string, asOf: string): string {
  const instant = `${new Date(asOf).toISOString().slice(0, 19)}Z`;
  return [
    `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"`,
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${escapeXml(visibleText(title))}</dc:title><dc:creator>Tenken</dc:creator>`,
    `<dcterms:created xsi:type="dcterms:W3CDTF">${instant}</dcterms:created>`,
    '</cp:coreProperties>',
  ].join('');
}

function workbook(sheets: readonly WrittenSheet[]): string {
  const tabs = sheets.map(
    ({ tab, hidden }, index) =>
      `<sheet name="${escapeXml(tab)}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  const named = (name: string, index: number, tab: string, range: string) =>
    `<definedName name="_xlnm.${name}" localSheetId="${index}">${escapeXml(`'${tab.replaceAll("'", "''")}'!${range}`)}</definedName>`;
  const titles = sheets.flatMap(({ tab, titles: rows, area }, index) => [
    ...(area === null ? [] : [named('Print_Area', index, tab, area)]),
    ...(rows ? [named('Print_Titles', index, tab, `$${rows.first}:$${rows.last}`)] : []),
  ]);
  return [
    `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><bookViews><workbookView activeTab="0"/></bookViews>`,
    `<sheets>${tabs.join('')}</sheets>`,
    titles.length > 0 ? `<definedNames>${titles.join('')}</definedNames>` : '',
    '</workbook>',
  ].join('');
}

function workbookRelationships(sheets: number): string {
  const entry = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${relationships}/${type}" Target="${target}"/>`;
  return [
    `${declaration}<Relationships xmlns="${packageRelationships}">`,
    ...Array.from({ length: sheets }, (_, index) =>
      entry(index + 1, 'worksheet', sheetPath(index).slice('xl/'.length)),
    ),
    entry(sheets + 1, 'styles', 'styles.xml'),
    entry(sheets + 2, 'sharedStrings', 'sharedStrings.xml'),
    '</Relationships>',
  ].join('');
}
