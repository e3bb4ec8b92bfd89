import type { AssessmentRecord, AssessmentSource } from '../../../assessments/record.ts';
import { timeInJapan } from '../../japanese/calendar.ts';
import { tableOf } from '../../table.ts';
import type { Table } from '../../table.ts';
import { flagWord } from './words.ts';

const kinds = {
  reporting: '有効な報告あり',
  silent: '報告が古い',
  'never-enrolled': '未登録',
  excluded: '対象外',
  unlisted: '台帳にない機器',
  revoked: '失効',
} as const;

type Machine = {
  kind: keyof typeof kinds;
  name: string;
  assetNumber: string | null;
  /** Of hosts that have enrolled. */
  id?: string;
  platform?: string;
  lastReportAt?: string | null;
  reason?: string;
};

/** What 対象台数 counts. */
const counted = new Set<Machine['kind']>(['reporting', 'silent', 'never-enrolled']);

/** Every machine that is known or on the ledger, once, with why it counts or not. */
export function hostsTable({ coverage }: AssessmentRecord, source: AssessmentSource): Table {
  return tableOf<Machine>({
    id: 'hosts',
    title: '機器',
    columns: [
      { head: '区分', width: 16, of: ({ kind }) => kinds[kind] },
      { head: '区分コード', width: 14, of: ({ kind }) => kind },
      { head: '対象台数に含む', width: 12, of: ({ kind }) => flagWord(counted.has(kind)) },
      { head: '管理番号', width: 14, of: ({ assetNumber }) => assetNumber },
      { head: '機器名', width: 30, of: ({ name }) => name },
      { head: '機器ID', width: 38, of: ({ id }) => id ?? null },
      { head: 'OS', width: 10, of: ({ platform }) => platform ?? null },
      {
        head: '最終報告日時（日本時間）',
        width: 20,
        of: ({ lastReportAt }) => (lastReportAt ? timeInJapan(lastReportAt) : null),
      },
      { head: '理由', width: 40, of: ({ reason }) => reason ?? null },
    ],
    async *things() {
      for await (const host of source.hosts()) yield { kind: 'reporting', ...host };
      for (const host of coverage.silent) yield { kind: 'silent', ...host };
      for (const { otherLabels, ...asset } of coverage.neverEnrolled) {
        const elsewhere = otherLabels.length > 0;
        yield {
          kind: 'never-enrolled',
          ...asset,
          ...(elsewhere && { reason: `別のラベルで登録あり: ${otherLabels.join('、')}` }),
        };
      }
      for (const asset of coverage.excluded) yield { kind: 'excluded', ...asset };
      for (const host of coverage.unlisted) yield { kind: 'unlisted', ...host };
      for (const host of coverage.revoked) yield { kind: 'revoked', ...host };
    },
  });
}
