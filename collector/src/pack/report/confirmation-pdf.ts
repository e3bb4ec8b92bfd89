import type { AssessmentRecord } from '../../assessments/record.ts';
import { eraDate } from '../../documents/japanese/calendar.ts';
import { confirmationContent } from './confirmation-content.ts';
import { Printer } from './glyphs.ts';
import { fields, grid, gridLayout, renderPdf } from './render.ts';
import type { RenderedPdf } from './render.ts';

/** More would not fit two pages; the checklist that is attached has all. */
const mostExceptions = 24;

/** 様02-06 as one page, two where many items are planned or do not apply. @returns null where the checklist has no such report */
export async function confirmationPdf(record: AssessmentRecord): Promise<RenderedPdf | null> {
  const content = confirmationContent(record);
  if (!content) return null;
  const printer = new Printer();
  const print = (text: string, limit?: number) => printer.text(text, limit);
  const date = content.reportedOn === null ? '令和　　年　　月　　日' : eraDate(content.reportedOn);
  const rest = content.exceptions.length - mostExceptions;
  return renderPdf(record, printer, {
    title: content.title,
    headerRight: content.formNumber,
    content: [
      { text: date, alignment: 'right' },
      { text: `${content.addressee}　御中`, margin: [0, 2, 0, 6] },
      { text: content.title, style: 'title' },
      { text: '安全管理措置の自己点検の結果を、次のとおり報告します。', margin: [0, 0, 0, 4] },
      fields(content.fields.map(({ label, value }) => [label, print(value, 200)] as const)),
      { text: '点検の結果', style: 'heading' },
      grid(
        [
          '',
          '事項数',
          ...(content.counts[0]?.marks.map(({ mark, meaning }) => `${mark} ${meaning}`.trim()) ?? []),
        ],
        content.counts.map(({ label, total, marks }) => [
          label,
          { text: String(total), alignment: 'right' },
          ...marks.map(({ count }) => ({ text: String(count), alignment: 'right' })),
        ]),
        ['*', 50, ...(content.counts[0]?.marks.map(() => 75) ?? [])],
      ),
      ...(content.exceptions.length === 0
        ? []
        : [
            { text: '実施済み以外の事項', style: 'heading' },
            grid(
              ['番号', '事項', '結果', '特記事項'],
              content.exceptions
                .slice(0, mostExceptions)
                .map(({ number, title, mark, remarks }) => [
                  print(number),
                  print(title, 60),
                  { text: print(mark), alignment: 'center' },
                  print(remarks, 120),
                ]),
              [28, 170, 36, '*'],
            ),
          ]),
      ...(rest > 0 ? [{ text: `ほか${rest}事項は別紙2にある。`, style: 'small' }] : []),
      { text: content.assessmentBox, style: 'heading' },
      {
        table: { widths: ['*'], heights: [48], body: [['']] },
        layout: gridLayout,
      },
      {
        table: {
          widths: ['*', '*', '*'],
          body: [
            content.signatories.map(({ role }) => ({ text: role, style: 'head', alignment: 'center' })),
            content.signatories.map(({ name, date: day }) => ({
              text: `${print(name, 60)}\n${day}`,
              alignment: 'center',
            })),
          ],
        },
        layout: gridLayout,
        margin: [0, 8, 0, 0],
        unbreakable: true,
      },
      { text: `添付: ${content.enclosures.join('、')}`, style: 'small', margin: [0, 6, 0, 0] },
      {
        text: '様 02-06 の印刷様式の配置は公開資料で確認できていないため、記載事項を本書の体裁でまとめた。',
        style: 'small',
      },
    ],
  });
}
