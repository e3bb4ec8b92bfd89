import { printedApprover } from '../../assessments/printed-approver.ts';
import type { AssessmentRecord, ItemRecord, Signatory } from '../../assessments/record.ts';
import { bothCalendars, dateInJapan, fiscalYearName, timeInJapan } from '../japanese/calendar.ts';
import type { Cell, Sheet, SheetRow } from '../spreadsheet/sheet.ts';
import { draftNotice, pageHeader, tabName } from './draft.ts';
import { formNumber } from './form-numbers.ts';
import { rowHeight } from './long-text.ts';

type EraStyle = 'long' | 'letter';

const columnWidths = [18, 30, 18, 30];
const across = columnWidths.length;
const wholeWidth = columnWidths.reduce((sum, width) => sum + width, 0);
/** The same line holds more of the small print. */
const smallWidth = wholeWidth * 1.2;

/** What goes on top of a form: who, what, when, the signatories with room for seals, and the result in figures. */
export function coverSheet(record: AssessmentRecord, eraStyle: EraStyle): Sheet {
  const form = formNumber(record.checklist.id);
  const header = pageHeader(record);
  return {
    name: tabName(record, form ? '報告書' : '表紙'),
    columnWidths,
    head: [],
    rows: () => coverRows(record, form, eraStyle),
    page: {
      orientation: 'portrait',
      header: {
        ...(header === undefined ? {} : { center: header }),
        right: form?.number ?? record.checklist.id,
      },
    },
  };
}

function coverRows(
  record: AssessmentRecord,
  form: ReturnType<typeof formNumber>,
  eraStyle: EraStyle,
): SheetRow[] {
  const { assessment, organisation, system, checklist } = record;
  const notice = draftNotice(record);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  return [
    ...(notice === null ? [] : [wide(notice, 'draft', 20)]),
    ...(form ? [wide(form.number, 'formNumber', 16)] : []),
    wide(form?.title ?? checklist.title.ja, 'title', 30),
    wide(ownLayout(form !== null), 'small', 26),
    field('機関名', organisation.name),
    pair('部署', organisation.department ?? '', '機関の種別', kind),
    pair('対象システム', system.name, '集約機関', organisation.hasAggregator ? 'あり' : 'なし'),
    pair(
      '点検の種類',
      assessment.title.ja,
      '年度',
      `${fiscalYearName(assessment.fiscalYear, eraStyle)}（${assessment.fiscalYear}年度）`,
    ),
    pair(
      '基準日',
      bothCalendars(dateInJapan(assessment.asOf), eraStyle),
      '基準時刻（日本時間）',
      timeInJapan(assessment.asOf),
    ),
    field('チェックリスト', `${checklist.title.ja}\n${checklist.source.edition}`),
    ...contactRows(organisation.contact),
    blank,
    { cells: ['区分', '氏名', '日付', '押印'], style: 'head', height: 18 },
    signatory('作成者', assessment.preparedBy, eraStyle),
    signatory('確認者', assessment.reviewedBy, eraStyle),
    signatory('承認者', printedApprover(assessment), eraStyle),
    blank,
    ...resultRows(record),
    blank,
    ...coverageRows(record),
    blank,
    ...notes(record).map((note) =>
      wide(note, 'small', rowHeight([{ text: note, width: smallWidth }]) * 0.85),
    ),
  ];
}

function ownLayout(numbered: boolean): string {
  return numbered
    ? 'この報告書と点検表の配置は Tenken によるもので、公式の様式を写したものではありません。様式の番号・名称・項目番号・見出しは印字に従います。'
    : 'この点検表の配置は Tenken によるもので、公式の様式を写したものではありません。項目番号・見出しは印字に従います。';
}

function contactRows(contact: AssessmentRecord['organisation']['contact']): SheetRow[] {
  if (!contact) return [];
  return [pair('連絡先', contact.person, '電話番号', contact.telephone), field('メール', contact.mail)];
}

function signatory(role: string, signed: Signatory | null, eraStyle: EraStyle): SheetRow {
  return {
    cells: [
      { value: role, style: 'label' },
      signed?.name ?? '',
      signed ? bothCalendars(dateInJapan(signed.at), eraStyle).replace('（', '\n（') : '',
      '',
    ],
    style: 'value',
    height: 38,
  };
}

/** How often each mark is set, among the items that this organisation fills in. */
function resultRows(record: AssessmentRecord): SheetRow[] {
  const asked = record.items.filter((item) => item.asked);
  const reported = asked.filter((item) => item.reported);
  const row = (label: string, of: (item: ItemRecord) => boolean): SheetRow => ({
    cells: [{ value: label, style: 'label', across: 2 }, asked.filter(of).length, reported.filter(of).length],
    style: 'value',
  });
  return [
    {
      cells: [{ value: '結果', across: 2 }, '項目数（点検）', '項目数（うち報告）'],
      style: 'head',
      height: 18,
    },
    ...record.checklist.marks.map(({ mark, role }) =>
      row(`${mark}　${roleWords[role]}`, (item) => item.role === role),
    ),
    row('未判定', (item) => item.role === null),
    row('計', () => true),
  ];
}

const roleWords = { done: '実施済み', planned: '実施予定', 'not-applicable': '対象外' } as const;

function coverageRows({ coverage }: AssessmentRecord): SheetRow[] {
  const basis =
    coverage.basis === 'ledger'
      ? `資産台帳（${coverage.ledger ? `${coverage.ledger.rows}行、${dateInJapan(coverage.ledger.importedAt)}取込み` : '取込みの記録なし'}）`
      : '登録済みの機器のみ（資産台帳なし）';
  return [
    {
      cells: [
        { value: '機器の範囲', across: 2 },
        { value: '台数の根拠', across: 2 },
      ],
      style: 'head',
      height: 18,
    },
    {
      cells: [{ value: '対象台数', style: 'label' }, coverage.inScope, { value: basis, across: 2 }],
      style: 'value',
      height: 28,
    },
    counts('有効な報告あり', coverage.reporting, '報告が古い', coverage.silent.length),
    counts('未登録', coverage.neverEnrolled.length, '対象外（理由あり）', coverage.excluded.length),
    counts('台帳にない機器', coverage.unlisted.length, '', null),
  ];
}

function notes({ checklist, officialWording, versions }: AssessmentRecord): string[] {
  const unprinted = checklist.marks.filter(({ printed }) => !printed).map(({ mark }) => mark);
  return [
    '注',
    ...checklist.marks.map(({ mark, meaning }) => `${mark}：${meaning.ja}`),
    ...(unprinted.length > 0 ? [`記号 ${unprinted.join(' ')} は様式になく、Tenken が設けたものです。`] : []),
    '灰色の欄は、この機関の種別又は点検の種類では記入しない項目です。',
    `出典：${checklist.source.document.ja}（${checklist.source.issuer}、${checklist.source.edition}）。${checklist.source.note.ja}`,
    ...(officialWording
      ? [`公式の文言：利用者が読み込んだ様式による（SHA-256 ${officialWording.sha256}）。`]
      : []),
    `Tenken ${versions.tenken}、判定規則 ${versions.rules}`,
  ];
}

const blank: SheetRow = { cells: [], height: 8 };

function wide(value: string, style: NonNullable<Cell['style']>, height: number): SheetRow {
  return { cells: [{ value, style, across }], height };
}

function field(label: string, value: string): SheetRow {
  const [first = 0] = columnWidths;
  return {
    cells: [
      { value: label, style: 'label' },
      { value, across: 3 },
    ],
    style: 'value',
    height: rowHeight([{ text: value, width: wholeWidth - first }]) + 2,
  };
}

function pair(label: string, value: string, other: string, otherValue: string): SheetRow {
  const texts = [label, value, other, otherValue];
  return {
    cells: [{ value: label, style: 'label' }, value, { value: other, style: 'label' }, otherValue],
    style: 'value',
    height: rowHeight(texts.map((text, index) => ({ text, width: columnWidths[index] ?? 1 }))) + 2,
  };
}

function counts(label: string, value: number, other: string, otherValue: number | null): SheetRow {
  return {
    cells: [{ value: label, style: 'label' }, value, { value: other, style: 'label' }, otherValue],
    style: 'value',
  };
}
