import type { AssessmentRecord } from '../../assessments/record.ts';
import { countsOf } from '../../pack/report/counts.ts';
import { bothCalendars, dateInJapan, fiscalYearName, timeInJapan } from '../japanese/calendar.ts';
import type { Block, Paper } from '../paper.ts';
import { formName } from './form-name.ts';
import { signaturesOf } from './signatures.ts';
import { tableForm } from './form-numbers.ts';

export type EraStyle = 'long' | 'letter';

/** What goes on top of a form that no report goes with: who, what, when, who signs, and the result in figures. */
export function coverContent(record: AssessmentRecord, eraStyle: EraStyle = 'long'): Paper {
  const { assessment, organisation, system, checklist } = record;
  const form = tableForm(checklist);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  const { contact } = organisation;
  return {
    title: form.title,
    headerRight: form.number ?? form.title,
    blocks: [
      { kind: 'line', look: 'title', text: form.title },
      {
        kind: 'fields',
        rows: [
          ['機関名', organisation.name],
          ['部署', organisation.department ?? ''],
          ['機関の種別', kind],
          ['対象システム', system.name],
          ['点検の種類', assessment.title.ja],
          ['年度', `${fiscalYearName(assessment.fiscalYear, eraStyle)}（${assessment.fiscalYear}年度）`],
          [
            '基準日時',
            `${bothCalendars(dateInJapan(assessment.asOf), eraStyle)}　${timeInJapan(assessment.asOf).slice(11)} 日本標準時`,
          ],
          ['チェックリスト', formName(checklist)],
          ['連絡先', contact ? `${contact.person}　電話 ${contact.telephone}　${contact.mail}` : ''],
        ],
      },
      { kind: 'signatures', people: signaturesOf(record, eraStyle) },
      { kind: 'line', look: 'heading', text: '点検の結果' },
      countGrid(record),
      { kind: 'line', look: 'heading', text: '機器の範囲' },
      ...coverageBlocks(record),
      { kind: 'line', look: 'heading', text: '注' },
      ...notes(record).map((text): Block => ({ kind: 'line', look: 'small', text })),
    ],
  };
}

/** How often each mark is set among the items that are asked, and among those that are reported. */
export function countGrid(record: AssessmentRecord): Block {
  const { asked, reported, reportsPart } = countsOf(record);
  const rows: [string, typeof asked][] = [['点検対象の項目', asked]];
  if (reportsPart) rows.push(['うち報告対象の項目', reported]);
  // Three marks at most, and what is open: two twelfths each leave room for the label.
  const share = asked.marks.length > 3 ? 2 : 3;
  return {
    kind: 'grid',
    columns: [
      { head: '区分', share: 12 - 1 - share * asked.marks.length },
      { head: '項目数', share: 1, align: 'right' },
      ...asked.marks.map(({ mark, meaning }) => ({
        head: `${mark} ${meaning}`.trim(),
        share,
        align: 'right' as const,
      })),
    ],
    rows: rows.map(([label, { total, marks }]) => [label, total, ...marks.map(({ count }) => count)]),
  };
}

function coverageBlocks({ coverage }: AssessmentRecord): Block[] {
  const basis =
    coverage.basis === 'ledger'
      ? `資産台帳（${coverage.ledger ? `${coverage.ledger.rows}行、${dateInJapan(coverage.ledger.importedAt)}取込み` : '取込みの記録なし'}）`
      : '登録済みの機器のみ（資産台帳なし）';
  const counts: [string, number][] = [
    ['対象', coverage.inScope],
    ['有効な報告あり', coverage.reporting],
    ['報告が途絶えている', coverage.silent.length],
    ['台帳にあり未登録', coverage.neverEnrolled.length],
    ['対象から除外（理由あり）', coverage.excluded.length],
    ['報告があり台帳にない', coverage.unlisted.length],
  ];
  return [
    { kind: 'line', look: 'plain', text: `台数の根拠: ${basis}` },
    {
      kind: 'grid',
      columns: [
        { head: '機器', share: 9 },
        { head: '台数', share: 3, align: 'right' },
      ],
      rows: counts,
    },
  ];
}

/** What a reader of the form has to know about its marks, its columns and where its texts come from. */
export function notes({ checklist, officialWording, versions }: AssessmentRecord): string[] {
  const unprinted = checklist.marks.filter(({ printed }) => !printed).map(({ mark }) => mark);
  return [
    'この点検表の配置は Tenken によるもので、公式の様式を写したものではありません。項目番号・見出しは印字に従います。',
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
