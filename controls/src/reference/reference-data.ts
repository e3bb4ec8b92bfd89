import { canonicalJson, sha256, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import { noAdvisories } from './advisories/advisory.ts';
import type { HostAdvisories } from './advisories/advisory.ts';
import { applicationSupportTable } from './application-support/index.ts';
import type { ApplicationSupportTable } from './application-support/index.ts';
import { forbiddenSoftwareTable } from './forbidden-software/index.ts';
import type { ForbiddenSoftwareTable } from './forbidden-software/index.ts';
import { osSupportTable } from './os-support/index.ts';
import type { OsSupportTable } from './os-support/index.ts';
import { productNamesTable } from './product-names/index.ts';
import type { ProductNamesTable } from './product-names/index.ts';
import { securityAgentsTable } from './security-agents/index.ts';
import type { SecurityAgentsTable } from './security-agents/index.ts';

/** What judgements rest on beside evidence and parameters, as it was in force at one moment. It ages. */
export type ReferenceData = {
  osSupport: OsSupportTable;
  applicationSupport: ApplicationSupportTable;
  forbiddenSoftware: ForbiddenSoftwareTable;
  productNames: ProductNamesTable;
  securityAgents: SecurityAgentsTable;
  advisories: HostAdvisories;
};

export const referenceKinds = [
  'advisories',
  'application-support',
  'forbidden-software',
  'os-support',
  'product-names',
  'security-agents',
] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** Which state of some reference data was used: what a finding keeps of it. */
export type ReferenceStamp = {
  /** `YYYY-MM-DD` */
  asOf: string;
  sha256: string;
};

/** What comes with the product: tables, and no advisories. */
export const shippedReference: ReferenceData = {
  osSupport: osSupportTable,
  applicationSupport: applicationSupportTable,
  forbiddenSoftware: forbiddenSoftwareTable,
  productNames: productNamesTable,
  securityAgents: securityAgentsTable,
  advisories: noAdvisories,
};

export const referenceTitles: Record<ReferenceKind, Text> = {
  advisories: text('脆弱性情報', 'advisories'),
  'application-support': text('ソフトウェアのサポート期間の表', 'the support periods of software'),
  'forbidden-software': text('禁止ソフトウェアの名前の表', 'the names of forbidden software'),
  'os-support': text('OSのサポート期間の表', 'the support periods of systems'),
  'product-names': text('ウイルス対策・監視製品の名前の表', 'the names of antivirus and monitoring products'),
  'security-agents': text('エージェントの表', 'the table of agents'),
};

/** Where the tables that come with the product are from; within them it stands in English. */
export const shippedSources: Record<Exclude<ReferenceKind, 'advisories'>, Text> = {
  'application-support': text(
    'endoflife.date の表（製品ごとに記載）と各開発元のページ',
    applicationSupportTable.source,
  ),
  'forbidden-software': text(
    '各プログラムが登録される製品名。種類ごとに記載した注意喚起による',
    forbiddenSoftwareTable.source,
  ),
  'os-support': text(
    'endoflife.date（2026-08-22時点。WindowsはMicrosoft Lifecycleの写し）、DebianとUbuntuは distro-info-data 0.66+deb13u2',
    osSupportTable.source,
  ),
  'product-names': text(
    '各開発元の導入手順書と、管理者が公開しているサービスの一覧',
    productNamesTable.source,
  ),
  'security-agents': text('各開発元の製品ページ', securityAgentsTable.source),
};

/** The state of one kind; null where there is none, as with advisories that nobody has imported. */
export function stampOf(kind: ReferenceKind, reference: ReferenceData): ReferenceStamp | null {
  switch (kind) {
    case 'advisories':
      return newestOf(reference.advisories);
    case 'application-support':
      return tableStamp(reference.applicationSupport);
    case 'forbidden-software':
      return tableStamp(reference.forbiddenSoftware);
    case 'os-support':
      return tableStamp(reference.osSupport);
    case 'product-names':
      return tableStamp(reference.productNames);
    case 'security-agents':
      return tableStamp(reference.securityAgents);
    default:
      return kind satisfies never;
  }
}

/** Each feed claims to be complete for the release, so the newest one decides how old the knowledge is. */
function newestOf({ feeds }: HostAdvisories): ReferenceStamp | null {
  const [newest] = feeds.toSorted((a, b) => (a.asOf > b.asOf ? -1 : a.asOf < b.asOf ? 1 : 0));
  if (!newest) return null;
  return { asOf: newest.asOf, sha256: sha256(canonicalJson(feeds.map((feed) => feed.sha256).toSorted())) };
}

const hashes = new WeakMap<object, string>();

function tableStamp(table: { asOf: string }): ReferenceStamp {
  let hash = hashes.get(table);
  if (hash === undefined) hashes.set(table, (hash = sha256(canonicalJson(table))));
  return { asOf: table.asOf, sha256: hash };
}
