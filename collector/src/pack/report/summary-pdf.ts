import type { AssessmentRecord, ItemRecord, WaiverRecord } from '../../assessments/record.ts';
import { namesakesOf, toldApart } from '../../assessments/told-apart.ts';
import { formName } from '../../documents/forms/form-name.ts';
import { countGrid } from '../../documents/forms/cover-content.ts';
import { chaptersOf } from '../../documents/forms/form-rows.ts';
import { itemLabel, markWord, remarksOf } from '../../documents/forms/item-words.ts';
import { signaturesOf } from '../../documents/forms/signatures.ts';
import {
  bothCalendars,
  dateInJapan,
  eraDate,
  fiscalYearName,
  timeInJapan,
} from '../../documents/japanese/calendar.ts';
import { countsAmong, countsOf } from './counts.ts';
import { Printer } from './glyphs.ts';
import { paperContent } from './paper-pdf.ts';
import { fields, grid, printableWidth, renderPdf, shortHash } from './render.ts';
import type { Content, RenderedPdf } from './render.ts';

/** To be read, signed and filed: four pages at most. Texts in full are in the form and the lists. */
const longestRemark = 100;
const mostNames = 12;
const mostItems = 24;
const mostRows = 10;

/** The assessment on one to four pages: what was checked, how far machines were seen, the mark of each item, who signs. */
export async function summaryPdf(record: AssessmentRecord): Promise<RenderedPdf> {
  const printer = new Printer();
  const print = (text: string, limit?: number) => printer.text(text, limit);
  const { assessment, organisation, system, checklist } = record;
  const asOf = dateInJapan(assessment.asOf);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  return renderPdf(record, printer, {
    title: `点検結果報告書 ${checklist.title.ja}`,
    headerRight: formName(checklist),
    content: [
      { text: '点検結果報告書', style: 'title' },
      fields([
        ['機関名', print(organisation.name, 120)],
        ['部署', print(organisation.department ?? '', 120)],
        ['機関の区分', `${kind}${organisation.hasAggregator ? '（集約機関あり）' : ''}`],
        ['関係システム', print(system.name, 120)],
        ['様式', formName(checklist)],
        ['点検の種類', print(`${assessment.title.ja}（${fiscalYearName(assessment.fiscalYear)}）`)],
        ['基準日', `${bothCalendars(asOf)}　${timeInJapan(assessment.asOf).slice(11)} 日本標準時`],
        [
          '連絡先',
          organisation.contact
            ? print(
                `${organisation.contact.person}　${organisation.contact.telephone}　${organisation.contact.mail}`,
                200,
              )
            : '',
        ],
      ]),
      ...paperContent(
        [
          { kind: 'signatures', people: signaturesOf(record) },
          { kind: 'line', look: 'heading', text: '結果の集計' },
          countGrid(record),
        ],
        printer,
      ),
      chapterTable(record, print),
      { text: '機器の対象範囲', style: 'heading' },
      ...coverage(record, print),
      { text: '項目ごとの結果', style: 'heading' },
      markTable(record, print),
      ...exceptions(record, print),
      ...(record.waivers.length === 0
        ? []
        : [{ text: '例外（判定は変えない）', style: 'heading' }, ...waiverTable(record.waivers, print)]),
      ...plans(record, print),
      ...declarations(record, print),
      { text: '版', style: 'heading' },
      {
        text: print(
          `Tenken ${record.versions.tenken}　判定規則 ${shortHash(record.versions.rules)}　エージェント ${
            record.versions.agents.map(({ version, hosts }) => `${version}: ${hosts}台`).join('、') || 'なし'
          }`,
          400,
        ),
        style: 'small',
      },
      {
        text: '「適合台数/対象台数」は、その項目の結果に数える管理策の全てに適合した台数と、対象の台数。「－」は機器の証跡がない項目。機器の証跡がない項目の結果は、人の申告による。番号の後の＊は、この点検で報告の対象となる項目。「以下略」とある特記事項の全文は点検表にある。根拠は証跡パックの items/ にある。',
        style: 'small',
        margin: [0, 3, 0, 0],
      },
    ],
  });
}

type Print = (text: string, limit?: number) => string;

function chapterTable(record: AssessmentRecord, print: Print): Content {
  const { marks } = countsOf(record).asked;
  return {
    stack: [
      grid(
        ['章', '項目数', ...marks.map(({ mark, meaning }) => print(`${mark} ${meaning}`.trim()))],
        chaptersOf(record.items).map(({ title, items }) => {
          const counts = countsAmong(record, items);
          return [print(title, 80), right(counts.total), ...counts.marks.map(({ count }) => right(count))];
        }),
        ['*', 38, ...marks.map(() => 68)],
      ),
    ],
    margin: [0, 4, 0, 0],
  };
}

function coverage({ coverage: seen }: AssessmentRecord, print: Print): Content[] {
  const namesakes = namesakesOf([...seen.silent, ...seen.neverEnrolled, ...seen.excluded, ...seen.unlisted]);
  const names = (list: readonly { id?: string; name: string; assetNumber: string | null }[]) =>
    list.length === 0
      ? ''
      : print(
          `${list
            .slice(0, mostNames)
            .map(({ id = null, name, assetNumber }) => {
              const short = name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name;
              return namesakes.has(name)
                ? toldApart({ id, name: short, assetNumber }, new Set([short]))
                : short;
            })
            .join('、')}${list.length > mostNames ? `　ほか${list.length - mostNames}台` : ''}`,
          900,
        );
  const basis =
    seen.basis === 'ledger'
      ? `資産台帳（${seen.ledger?.rows ?? 0}行、${seen.ledger ? dateInJapan(seen.ledger.importedAt) : ''}取込み、SHA-256 ${shortHash(seen.ledger?.sha256 ?? '')}）`
      : '登録済みの機器（資産台帳なし）';
  return [
    { text: `台数の根拠: ${basis}`, style: 'small', margin: [0, 0, 0, 2] },
    grid(
      ['区分', '台数', '機器'],
      [
        ['対象', right(seen.inScope), ''],
        ['有効な報告あり', right(seen.reporting), ''],
        ['報告が途絶えている', right(seen.silent.length), names(seen.silent)],
        ['台帳にあり未登録', right(seen.neverEnrolled.length), names(seen.neverEnrolled)],
        ['対象から除外', right(seen.excluded.length), names(seen.excluded)],
        ['報告があり台帳にない', right(seen.unlisted.length), names(seen.unlisted)],
      ],
      [100, 40, '*'],
    ),
  ];
}

/** Points: a mark's column, and what its grid puts around a cell. */
const markColumn = 34;
const cellSurround = 6.5;
const mostPairs = 8;

/** Points of a text in the small style at most: letters of Latin are two thirds as wide as they are high, others as wide. */
function printedWidth(text: string): number {
  const smallSize = 7.5;
  return Array.from(text).reduce((sum, one) => sum + (/[ -~]/.test(one) ? 0.67 : 1) * smallSize, 0);
}

/** Every item that is asked with its mark, many beside each other. */
function markTable(record: AssessmentRecord, print: Print): Content {
  const { items } = countsOf(record).asked;
  const { reportsPart } = countsOf(record);
  const labels = items.map(
    (item) => `${itemLabel(record.checklist, item.item)}${reportsPart && item.reported ? '＊' : ''}`,
  );
  const widest = Math.max(...['番号', ...labels].map(printedWidth));
  const pair = widest + markColumn + 2 * cellSurround;
  const perRow = Math.min(mostPairs, Math.max(1, Math.floor(printableWidth.portrait / pair)));
  const cells = items.map((item, index): Content[] => [
    { text: print(labels[index] ?? '', 40) },
    { text: print(markWord(item)), alignment: 'center' },
  ]);
  const rows: Content[][] = [];
  for (let at = 0; at < cells.length; at += perRow) {
    const row = cells.slice(at, at + perRow).flat();
    rows.push([...row, ...Array.from({ length: perRow * 2 - row.length }, () => '')]);
  }
  return grid(
    Array.from({ length: perRow * 2 }, (_, index) => (index % 2 === 0 ? '番号' : '結果')),
    rows,
    Array.from({ length: perRow * 2 }, (_, index) => (index % 2 === 0 ? '*' : markColumn)),
  );
}

/** What is not done, with why: the rest of them is in the form. */
function exceptions(record: AssessmentRecord, print: Print): Content[] {
  const items = countsOf(record).asked.items.filter(({ role }) => role !== 'done');
  if (items.length === 0) return [];
  const more =
    items.length > mostItems
      ? `（${items.length}項目。うち${mostItems}項目を示す。残る${items.length - mostItems}項目は点検表にある。）`
      : `（${items.length}項目）`;
  return [
    { text: `実施済み以外の項目${more}`, style: 'heading' },
    grid(
      ['番号', '項目', '結果', '適合/対象', '特記事項'],
      items
        .slice(0, mostItems)
        .map((item) => [
          print(itemLabel(record.checklist, item.item), 40),
          print(item.item.title.ja, 60),
          { text: print(markWord(item)), alignment: 'center' },
          { text: machinesOf(item), alignment: 'right' },
          `${print(remarksOf(item) === '' ? item.why.ja : remarksOf(item), longestRemark)}${outdatedWords(item)}`,
        ]),
      [56, 150, 36, 48, '*'],
    ),
  ];
}

function outdatedWords({ outdatedBy }: ItemRecord): string {
  if (outdatedBy === null) return '';
  const changed = { evidence: '証跡', answer: '申告又は計画', either: '証跡、申告又は計画' };
  return `（記入後に${changed[outdatedBy]}が変わった）`;
}

function machinesOf({ machines }: ItemRecord): string {
  return machines === null ? '－' : `${machines.passing}/${machines.inScope}`;
}

function waiverTable(waivers: readonly WaiverRecord[], print: Print): Content[] {
  return [
    grid(
      ['管理策', '機器', '理由', '承認者', '期限'],
      waivers
        .slice(0, mostRows)
        .map((waiver) => [
          waiver.control,
          waiver.host === null ? '全機器' : print(waiver.host.name, 40),
          print(waiver.reason, 100),
          print(waiver.approvedBy.name, 40),
          eraDate(waiver.expiresOn, 'short'),
        ]),
      [90, 90, '*', 60, 44],
    ),
    ...more(waivers.length),
  ];
}

function plans({ items, checklist }: AssessmentRecord, print: Print): Content[] {
  const planned = items.filter(({ plan }) => plan !== null);
  if (planned.length === 0) return [];
  return [
    { text: '是正・改善計画', style: 'heading' },
    grid(
      ['番号', '内容', '担当', '期限'],
      planned
        .slice(0, mostRows)
        .map(({ item, plan }) => [
          itemLabel(checklist, item),
          print(plan?.text ?? '', 150),
          print(plan?.owner ?? '', 40),
          plan ? eraDate(plan.dueOn, 'short') : '',
        ]),
      [56, '*', 90, 50],
    ),
    ...more(planned.length),
  ];
}

function declarations({ declarations: declared }: AssessmentRecord, print: Print): Content[] {
  const overdue = declared.filter((declaration) => declaration.overdue);
  if (overdue.length === 0) return [];
  return [
    { text: '見直し期限を過ぎた宣言', style: 'heading' },
    {
      text: overdue
        .map(({ title, reviewOn }) => `${print(title.ja, 60)}（${bothCalendars(reviewOn)}）`)
        .join('、'),
      style: 'small',
    },
  ];
}

function more(count: number): Content[] {
  return count > mostRows
    ? [{ text: `ほか${count - mostRows}件は data/ の表にある。`, style: 'small', margin: [0, 3, 0, 0] }]
    : [];
}

function right(count: number): Content {
  return { text: String(count), alignment: 'right' };
}
