import { printedApprover } from '../../assessments/printed-approver.ts';
import type { AssessmentRecord, ItemRecord, Signatory } from '../../assessments/record.ts';
import { bothCalendars, dateInJapan, eraDate, fiscalYearName } from '../../documents/japanese/calendar.ts';
import { countsSentence, markCounts } from './counts.ts';
import type { MarkCount } from './counts.ts';

/**
 * What 様02-06 安全管理措置確認結果報告書 says, before it has a shape: for the PDF here and for a workbook. The rules name
 * the form and that the check's result is attached to it (接続運用規程 2.7); its printed layout was not at hand, so the
 * arrangement is ours.
 */
export type ConfirmationContent = {
  /** As this form writes it. */
  formNumber: '様 02-06';
  title: '安全管理措置確認結果報告書';
  isDraft: boolean;
  addressee: string;
  /** The day of the approval; null = to be filled in by hand. */
  reportedOn: string | null;
  fields: { label: string; value: string }[];
  counts: { label: string; total: number; marks: MarkCount[] }[];
  /** One sentence: how many of how many. */
  result: string;
  /** Planned, not applicable and open ones among the items to report, with why. */
  exceptions: { number: string; title: string; mark: string; remarks: string }[];
  /** Where the organisation writes how it judges its own check; nothing is drafted for it. */
  assessmentBox: string;
  signatories: { role: string; name: string; date: string }[];
  enclosures: string[];
};

/** @returns null for checklists that know no such report */
export function confirmationContent(record: AssessmentRecord): ConfirmationContent | null {
  const { assessment, organisation, system, checklist, coverage } = record;
  // The form is one of the connection rules, whose checklist this is.
  if (checklist.id !== 'nwsystem') return null;
  const reported = record.items.filter((item) => item.reported);
  const asOf = dateInJapan(assessment.asOf);
  const kind =
    checklist.organisationKinds.find(({ id }) => id === organisation.kind)?.name.ja ?? organisation.kind;
  const { contact } = organisation;
  const isAll = reported.length === record.items.length;
  return {
    formNumber: '様 02-06',
    title: '安全管理措置確認結果報告書',
    isDraft: assessment.state === 'draft',
    addressee: '情報提供ネットワークシステム運営主体',
    reportedOn: assessment.approvedBy ? dateInJapan(assessment.approvedBy.at) : null,
    fields: [
      { label: '接続機関名', value: organisation.name },
      { label: '機関の区分', value: `${kind}${organisation.hasAggregator ? '（集約機関あり）' : ''}` },
      { label: '担当部署', value: organisation.department ?? '' },
      {
        label: '連絡先',
        value: contact ? `${contact.person}　電話 ${contact.telephone}　${contact.mail}` : '',
      },
      { label: '関係システム', value: system.name },
      { label: '点検の種類', value: `${assessment.title.ja}（${fiscalYearName(assessment.fiscalYear)}）` },
      { label: '点検の基準日', value: bothCalendars(asOf) },
      { label: '報告対象事項', value: isAll ? '安全管理措置の全事項' : '安全管理措置の重点報告事項' },
      {
        label: '対象機器',
        value: `対象${coverage.inScope}台、基準日に有効な報告のある機器${coverage.reporting}台`,
      },
    ],
    counts: [
      { label: '報告対象事項', total: reported.length, marks: markCounts(record, reported) },
      ...(isAll
        ? []
        : [{ label: '点検した全事項', total: record.items.length, marks: markCounts(record, record.items) }]),
    ],
    result: `報告対象${reported.length}事項: ${countsSentence(markCounts(record, reported))}。`,
    exceptions: reported.filter(({ role }) => role !== 'done').map(exceptionOf),
    assessmentBox: '実施結果の評価（各機関で記入）',
    signatories: [
      signatory('作成者', assessment.preparedBy),
      signatory('確認者', assessment.reviewedBy),
      signatory('承認者', printedApprover(assessment)),
    ],
    enclosures: ['別紙2 安全管理措置一覧及び自己点検表', '証跡パック（証跡シート、証跡、署名）'],
  };
}

function exceptionOf({ item, mark, remarks, why }: ItemRecord): ConfirmationContent['exceptions'][number] {
  return {
    number: item.number,
    title: item.title.ja,
    mark: mark === '' ? '未判定' : mark,
    remarks: remarks === '' ? why.ja : remarks,
  };
}

function signatory(role: string, who: Signatory | null): ConfirmationContent['signatories'][number] {
  return { role, name: who?.name ?? '', date: who ? eraDate(dateInJapan(who.at)) : '' };
}
