import type { AssessmentRecord } from '../../assessments/record.ts';
import { signatureHeads } from '../../documents/paper.ts';
import type { Block, GridColumn, Paper } from '../../documents/paper.ts';
import { Printer } from './glyphs.ts';
import { fields, grid, gridLayout, printableWidth, renderPdf } from './render.ts';
import type { Content, RenderedPdf } from './render.ts';

/** A paper as PDF, A4 upright. */
export function paperPdf(record: AssessmentRecord, paper: Paper): Promise<RenderedPdf> {
  const printer = new Printer();
  return renderPdf(record, printer, {
    title: paper.title,
    headerRight: paper.headerRight,
    content: paperContent(paper.blocks, printer),
  });
}

export function paperContent(blocks: readonly Block[], printer: Printer): Content[] {
  return blocks.map((block) => blockContent(block, printer));
}

function blockContent(block: Block, printer: Printer): Content {
  switch (block.kind) {
    case 'line':
      return lineContent(block.look, printer.text(block.text));
    case 'fields':
      return fields(block.rows.map(([label, value]) => [printer.text(label), printer.text(value, 300)]));
    case 'grid':
      return grid(
        block.columns.map(({ head }) => printer.text(head)),
        block.rows.map((row) =>
          row.map((value, index) => ({
            text: printer.text(String(value)),
            alignment: block.columns[index]?.align ?? 'left',
          })),
        ),
        widthsOf(block.columns),
      );
    case 'box':
      return { table: { widths: ['*'], heights: [48], body: [['']] }, layout: gridLayout };
    case 'signatures':
      return {
        table: {
          widths: ['15%', '*', '35%', '15%'],
          heights: (row: number) => (row === 0 ? 12 : 24),
          dontBreakRows: true,
          body: [
            signatureHeads.map((text) => ({ text, style: 'head', alignment: 'center' })),
            ...block.people.map(({ role, name, date }) => [
              { text: role, style: 'head', verticalAlignment: 'middle' },
              { text: printer.text(name, 120), verticalAlignment: 'middle' },
              { text: printer.text(date), verticalAlignment: 'middle' },
              '',
            ]),
          ],
        },
        layout: gridLayout,
        margin: [0, 8, 0, 0],
      };
    case 'together':
      return { stack: paperContent(block.blocks, printer), unbreakable: true };
    default:
      return block satisfies never;
  }
}

function lineContent(look: Extract<Block, { kind: 'line' }>['look'], text: string): Content {
  switch (look) {
    case 'right':
      return { text, alignment: 'right' };
    case 'plain':
      return { text, margin: [0, 2, 0, 4] };
    case 'small':
      return { text, style: 'small', margin: [0, 2, 0, 0] };
    case 'title':
    case 'heading':
      return { text, style: look };
    default:
      return look satisfies never;
  }
}

/** In points, so that twelve twelfths with their lines fill the width. */
function widthsOf(columns: readonly GridColumn[]): number[] {
  // Beside each text there are three points on either side, and between columns a line.
  const free = printableWidth.portrait - columns.length * 6.4;
  return columns.map(({ share }) => (free * share) / 12);
}
