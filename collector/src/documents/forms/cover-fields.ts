import type { AssessmentRecord, Signatory } from '../../assessments/record.ts';
import { dateInJapan, eraDate, fiscalYearName } from '../japanese/calendar.ts';
import type { CoverField } from '../spreadsheet/template/cover-cells.ts';

/** What forms ask for beside a label on their cover, as they label it. A value that nobody has told yet is empty. */
export function coverFields(record: AssessmentRecord): CoverField[] {
  const { assessment, organisation, system } = record;
  const { contact } = organisation;
  const date = (who: Signatory | null) => (who ? eraDate(dateInJapan(who.at)) : '');
  return [
    {
      labels: [
        '機関名',
        '接続機関名',
        '団体名',
        '組織名',
        '組織名称',
        '自治体名',
        '法人名',
        '会社名',
        '事業者名',
        '受託者名',
      ],
      value: organisation.name,
    },
    {
      labels: ['所属', '所属名', '部署', '部署名', '担当部署', '担当課'],
      value: organisation.department ?? '',
    },
    { labels: ['担当者', '担当者名', '担当者氏名', '連絡担当者'], value: contact?.person ?? '' },
    { labels: ['電話', '電話番号', 'TEL'], value: contact?.telephone ?? '' },
    {
      labels: ['メール', 'メールアドレス', '電子メール', 'e-mail', 'e-mailアドレス'],
      value: contact?.mail ?? '',
    },
    {
      labels: [
        'システム名',
        '関係システム',
        '関係システム名',
        '対象システム',
        '情報システム名',
        'Webサービス名',
      ],
      value: system.name,
    },
    { labels: ['年度', '点検年度', '対象年度'], value: fiscalYearName(assessment.fiscalYear) },
    { labels: ['点検の種類', '点検種別'], value: assessment.title.ja },
    {
      labels: ['点検日', '点検年月日', '点検基準日', '点検実施日', '基準日'],
      value: eraDate(dateInJapan(assessment.asOf)),
    },
    { labels: ['作成日', '作成年月日', '記入日'], value: date(assessment.preparedBy) },
    { labels: ['確認日', '確認年月日'], value: date(assessment.reviewedBy) },
    { labels: ['承認日', '承認年月日'], value: date(assessment.approvedBy) },
    { labels: ['作成者', '点検者', '記入者'], value: assessment.preparedBy?.name ?? '' },
    { labels: ['確認者'], value: assessment.reviewedBy?.name ?? '' },
    { labels: ['承認者'], value: assessment.approvedBy?.name ?? '' },
  ];
}
