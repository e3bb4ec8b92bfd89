import { printedApprover } from '../../assessments/printed-approver.ts';
import type { AssessmentRecord, ItemRecord, Signatory, WaiverRecord } from '../../assessments/record.ts';
import {
  bothCalendars,
  dateInJapan,
  eraDate,
  fiscalYearName,
  timeInJapan,
} from '../../documents/japanese/calendar.ts';
import { markCounts } from './counts.ts';
import { Printer } from './glyphs.ts';
import { fields, grid, gridLayout, renderPdf, shortHash } from './render.ts';
import type { Content, RenderedPdf } from './render.ts';

/** A page to be read, signed and filed: names and remarks in full are in the forms and lists. */
const longestRemark = 160;
const mostNames = 12;
const mostRows = 30;

/** The assessment on paper, some four pages: what was checked, how far machines were seen, each item, who signed. */
export async function summaryPdf(record: AssessmentRecord): Promise<RenderedPdf> {
  const printer = new Printer();
  const print = (text: string, limit?: number) => printer.text(text, limit);
  const { assessment, organisation, system, checklist } = record;
  const asOf = dateInJapan(assessment.asOf);
  const reported = record.items.filter((item) => item.reported);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  return renderPdf(record, printer, {
    title: `点検結果報告書 ${checklist.title.ja}`,
    headerRight: `${checklist.title.ja}（${checklist.edition}）`,
    content: [
      { text: '点検結果報告書', style: 'title' },
      fields([
        ['機関名', print(organisation.name, 120)],
        ['部署', print(organisation.department ?? '', 120)],
        ['機関の区分', `${kind}${organisation.hasAggregator ? '（集約機関あり）' : ''}`],
        ['関係システム', print(system.name, 120)],
        ['様式', `${checklist.title.ja}（${checklist.edition}）`],
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
      signatures(record, print),
      { text: '結果の集計', style: 'heading' },
      countTable(record, reported),
      { text: '機器の対象範囲', style: 'heading' },
      ...coverage(record, print),
      { text: '項目ごとの結果', style: 'heading' },
      itemTable(record, print),
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
        text: '「適合台数/対象台数」は、その項目の結果に数える管理策の全てに適合した台数と、対象の台数。「－」は機器の証跡がない項目。番号の後の○は、この点検で報告の対象となる項目。根拠は証跡パックの items/番号/ にある。',
        style: 'small',
        margin: [0, 3, 0, 0],
      },
    ],
  });
}

type Print = (text: string, limit?: number) => string;

function signatures({ assessment }: AssessmentRecord, print: Print): Content {
  const people: [string, Signatory | null][] = [
    ['作成者', assessment.preparedBy],
    ['確認者', assessment.reviewedBy],
    ['承認者', printedApprover(assessment)],
  ];
  return {
    table: {
      widths: ['*', '*', '*'],
      body: [
        people.map(([role]) => ({ text: role, style: 'head', alignment: 'center' })),
        people.map(([, who]) => ({
          text: who ? `${print(who.name, 60)}\n${eraDate(dateInJapan(who.at))}` : '\n　',
          alignment: 'center',
        })),
      ],
    },
    layout: gridLayout,
    margin: [0, 6, 0, 0],
  };
}

function countTable(record: AssessmentRecord, reported: readonly ItemRecord[]): Content {
  const rows: [string, readonly ItemRecord[]][] = [['点検した項目', record.items]];
  if (reported.length !== record.items.length) rows.push(['うち報告の対象', reported]);
  const marks = markCounts(record, record.items);
  return grid(
    ['', '項目数', ...marks.map(({ mark, meaning }) => `${mark} ${meaning}`.trim())],
    rows.map(([label, items]) => [
      label,
      right(items.length),
      ...markCounts(record, items).map(({ count }) => right(count)),
    ]),
    ['*', 60, ...marks.map(() => 78)],
  );
}

function coverage({ coverage: seen }: AssessmentRecord, print: Print): Content[] {
  const names = (list: readonly { name: string }[]) =>
    list.length === 0
      ? ''
      : print(
          `${list
            .slice(0, mostNames)
            .map(({ name }) => (name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name))
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

function itemTable(record: AssessmentRecord, print: Print): Content {
  return grid(
    ['番号', '項目', '結果', '適合/対象', '特記事項'],
    record.items.map(({ item, mark, machines, remarks, remarksOutdated, reported }) => [
      {
        text: `${print(item.number, 20)}${reported && record.items.some((other) => !other.reported) ? '○' : ''}`,
      },
      print(item.title.ja, 80),
      { text: mark === '' ? '未判定' : mark, alignment: 'center' },
      { text: machines === null ? '－' : `${machines.passing}/${machines.inScope}`, alignment: 'right' },
      `${print(remarks, longestRemark)}${remarksOutdated ? '（記入後に証跡が変わった）' : ''}`,
    ]),
    [30, 190, 32, 48, '*'],
  );
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

function plans({ items }: AssessmentRecord, print: Print): Content[] {
  const planned = items.filter(({ plan }) => plan !== null);
  if (planned.length === 0) return [];
  return [
    { text: '是正・改善計画', style: 'heading' },
    grid(
      ['番号', '内容', '担当', '期限'],
      planned
        .slice(0, mostRows)
        .map(({ item, plan }) => [
          item.number,
          print(plan?.text ?? '', 150),
          print(plan?.owner ?? '', 40),
          plan ? eraDate(plan.dueOn, 'short') : '',
        ]),
      [30, '*', 90, 50],
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
    ? [{ text: `ほか${count - mostRows}件は assessment.json にある。`, style: 'small' }]
    : [];
}

function right(count: number): Content {
  return { text: String(count), alignment: 'right' };
}
