import { visibleText } from '../visible-text.ts';
import { escapeXml } from './cell-text.ts';
import { ListRow } from './list-row.ts';
import { columnName } from './references.ts';
import { itemXml } from './shared-strings.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { Cell, SheetFrame, SheetRow } from './sheet.ts';
import { isFramed, styleIndex } from './styles.ts';
import type { ChangedRow } from '../row-above.ts';

/** The XML of one sheet, in the order the schema demands: what is before the rows, each row, what is after. */
export class SheetXml {
  readonly #sheet: SheetFrame;
  readonly #strings: SharedStrings;
  readonly #merged: string[] = [];
  readonly #breaks: number[] = [];
  #listRow: ListRow | null = null;
  #rows = 0;

  constructor(sheet: SheetFrame, strings: SharedStrings) {
    this.#sheet = sheet;
    this.#strings = strings;
  }

  get rows(): number {
    return this.#rows;
  }

  opening(): string {
    const { columnWidths, frozen, frozenColumns = 0, head } = this.#sheet;
    const columns = columnWidths.map(
      (width, index) =>
        `<col min="${index + 1}" max="${index + 1}" width="${width + 0.71}" customWidth="1"/>`,
    );
    const pane = frozen && head.length > 0 ? paneXml(head.length, frozenColumns) : '';
    return [
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
      '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
      '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
      `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`,
      '<sheetFormatPr defaultRowHeight="15"/>',
      `<cols>${columns.join('')}</cols>`,
      '<sheetData>',
    ].join('');
  }

  row({ cells, height, growing, style, pageBreak }: SheetRow): string {
    this.#rows += 1;
    if (pageBreak) this.#breaks.push(this.#rows);
    const room = height === undefined ? '' : ` ht="${Math.min(height, 409)}"`;
    const fixed = room === '' || growing ? room : `${room} customHeight="1"`;
    let xml = `<row r="${this.#rows}"${fixed}>`;
    let column = 0;
    for (const entry of cells) {
      const cell: Cell = typeof entry === 'object' && entry !== null ? entry : { value: entry };
      xml += this.#cell(column, cell, cell.style ?? style);
      const across = cell.across ?? 1;
      if (across > 1) {
        for (let index = column + 1; index < column + across; index += 1) {
          xml += this.#cell(index, { value: null }, cell.style ?? style);
        }
        this.#merged.push(
          `${columnName(column)}${this.#rows}:${columnName(column + across - 1)}${this.#rows}`,
        );
      }
      column += across;
    }
    return `${xml}</row>`;
  }

  /** As `row` with the style `list`, for the millions: all have as many cells. @returns UTF-8, until the next row comes */
  listRow(row: ChangedRow): Uint8Array {
    this.#rows += 1;
    this.#listRow ??= new ListRow(row.cells.length, this.#strings);
    return this.#listRow.next(this.#rows, row);
  }

  closing(): string {
    const { columnWidths, head, filtered, page, choices = [] } = this.#sheet;
    const last = Math.max(this.#rows, head.length + 1);
    const filter = filtered
      ? `<autoFilter ref="A${head.length}:${columnName(columnWidths.length - 1)}${Math.max(this.#rows, head.length)}"/>`
      : '';
    const merged = this.#merged.map((reference) => `<mergeCell ref="${reference}"/>`);
    const validations = choices.map(
      ({ column, values }) =>
        `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${columnName(column)}${head.length + 1}:${columnName(column)}${last}"><formula1>${escapeXml(`"${values.join(',')}"`)}</formula1></dataValidation>`,
    );
    const breaks = this.#breaks.map((row) => `<brk id="${row}" max="16383" man="1"/>`);
    return [
      '</sheetData>',
      this.#sheet.protected ? protection : '',
      filter,
      merged.length > 0 ? `<mergeCells count="${merged.length}">${merged.join('')}</mergeCells>` : '',
      validations.length > 0
        ? `<dataValidations count="${validations.length}">${validations.join('')}</dataValidations>`
        : '',
      '<printOptions horizontalCentered="1"/>',
      '<pageMargins left="0.5" right="0.5" top="0.8" bottom="0.7" header="0.35" footer="0.35"/>',
      `<pageSetup paperSize="${paperSizes[page.paper ?? 'A4']}" orientation="${page.orientation}" fitToWidth="1" fitToHeight="0"/>`,
      `<headerFooter><oddHeader>${escapeXml(headerCode(page.header ?? {}))}</oddHeader><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>`,
      breaks.length > 0
        ? `<rowBreaks count="${breaks.length}" manualBreakCount="${breaks.length}">${breaks.join('')}</rowBreaks>`
        : '',
      '</worksheet>',
    ].join('');
  }

  #cell(column: number, { value }: Cell, style: SheetRow['style']): string {
    const at = `${columnName(column)}${this.#rows}`;
    if (value === null || value === '') {
      return style === undefined || !isFramed(style) ? '' : `<c r="${at}" s="${styleIndex(style, 'text')}"/>`;
    }
    if (typeof value === 'number') {
      return `<c r="${at}" s="${styleIndex(style ?? 'plain', 'number')}"><v>${value}</v></c>`;
    }
    const looks = styleIndex(style ?? 'plain', 'text');
    const shared = this.#strings.indexOf(value);
    return shared === null
      ? `<c r="${at}" s="${looks}" t="inlineStr"><is>${itemXml(value)}</is></c>`
      : `<c r="${at}" s="${looks}" t="s"><v>${shared}</v></c>`;
  }
}

/** ECMA-376, 18.3.1.63. */
const paperSizes = { A3: 8, A4: 9 } as const;

/** Widths, heights, looks and filters are for whoever reads; 0 is allowed, 1 is not (ECMA-376, 18.3.1.85). */
const protection =
  '<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0" formatColumns="0" formatRows="0" autoFilter="0"/>';

function paneXml(rows: number, columns: number): string {
  const split = columns > 0 ? `xSplit="${columns}" ySplit="${rows}"` : `ySplit="${rows}"`;
  const pane = columns > 0 ? 'bottomRight' : 'bottomLeft';
  const first = `${columnName(columns)}${rows + 1}`;
  return `<pane ${split} topLeftCell="${first}" activePane="${pane}" state="frozen"/><selection pane="${pane}"/>`;
}

/** Excel takes 255 characters for all three parts with their codes. */
const maxHeaderPart = 70;

function headerCode({ left, center, right }: NonNullable<SheetFrame['page']['header']>): string {
  const part = (code: string, text: string | undefined) =>
    text ? code + Array.from(visibleText(text)).slice(0, maxHeaderPart).join('').replaceAll('&', '&&') : '';
  return part('&L', left) + part('&C&"-,Bold"', center) + part('&R', right);
}
