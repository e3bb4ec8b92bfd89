import type { AssessmentRecord, ItemRecord } from '../../assessments/record.ts';
import { countGrid } from '../../documents/forms/cover-content.ts';
import type { EraStyle } from '../../documents/forms/cover-content.ts';
import { reportForm, tableForm } from '../../documents/forms/form-numbers.ts';
import { itemLabel, markWord, remarksOf } from '../../documents/forms/item-words.ts';
import { signaturesOf } from '../../documents/forms/signatures.ts';
import { bothCalendars, dateInJapan, eraDate, fiscalYearName } from '../../documents/japanese/calendar.ts';
import type { Block, Paper } from '../../documents/paper.ts';
import { countsOf, countsSentence } from './counts.ts';

/** More would not fit two pages; the table that is attached has all. */
const mostExceptions = 24;
/** Of a title and of remarks, in characters. The table that is attached has the whole. */
const longestTitle = 60;
const longestRemark = 120;

/**
 * 様02-06 安全管理措置確認結果報告書, for the PDF and for the workbook. The rules name the form and that the check's result is
 * attached to it (接続運用規程 2.7); its printed layout was not at hand, so the arrangement is ours.
 *
 * @returns null for checklists that know no such report
 */
export function confirmationContent(record: AssessmentRecord, eraStyle: EraStyle = 'long'): Paper | null {
  const { assessment, organisation, system, checklist, coverage } = record;
  const form = reportForm(checklist.id);
  if (!form) return null;
  const table = tableForm(checklist);
  const { reported, reportsPart } = countsOf(record);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  const { contact } = organisation;
  const date = assessment.approvedBy
    ? eraDate(dateInJapan(assessment.approvedBy.at), eraStyle)
    : '令和　　年　　月　　日';
  const exceptions = reported.items.filter(({ role }) => role !== 'done');
  return {
    title: form.title,
    headerRight: form.number.replace('様', '様 '),
    blocks: [
      { kind: 'line', look: 'right', text: date },
      { kind: 'line', look: 'plain', text: '情報提供ネットワークシステム運営主体　御中' },
      { kind: 'line', look: 'title', text: form.title },
      {
        kind: 'line',
        look: 'plain',
        text: '安全管理措置の自己点検の結果を、次のとおり報告します。',
      },
      {
        kind: 'fields',
        rows: [
          ['接続機関名', organisation.name],
          ['機関の区分', `${kind}${organisation.hasAggregator ? '（集約機関あり）' : ''}`],
          ['担当部署', organisation.department ?? ''],
          ['連絡先', contact ? `${contact.person}　電話 ${contact.telephone}　${contact.mail}` : ''],
          ['関係システム', system.name],
          ['点検の種類', `${assessment.title.ja}（${fiscalYearName(assessment.fiscalYear, eraStyle)}）`],
          ['点検の基準日', bothCalendars(dateInJapan(assessment.asOf), eraStyle)],
          ['報告対象事項', reportsPart ? '安全管理措置の重点報告事項' : '安全管理措置の全事項'],
          ['対象機器', `対象${coverage.inScope}台、基準日に有効な報告のある機器${coverage.reporting}台`],
        ],
      },
      { kind: 'line', look: 'heading', text: '点検の結果' },
      countGrid(record),
      {
        kind: 'line',
        look: 'plain',
        text: `報告対象${reported.total}事項: ${countsSentence(reported)}。`,
      },
      // Before the list, which may go on to a second page: whoever signs sees what is signed.
      {
        kind: 'together',
        blocks: [
          { kind: 'line', look: 'heading', text: '実施結果の評価（各機関で記入）' },
          { kind: 'box' },
          { kind: 'signatures', people: signaturesOf(record, eraStyle) },
          {
            kind: 'line',
            look: 'small',
            text: `添付: ${table.number ?? ''} ${table.title}、証跡パック（証跡シート、証跡、署名）`,
          },
          {
            kind: 'line',
            look: 'small',
            text: '様 02-06 の印刷様式の配置は公開資料で確認できていないため、記載事項を本書の体裁でまとめた。',
          },
        ],
      },
      ...exceptionBlocks(record, exceptions, table.number ?? table.title),
    ],
  };
}

/** Planned, not applicable and open ones among the items to report, with why. */
function exceptionBlocks(
  { checklist }: AssessmentRecord,
  exceptions: readonly ItemRecord[],
  table: string,
): Block[] {
  if (exceptions.length === 0) return [];
  const rest = exceptions.length - mostExceptions;
  const more =
    rest > 0
      ? `（${exceptions.length}事項。うち${mostExceptions}事項を示す。残る${rest}事項は${table}にある。）`
      : `（${exceptions.length}事項）`;
  const rows = exceptions
    .slice(0, mostExceptions)
    .map((item) => [
      itemLabel(checklist, item.item),
      cut(item.item.title.ja, longestTitle),
      markWord(item),
      cut(remarksOf(item) === '' ? item.why.ja : remarksOf(item), longestRemark),
    ]);
  return [
    { kind: 'line', look: 'heading', text: `実施済み以外の事項${more}` },
    {
      kind: 'grid',
      columns: [
        { head: '番号', share: 1, align: 'center' },
        { head: '事項', share: 4 },
        { head: '結果', share: 1, align: 'center' },
        { head: '特記事項', share: 6 },
      ],
      rows,
    },
    ...(rows.flat().some((cell) => cell.endsWith(cutSign))
      ? [{ kind: 'line', look: 'small', text: `「以下略」とある欄の全文は${table}にある。` } as const]
      : []),
  ];
}

const cutSign = '…（以下略）';

function cut(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length > limit ? `${characters.slice(0, limit).join('')}${cutSign}` : text;
}
