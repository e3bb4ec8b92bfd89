import { printedApprover } from '../../../assessments/printed-approver.ts';
import type { AssessmentRecord, Signatory } from '../../../assessments/record.ts';
import { countsOf } from '../../../pack/report/counts.ts';
import type { ItemCounts } from '../../../pack/report/counts.ts';
import { dateInJapan, eraDate, fiscalYearName, timeInJapan } from '../../japanese/calendar.ts';
import type { Table, TableValue } from '../../table.ts';
import { draftNotice } from '../draft.ts';

/** What the other lists are about: one row for each fact. */
export function summaryTable(record: AssessmentRecord): Table {
  return {
    id: 'summary',
    wrapped: true,
    title: '概要',
    columns: [
      { head: '事項', width: 40 },
      { head: '値', width: 80 },
    ],
    rows: () => facts(record),
  };
}

function facts(record: AssessmentRecord): TableValue[][] {
  const { assessment, organisation, system, checklist, coverage, officialWording, versions } = record;
  const asOf = dateInJapan(assessment.asOf);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  const { asked, reported } = countsOf(record);
  return [
    ['状態', draftNotice(record) ?? '確定'],
    ['機関名', organisation.name],
    ['部署', organisation.department],
    ['機関の種別', kind],
    ['機関の種別コード', organisation.kind],
    ['集約機関', organisation.hasAggregator ? 'あり' : 'なし'],
    ['システム名', system.name],
    ['システムID', system.id],
    ['点検ID', assessment.id],
    ['点検の種類', assessment.title.ja],
    ['点検の種類コード', assessment.rule],
    ['年度（西暦）', assessment.fiscalYear],
    ['年度（和暦）', fiscalYearName(assessment.fiscalYear)],
    ['基準日時（日本時間）', timeInJapan(assessment.asOf)],
    ['基準日（和暦）', eraDate(asOf, 'short')],
    ...signed('作成者', assessment.preparedBy),
    ...signed('確認者', assessment.reviewedBy),
    ...signed('承認者', printedApprover(assessment)),
    ['チェックリスト', checklist.title.ja],
    ['チェックリストの版', checklist.edition],
    ['出典', checklist.source.document.ja],
    ['出典についての注意', checklist.source.note.ja],
    ['公式の文言のSHA-256', officialWording?.sha256 ?? null],
    ...counted('点検対象', asked),
    ...counted('報告対象', reported),
    ['台数の根拠', coverage.basis === 'ledger' ? '資産台帳' : '登録済みの機器のみ'],
    ['資産台帳のSHA-256', coverage.ledger?.sha256 ?? null],
    ['資産台帳の取込日時（日本時間）', coverage.ledger ? timeInJapan(coverage.ledger.importedAt) : null],
    ['対象台数', coverage.inScope],
    ['有効な報告のある台数', coverage.reporting],
    ['報告が古い台数', coverage.silent.length],
    ['未登録の台数', coverage.neverEnrolled.length],
    ['対象外の台数', coverage.excluded.length],
    ['台帳にない機器の台数', coverage.unlisted.length],
    ['Tenkenの版', versions.tenken],
    ['判定規則のハッシュ', versions.rules],
    ...versions.agents.map(({ version, hosts }): TableValue[] => [`エージェント ${version} の台数`, hosts]),
  ];
}

function counted(of: string, { total, marks }: ItemCounts): TableValue[][] {
  return [
    [`${of}の項目数`, total],
    ...marks.map(({ meaning, count }): TableValue[] => [`${of}のうち${meaning}の項目数`, count]),
  ];
}

function signed(role: string, signatory: Signatory | null): TableValue[][] {
  return [
    [role, signatory?.name ?? null],
    [`${role}のアカウント`, signatory?.account ?? null],
    [`${role}の日付`, signatory ? dateInJapan(signatory.at) : null],
    [`${role}の日付（和暦）`, signatory ? eraDate(dateInJapan(signatory.at), 'short') : null],
  ];
}
