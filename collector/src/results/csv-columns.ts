import { defaultVariant } from '@tenken/controls';
import { outcomeWords } from '@tenken/shared';
import type { Language, Text } from '@tenken/shared';
import { text } from '@tenken/shared';
import type { ControlSummary, Finding, HostSummary, Item } from '../api/schemas.ts';
import { timeInJapan } from '../documents/japanese/calendar.ts';
import type { TableValue } from '../documents/table.ts';

/** A column of a list, by the name under which it is asked for. */
export type CsvColumn<Thing> = { head: Text; of: (thing: Thing, language: Language) => TableValue };

export const hostCsvColumns: Record<string, CsvColumn<HostSummary>> = {
  name: { head: text('機器名', 'Host'), of: (host) => host.name },
  id: { head: text('機器ID', 'Host ID'), of: (host) => host.id },
  label: { head: text('ラベル', 'Label'), of: (host) => host.label },
  platform: { head: text('種別', 'Platform'), of: (host) => host.platform },
  osName: { head: text('OS', 'OS'), of: (host) => host.osName },
  osVersion: { head: text('OSの版', 'OS version'), of: (host) => host.osVersion },
  architecture: { head: text('アーキテクチャ', 'Architecture'), of: (host) => host.architecture },
  agentVersion: { head: text('エージェントの版', 'Agent version'), of: (host) => host.agentVersion },
  contact: {
    head: text('報告状況', 'Contact'),
    of: (host, language) => contactWords[host.contact][language],
  },
  status: { head: text('状態', 'Status'), of: (host, language) => statusWords[host.status][language] },
  lastReportAt: {
    head: text('最終報告（日本時間）', 'Last report (JST)'),
    of: (host) => moment(host.lastReportAt),
  },
  enrolledAt: { head: text('登録（日本時間）', 'Enrolled (JST)'), of: (host) => moment(host.enrolledAt) },
  fail: countOf('fail'),
  error: countOf('error'),
  unknown: countOf('unknown'),
  pass: countOf('pass'),
  notApplicable: countOf('not-applicable'),
};

export const findingCsvColumns: Record<string, CsvColumn<Finding>> = {
  control: { head: text('管理策ID', 'Control ID'), of: (finding) => finding.control },
  controlTitle: {
    head: text('管理策', 'Control'),
    of: (finding, language) => finding.controlTitle[language],
  },
  host: { head: text('機器名', 'Host'), of: (finding) => finding.hostName },
  hostId: { head: text('機器ID', 'Host ID'), of: (finding) => finding.hostId },
  outcome: {
    head: text('判定', 'Outcome'),
    of: (finding, language) => outcomeWords[finding.outcome][language],
  },
  outcomeCode: { head: text('判定コード', 'Outcome code'), of: (finding) => finding.outcome },
  reason: { head: text('理由', 'Reason'), of: (finding, language) => finding.reasonText[language] },
  reasonCode: { head: text('理由コード', 'Reason code'), of: (finding) => finding.reason },
  observed: {
    head: text('観測値', 'Observed'),
    of: (finding, language) => finding.observed[language],
  },
  expected: {
    head: text('期待値', 'Expected'),
    of: (finding, language) => finding.expected[language],
  },
  since: { head: text('判定の開始（日本時間）', 'Since (JST)'), of: (finding) => moment(finding.sinceAt) },
  evaluatedAt: {
    head: text('判定日時（日本時間）', 'Judged (JST)'),
    of: (finding) => moment(finding.evaluatedAt),
  },
  validUntil: {
    head: text('有効期限（日本時間）', 'Valid until (JST)'),
    of: (finding) => moment(finding.validUntil),
  },
  variant: {
    head: text('判定基準の別', 'Variant'),
    of: ({ variant }, language) => variantWords(variant)[language],
  },
  remediation: {
    head: text('是正方法', 'Repair'),
    of: (finding, language) => finding.remediation?.[language] ?? null,
  },
};

export const controlCsvColumns: Record<string, CsvColumn<ControlSummary>> = {
  id: { head: text('管理策ID', 'Control ID'), of: (control) => control.id },
  title: { head: text('管理策', 'Control'), of: (control, language) => control.title[language] },
  description: {
    head: text('説明', 'Description'),
    of: (control, language) => control.description[language],
  },
  platforms: { head: text('種別', 'Platforms'), of: (control) => control.platforms.join(' ') },
  fail: countOf('fail'),
  error: countOf('error'),
  unknown: countOf('unknown'),
  pass: countOf('pass'),
  notApplicable: countOf('not-applicable'),
};

export const itemCsvColumns: Record<string, CsvColumn<Item>> = {
  number: { head: text('番号', 'No.'), of: (item) => item.number },
  path: { head: text('見出し', 'Headings'), of: (item) => item.path.join(' / ') },
  title: { head: text('項目', 'Item'), of: (item, language) => item.title[language] },
  summary: { head: text('内容', 'Summary'), of: (item, language) => item.summary[language] },
  priority: { head: text('重点報告事項', 'Priority'), of: (item) => (item.flags.priority ? '○' : '') },
  exempt: {
    head: text('集約機関が実施', 'Done by the aggregator'),
    of: (item) => (item.flags.aggregatorExempt ? '◆' : ''),
  },
  automation: {
    head: text('確認方法', 'Checked'),
    of: (item, language) => automationWords[item.automation][language],
  },
  result: { head: text('結果', 'Result'), of: (item, language) => outcomeWords[item.result][language] },
  hostsPassing: { head: text('適合台数', 'Hosts passing'), of: (item) => item.hosts.passing },
  hostsTotal: { head: text('対象台数', 'Hosts'), of: (item) => item.hosts.total },
  controls: {
    head: text('管理策ID', 'Controls'),
    of: (item) => item.controls.map(({ id }) => id).join(' '),
  },
};

const automationWords: Record<Item['automation'], Text> = {
  full: text('自動', 'automatic'),
  partial: text('一部自動', 'partly automatic'),
  manual: text('人が確認', 'by a person'),
};

const contactWords: Record<HostSummary['contact'], Text> = {
  reporting: text('報告あり', 'reporting'),
  silent: text('報告途絶', 'silent'),
  never: text('未報告', 'never reported'),
};

const statusWords: Record<HostSummary['status'], Text> = {
  active: text('有効', 'active'),
  quarantined: text('隔離', 'quarantined'),
  revoked: text('失効', 'revoked'),
};

function countOf(
  outcome: 'pass' | 'fail' | 'error' | 'unknown' | 'not-applicable',
): CsvColumn<Pick<HostSummary, 'outcomes'>> {
  return { head: outcomeWords[outcome], of: ({ outcomes }) => outcomes[outcome] ?? 0 };
}

function moment(at: string | null): string | null {
  return at === null ? null : timeInJapan(at);
}

/** By whose limits it was judged; several items may have limits of their own. */
function variantWords(variant: string): Text {
  return variant === defaultVariant
    ? text('管理策の基準', "the control's own")
    : text(`項目の基準（${variant}）`, `an item's (${variant})`);
}
