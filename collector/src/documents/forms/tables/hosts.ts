import type { AssessmentRecord, AssessmentSource, HostReference } from '../../../assessments/record.ts';
import { timeInJapan } from '../../japanese/calendar.ts';
import type { Table, TableValue } from '../../table.ts';

const kinds = {
  reporting: '有効な報告あり',
  silent: '報告が古い',
  'never-enrolled': '未登録',
  excluded: '対象外',
  unlisted: '台帳にない機器',
  revoked: '失効',
} as const;

/** Every machine that is known or on the ledger, once, with why it counts or not. */
export function hostsTable({ coverage }: AssessmentRecord, source: AssessmentSource): Table {
  return {
    id: 'hosts',
    title: '機器',
    columns: [
      { head: '区分', width: 16 },
      { head: '区分コード', width: 14 },
      { head: '対象台数に含む', width: 12 },
      { head: '管理番号', width: 14 },
      { head: '機器名', width: 30 },
      { head: '機器ID', width: 38 },
      { head: 'OS', width: 10 },
      { head: '最終報告日時（日本時間）', width: 20 },
      { head: '理由', width: 40 },
    ],
    async *rows() {
      for await (const host of source.hosts()) yield row('reporting', true, host, host.lastReportAt);
      for (const host of coverage.silent) yield row('silent', true, host, host.lastReportAt);
      for (const { assetNumber, name, otherLabels } of coverage.neverEnrolled) {
        const why = otherLabels.length === 0 ? null : `別のラベルで登録あり: ${otherLabels.join('、')}`;
        yield [kinds['never-enrolled'], 'never-enrolled', '○', assetNumber, name, null, null, null, why];
      }
      for (const { assetNumber, name, reason } of coverage.excluded) {
        yield [kinds.excluded, 'excluded', '', assetNumber, name, null, null, null, reason];
      }
      for (const host of coverage.unlisted) yield row('unlisted', false, host, null);
      for (const host of coverage.revoked) yield row('revoked', false, host, null, host.reason);
    },
  };
}

function row(
  kind: keyof typeof kinds,
  counts: boolean,
  { id, name, platform, assetNumber }: HostReference,
  lastReportAt: string | null,
  reason: string | null = null,
): TableValue[] {
  const last = lastReportAt === null ? null : timeInJapan(lastReportAt);
  return [kinds[kind], kind, counts ? '○' : '', assetNumber, name, id, platform, last, reason];
}
