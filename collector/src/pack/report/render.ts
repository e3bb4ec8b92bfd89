import { createHash } from 'node:crypto';
import pdfmake from 'pdfmake';
import type { AssessmentRecord } from '../../assessments/record.ts';
import { fonts } from './fonts.ts';
import type { ReplacedCharacter } from './glyphs.ts';
import type { Printer } from './glyphs.ts';

/** A node of pdfmake's document definition. */
export type Content = string | { [key: string]: unknown } | Content[];

export type RenderedPdf = { bytes: Buffer; replaced: ReplacedCharacter[] };

/** Points; 1 mm is 2.83. */
const margins = [34, 40, 34, 40];

/** Of A4, in points, between the margins. */
export const printableWidth = { portrait: 595.28 - 68, landscape: 841.89 - 68 };

/**
 * A4, with page numbers, the fonts embedded, and 下書き across every page of a draft. Its times are those of the
 * assessment, so that the same content gives the same bytes.
 */
export async function renderPdf(
  record: AssessmentRecord,
  printer: Printer,
  document: {
    title: string;
    headerRight: string;
    content: Content[];
    orientation?: 'portrait' | 'landscape';
  },
): Promise<RenderedPdf> {
  const { assessment, organisation } = record;
  const isDraft = assessment.state === 'draft';
  const title = printer.text(document.title);
  const headerRight = printer.text(document.headerRight);
  for (const [name, bytes] of Object.entries(fonts())) pdfmake.virtualfs.writeFileSync(name, bytes);
  pdfmake.setFonts({ Gothic: { normal: 'normal', bold: 'bold' } });
  // Nothing is fetched and no file is read, whatever a text says.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  const bytes = await pdfmake
    .createPdf({
      pageSize: 'A4',
      pageOrientation: document.orientation ?? 'portrait',
      pageMargins: margins,
      info: {
        title,
        author: printer.text(organisation.name),
        creator: 'Tenken',
        producer: 'Tenken',
        creationDate: new Date(assessment.asOf),
        modDate: new Date(assessment.asOf),
      },
      version: '1.7',
      lang: 'ja',
      compress: true,
      ...(isDraft
        ? {
            watermark: {
              text: '下書き DRAFT',
              color: '#888888',
              opacity: 0.25,
              bold: true,
              angle: -45,
              fontSize: 80,
            },
          }
        : {}),
      header: {
        columns: [
          { text: isDraft ? '下書き（DRAFT）提出には使えません' : '', bold: true, width: 'auto' },
          { text: headerRight, alignment: 'right', width: '*' },
        ],
        fontSize: 7.5,
        margin: [34, 20, 34, 0],
      },
      footer: (page: number, pages: number) => ({
        columns: [
          { text: `点検 ${assessment.id}`, width: '*' },
          { text: `${page} / ${pages}`, alignment: 'right', width: 60 },
        ],
        fontSize: 7,
        margin: [34, 14, 34, 0],
      }),
      defaultStyle: { font: 'Gothic', fontSize: 9, lineHeight: 1.2 },
      styles: {
        title: { fontSize: 16, bold: true, alignment: 'center', margin: [0, 0, 0, 8] },
        heading: { fontSize: 11, bold: true, margin: [0, 8, 0, 3] },
        head: { bold: true, fillColor: '#e8e8e8' },
        small: { fontSize: 7.5 },
      },
      // A heading stays with what it is about.
      pageBreakBefore: ({
        style,
        startPosition,
      }: {
        style?: unknown;
        startPosition: { verticalRatio: number };
      }) => style === 'heading' && startPosition.verticalRatio > 0.88,
      content: document.content,
    })
    .getBuffer();
  return { bytes, replaced: printer.replaced };
}

/** A short name of a long hash, as it is printed where the whole is elsewhere. */
export function shortHash(text: string): string {
  return /^[0-9a-f]{64}$/.test(text)
    ? `${text.slice(0, 16)}…`
    : createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Thin lines and little space, with the first row repeated on each page. */
export const gridLayout = {
  hLineWidth: () => 0.4,
  vLineWidth: () => 0.4,
  paddingTop: () => 1.6,
  paddingBottom: () => 1.2,
  paddingLeft: () => 3,
  paddingRight: () => 3,
};

/** @param widths in points or `*` */
export function grid(head: string[], rows: Content[][], widths: (number | string)[]): Content {
  const body = [head.map((text) => ({ text, style: 'head' })), ...rows];
  return {
    table: { headerRows: 1, dontBreakRows: true, widths, body },
    layout: gridLayout,
    style: 'small',
  };
}

/** Names on the left, values on the right. */
export function fields(rows: readonly (readonly [string, string])[], labelWidth = 90): Content {
  return {
    table: {
      widths: [labelWidth, '*'],
      body: rows.map(([label, value]) => [{ text: label, style: 'head' }, value]),
    },
    layout: gridLayout,
  };
}
