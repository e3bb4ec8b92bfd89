/** What a cell is, for its looks. Text in each is kept text when somebody edits the cell (`quotePrefix`). */
export type StyleName = keyof typeof looks;

type Look = {
  font: number;
  fill: number;
  border: 0 | 1;
  horizontal: 'left' | 'center' | 'right';
  vertical: 'top' | 'center';
  wrap: boolean;
  /** Somebody fills it in: it can be edited on a protected sheet, and what is typed stays what was typed. */
  entry?: 'text' | 'date';
};

const looks = {
  plain: { font: 0, fill: 0, border: 0, horizontal: 'left', vertical: 'top', wrap: false },
  paragraph: { font: 0, fill: 0, border: 0, horizontal: 'left', vertical: 'top', wrap: true },
  heading: { font: 1, fill: 0, border: 0, horizontal: 'left', vertical: 'center', wrap: true },
  title: { font: 2, fill: 0, border: 0, horizontal: 'center', vertical: 'center', wrap: false },
  sheetTitle: { font: 2, fill: 0, border: 0, horizontal: 'left', vertical: 'center', wrap: false },
  formNumber: { font: 0, fill: 0, border: 0, horizontal: 'right', vertical: 'center', wrap: false },
  draft: { font: 3, fill: 0, border: 0, horizontal: 'left', vertical: 'center', wrap: false },
  small: { font: 4, fill: 0, border: 0, horizontal: 'left', vertical: 'top', wrap: true },
  head: { font: 1, fill: 2, border: 1, horizontal: 'center', vertical: 'center', wrap: true },
  label: { font: 0, fill: 2, border: 1, horizontal: 'left', vertical: 'center', wrap: true },
  value: { font: 0, fill: 0, border: 1, horizontal: 'left', vertical: 'center', wrap: true },
  cell: { font: 0, fill: 0, border: 1, horizontal: 'left', vertical: 'top', wrap: true },
  mark: { font: 0, fill: 0, border: 1, horizontal: 'center', vertical: 'center', wrap: true },
  unused: { font: 0, fill: 3, border: 1, horizontal: 'center', vertical: 'center', wrap: false },
  note: { font: 5, fill: 0, border: 1, horizontal: 'left', vertical: 'top', wrap: true },
  entry: { font: 0, fill: 4, border: 1, horizontal: 'left', vertical: 'top', wrap: true, entry: 'text' },
  entryMark: {
    font: 0,
    fill: 4,
    border: 1,
    horizontal: 'center',
    vertical: 'center',
    wrap: true,
    entry: 'text',
  },
  entryDate: {
    font: 0,
    fill: 4,
    border: 1,
    horizontal: 'center',
    vertical: 'center',
    wrap: true,
    entry: 'date',
  },
  list: { font: 0, fill: 0, border: 0, horizontal: 'left', vertical: 'top', wrap: false },
} as const satisfies Record<string, Look>;

const names = Object.keys(looks) as StyleName[];
const indexes = new Map(names.map((name, index) => [name, index]));

/** The index in `cellXfs`: first all styles for text, then the same for numbers. */
export function styleIndex(name: StyleName, kind: 'text' | 'number'): number {
  const index = indexes.get(name) ?? 0;
  return kind === 'text' ? index : index + names.length;
}

/** Whether a cell shows even when it is empty. */
export function isFramed(name: StyleName): boolean {
  return looks[name].border > 0 || looks[name].fill > 0;
}

// BIZ UD comes with Windows 10 and later and is what public bodies move to; elsewhere another Gothic takes its place.
const family = '<name val="BIZ UDPゴシック"/><family val="3"/><charset val="128"/>';
const thin = ['left', 'right', 'top', 'bottom']
  .map((side) => `<${side} style="thin"><color auto="1"/></${side}>`)
  .join('');
const solid = (rgb: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;

/** `xl/styles.xml` */
export function stylesXml(): string {
  const formats = (['text', 'number'] as const).flatMap((kind) =>
    names.map((name) => format(looks[name], kind)),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    `<numFmts count="1"><numFmt numFmtId="${dateFormat}" formatCode="yyyy\\-mm\\-dd"/></numFmts>`,
    '<fonts count="6">',
    `<font><sz val="10"/>${family}</font>`,
    `<font><b/><sz val="10"/>${family}</font>`,
    `<font><b/><sz val="14"/>${family}</font>`,
    `<font><b/><sz val="12"/><color rgb="FFC00000"/>${family}</font>`,
    `<font><sz val="8"/>${family}</font>`,
    `<font><sz val="10"/><color rgb="FFC00000"/>${family}</font>`,
    '</fonts>',
    '<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    `${solid('E7ECF2')}${solid('D9D9D9')}${solid('FFF9DB')}</fills>`,
    `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${thin}<diagonal/></border></borders>`,
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${formats.length}">${formats.join('')}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles>',
    '</styleSheet>',
  ].join('');
}

/** `@`; ids below 164 are built in. */
const textFormat = 49;
const dateFormat = 164;

function format(look: Look, kind: 'text' | 'number'): string {
  const horizontal = kind === 'number' && look.horizontal === 'left' ? 'right' : look.horizontal;
  // An entry is not prefixed: a date that is typed there has to become one, and the text format keeps texts.
  const prefix = kind === 'text' && look.entry === undefined ? ' quotePrefix="1"' : '';
  const wrap = look.wrap ? ' wrapText="1"' : '';
  const number = look.entry === undefined ? 0 : look.entry === 'date' ? dateFormat : textFormat;
  const unlocked = look.entry === undefined ? '' : '<protection locked="0"/>';
  return (
    `<xf numFmtId="${number}" fontId="${look.font}" fillId="${look.fill}" borderId="${look.border}" xfId="0"${prefix}` +
    `${number === 0 ? '' : ' applyNumberFormat="1"'} applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"` +
    `${unlocked === '' ? '' : ' applyProtection="1"'}>` +
    `<alignment horizontal="${horizontal}" vertical="${look.vertical}"${wrap}/>${unlocked}</xf>`
  );
}
