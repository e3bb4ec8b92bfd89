import type { Checklist, ChecklistItem } from '@tenken/controls';
import type { EvidenceBody, Finding, Outcome, Text } from '@tenken/shared';
import type { OutdatedBy } from './item-basis.ts';
import type { Person } from './person.ts';
import type { SignedReport } from '../store/reports/report-repository.ts';

// What an assessment holds as of one moment, without saying how it came to be or where it goes: it is put together
// from the database on one side and written as forms, lists and packs on the other. Instants are ISO 8601 in UTC,
// dates are `YYYY-MM-DD` as on a calendar in Japan.

export type AssessmentRecord = {
  assessment: {
    id: string;
    /** A rule of the checklist: `periodic`, `occasional`, … */
    rule: string;
    /** 点検の種類, e.g. 定期点検; with the occasion where the rule has several. */
    title: Text;
    /** 令和8年度 is 2026: from April 2026 to March 2027. */
    fiscalYear: number;
    /** The moment whose state this is. */
    asOf: string;
    /** `draft`: something is open, or nobody has frozen it; never to be handed in. */
    state: 'draft' | 'final';
    preparedBy: Signatory | null;
    reviewedBy: Signatory | null;
    approvedBy: Signatory | null;
    /** One person is 確認者 and 承認者, and said so. */
    reviewerApproves: boolean;
  };
  organisation: {
    name: string;
    department: string | null;
    /** One of the checklist's kinds. */
    kind: string;
    hasAggregator: boolean;
    contact: { person: string; telephone: string; mail: string } | null;
  };
  /** 関係システム */
  system: { id: string; name: string };
  checklist: Checklist;
  /** The user's own copy of the form, by item id; null = only our summaries are shown. */
  officialWording: { sha256: string; items: Record<string, string> } | null;
  coverage: Coverage;
  /** In the form's order, all of them. */
  items: ItemRecord[];
  declarations: DeclarationRecord[];
  waivers: WaiverRecord[];
  versions: {
    tenken: string;
    /** Hash over every control's rules and every checklist that was in force. */
    rules: string;
    agents: { version: string; hosts: number }[];
  };
};

/** 作成者, 確認者, 承認者 */
export type Signatory = Person & { at: string };

export type HostReference = { id: string; name: string; platform: string; assetNumber: string | null };

export type ReportingHost = HostReference & { lastReportAt: string };

export type Coverage = {
  /** Where the number of machines comes from: the asset ledger, or only what has enrolled. */
  basis: 'ledger' | 'enrolled';
  ledger: { sha256: string; importedAt: string; rows: number } | null;
  inScope: number;
  reporting: number;
  /** Have enrolled, and not reported for longer than evidence counts; null: never. */
  silent: (HostReference & { lastReportAt: string | null })[];
  /** On the ledger, and no host of the system bears the name. */
  neverEnrolled: {
    assetNumber: string;
    name: string;
    /** Labels under which hosts of this name have enrolled that are none of the system's. */
    otherLabels: string[];
  }[];
  excluded: { assetNumber: string; name: string; reason: string }[];
  /** Report, and are not on the ledger. */
  unlisted: HostReference[];
  /** Their certificates were ended by a person, with the reason: they count no more. */
  revoked: (HostReference & { reason: string })[];
};

export type ItemRecord = {
  item: ChecklistItem;
  /** Whether the rule has it checked at all (マイナポータルの事前申込み: 1.1 only). */
  asked: boolean;
  /** Whether the rule has it reported (定期点検: 重点報告事項 only). */
  reported: boolean;
  /** By `fail > error > unknown > not-checked > pass` over hosts and the person's part. */
  outcome: Outcome;
  /** Null: open (未判定). */
  role: 'done' | 'planned' | 'not-applicable' | null;
  /** The form's own character for the role; empty while open. */
  mark: string;
  /** Why this mark, or what is still missing for one. */
  why: Text;
  /** 特記事項 as it stands: a person's text, or the draft. */
  remarks: string;
  remarksBy: 'draft' | 'person';
  /** Something that it rests on has changed since a person wrote the text. */
  remarksOutdated: boolean;
  /** What has; `answer` is the answer or the plan. */
  outdatedBy: OutdatedBy | null;
  /** Hash of what the text rests on now: what is shown, and what people said. */
  basis: string;
  /** Hash of what is shown alone: findings, machines of which nothing is known, waivers. */
  evidenceBasis: string;
  /** Of a person's last edit; 0 for none. */
  revision: number;
  /**
   * On how many machines in scope every counting control passes or does not apply, and at least one passes; machines that
   * none applies to are in neither number. Null: no control counts.
   */
  machines: { passing: number; inScope: number } | null;
  controls: {
    id: string;
    title: Text;
    relationship: 'full' | 'partial' | 'related';
    variant: string;
    with: Record<string, unknown>;
    outcomes: Partial<Record<Outcome, number>>;
  }[];
  attestation: AttestationRecord | null;
  plan: { owner: string; dueOn: string; text: string } | null;
  waivers: string[];
};

export type AttestationRecord = {
  id: string;
  answer: 'done' | 'not-done' | 'not-applicable';
  note: string;
  person: string;
  /** Who typed it. */
  account: string;
  at: string;
  expiresOn: string;
  attachments: { sha256: string; name: string; mediaType: string; bytes: number }[];
};

export type DeclarationRecord = {
  kind: string;
  title: Text;
  entries: Record<string, string>[];
  person: string;
  at: string;
  reviewOn: string;
  overdue: boolean;
};

export type WaiverRecord = {
  id: string;
  control: string;
  /** Null: every machine of the system. */
  host: HostReference | null;
  reasonKind: 'false-positive' | 'compensating' | 'risk-accepted' | 'out-of-scope';
  reason: string;
  requestedBy: Person;
  approvedBy: Person;
  approvedAt: string;
  expiresOn: string;
};

export type FindingRecord = Omit<Finding, 'parameters' | 'evidence'> & {
  host: HostReference;
  variant: string;
  parameters: Record<string, unknown>;
  since: string | null;
  evidence: {
    kind: string;
    sha256: string;
    collectedAt: string;
    /** The report in which the host said so last, and signed it. */
    reportId: string | null;
    receivedAt: string | null;
  }[];
  waivers: string[];
};

/** What is too much to be held at once: read as it is written. */
export type AssessmentSource = {
  /** Those in scope that report, by name: together with the lists of `coverage` every machine once. */
  hosts(): AsyncIterable<ReportingHost>;
  /** Of the item's controls on all machines in scope, by control, then by the host's name. */
  findings(itemId: string): AsyncIterable<FindingRecord>;
  /** @throws {TenkenError} `evidence-missing` */
  evidence(sha256: string): Promise<EvidenceBody>;
  signedReport(hostId: string, reportId: string): Promise<SignedReport | null>;
  /** Bytes of a file that a person attached. */
  attachment(sha256: string): AsyncIterable<Uint8Array>;
};
