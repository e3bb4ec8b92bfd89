import type { Generated, Selectable } from 'kysely';
import type { AlertTables } from './alerts/alert-tables.ts';
import type { AssessmentTables } from './assessments/assessment-tables.ts';
import type { FeedTables } from './feeds/feed-tables.ts';
import type { TallyTables } from './tallies/tally-tables.ts';

/**
 * Tables as SQLite and PostgreSQL both hold them: text, integer 0/1, bigint milliseconds since 1970, JSON as text.
 * Columns that end in `_at` are such milliseconds.
 */
export type Schema = AlertTables &
  AssessmentTables &
  FeedTables &
  TallyTables & {
    host: HostTable;
    host_name_part: HostNamePartRow;
    certificate: CertificateTable;
    enrolment_token: EnrolmentTokenTable;
    report: ReportRow;
    report_statement: ReportStatementRow;
    report_pack: ReportPackRow;
    quarantined_report: QuarantinedReportRow;
    evidence_body: EvidenceBodyRow;
    evidence: EvidenceRow;
    evidence_span: EvidenceSpanRow;
    finding: FindingRow;
    finding_span: FindingSpanRow;
    account: AccountRow;
    session: SessionRow;
    api_token: ApiTokenRow;
    setup_code: SetupCodeRow;
    audit_entry: AuditEntryRow;
    audit_head: AuditHeadRow;
    audit_chain: AuditChainRow;
    legal_hold: LegalHoldRow;
    agent_settings: AgentSettingsRow;
    judging_edition: JudgingEditionRow;
  };

export type HostRow = Selectable<HostTable>;

export type HostTable = {
  id: string;
  name: string;
  platform: string;
  os_name: string | null;
  os_version: string | null;
  architecture: string | null;
  machine_id_hash: string | null;
  agent_version: string | null;
  enrolled_at: number;
  /** By the collector's clock; null until the first report. */
  last_report_at: number | null;
  /** Sequence of the newest report; older ones that arrive later change history only. */
  last_sequence: number;
  /** 1 from the transaction that stored new evidence, or decided something about it alone, until its findings are stored. */
  needs_evaluation: number;
  /** By what its findings were judged besides its evidence; null = not known, all of them are judged anew. */
  judged_by: Generated<string | null>;
  /** Edition of what holds for all that its findings were judged by; below the newest one they are judged anew. */
  judged_edition: Generated<number>;
  status: Generated<string>;
  /** Why it has this status, as a code or in the words of the person who set it. */
  status_reason: Generated<string | null>;
  status_at: Generated<number | null>;
  /** From the token with which it enrolled, e.g. a department. */
  label: Generated<string>;
  /** Numbers of reports that were given out and never came. */
  sequence_gaps: Generated<number>;
  /** Reports that the agent says it had to drop. */
  reports_dropped: Generated<number>;
  /** How far the host's clock is ahead of the collector's; null until the first report. */
  clock_skew_ms: Generated<number | null>;
  /** Highest number of a report that was removed for its age: what comes with a lower one is not taken again. */
  forgotten_sequence: Generated<number>;
  /** Up to this number a person has looked at two reports with one number. */
  released_sequence: Generated<number>;
  /** Of the settings that hold there, as its newest report says; null = it said nothing of them. */
  settings_sequence: Generated<number | null>;
  /** Why it did not take newer ones. */
  settings_refused: Generated<string | null>;
  /** How its newest report was carried here, JSON; null when it came over the network. */
  carried: Generated<string | null>;
  /** Its name as lists are sorted by it: NFKC, lower case. */
  sort_name: string;
  /** Name, label and system in the same form, as it is searched. */
  search: string;
  /** Operating system with its version; '' where nothing was told. */
  system: string;
  /** Findings by outcome, under the controls' own limits. */
  passes: Generated<number>;
  failures: Generated<number>;
  unknowns: Generated<number>;
  errors: Generated<number>;
  not_applicables: Generated<number>;
  /** Since when the newest of its failures under the controls' own limits holds; null without one. */
  newest_failure_at: Generated<number | null>;
  /** By which rules it is counted in `set_tally`; '' = not yet. */
  sets_version: Generated<string>;
};

/** One row. */
export type JudgingEditionRow = {
  id: number;
  /** Of what holds for all now: rules, reference data, declarations. Each change of them is another one. */
  number: number;
  /** Who was judged by one below this is judged as a whole, whatever has changed since. */
  whole: number;
};

/** Three characters of a host's folded name that follow each other, or the one or two at its end. */
export type HostNamePartRow = { part: string; host_id: string };

export type CertificateTable = {
  /** Lower-case hexadecimal SHA-256 of the DER. */
  fingerprint: string;
  host_id: string;
  serial: string;
  not_before_at: number;
  not_after_at: number;
  revoked_at: number | null;
  /** Why it was revoked; `replaced` when a renewed one took its place. */
  revoke_reason: Generated<string | null>;
  pem: string;
  /** Fingerprint of the certificate that this one was asked for with. */
  replaces: Generated<string | null>;
  /** Kept for renewed certificates only: their first use ends the one before. */
  first_used_at: Generated<number | null>;
};

export type EnrolmentTokenTable = {
  /** SHA-256 of the token; the token itself is shown once and kept nowhere. */
  token_hash: string;
  label: string;
  created_at: number;
  expires_at: number;
  uses_left: number;
  uses: number;
  /** Host names that it is good for, with * for any characters; null for all. */
  host_pattern: string | null;
  revoked_at: Generated<number | null>;
};

export type ReportRow = {
  host_id: string;
  report_id: string;
  sequence: number;
  sha256: string;
  received_at: number;
  /** By the host's clock. */
  scanned_at: number;
  /** How it was carried here, JSON; null when it came over the network. */
  carried: string | null;
};

/** What the host signed, as `inflated` gives it back; the signature over it in base64; whose certificate it was. */
export type ReportStatementRow = {
  host_id: string;
  report_id: string;
  statement: Buffer;
  signature: string;
  fingerprint: string;
};

/** Older reports of a host together, as `ReportPack` reads them; their numbers grow from one to the next. */
export type ReportPackRow = {
  host_id: string;
  first_sequence: number;
  last_sequence: number;
  first_received_at: number;
  last_received_at: number;
  reports: number;
  /** Of the certificate whose key signed all of them. */
  fingerprint: string;
  /** Of the ids and the body, one behind the other. */
  sha256: string;
  /** 16 bytes each, in their order. */
  report_ids: Buffer;
  body: Buffer;
};

/** Reports of a second machine that uses a host's identity: kept as evidence, never part of the host's state. */
export type QuarantinedReportRow = ReportStatementRow & {
  sequence: number;
  reason: string;
  machine_id_hash: string | null;
  received_at: number;
  carried: string | null;
};

/** Bodies by their hash: an unchanged machine adds none. Deflated JSON. */
export type EvidenceBodyRow = {
  sha256: string;
  kind: string;
  body: Buffer;
  /** When a report named it that its host had not named before; within a day of the last such report. */
  named_at: number;
};

/** The newest evidence of each kind of each host. */
export type EvidenceRow = {
  host_id: string;
  kind: string;
  sha256: string;
  /** By the collector's clock: the host's own time, corrected by how wrong its clock was when it sent. */
  collected_at: number;
  duration_ms: number;
  /** By the host's clock; null in rows that were stored before it was kept. */
  claimed_at: number | null;
  /** The report that last said so; its statement carries the host's signature. */
  report_id: string | null;
};

/** From when to when a host gave the same body. */
export type EvidenceSpanRow = {
  host_id: string;
  kind: string;
  first_seen_at: number;
  last_seen_at: number;
  sha256: string;
};

export type FindingRow = {
  host_id: string;
  control: string;
  /** SHA-256 of the canonical parameters: items may be stricter than the default. */
  variant: string;
  outcome: string;
  reason: string;
  parameters: string;
  observed: string;
  expected: string;
  evidence: string;
  since_at: number;
  evaluated_at: number;
  valid_until_at: number | null;
  /** When a pass ends by the control's own rule, however often new evidence says the same. */
  due_at: number | null;
};

/** One stretch of time in which a finding had one outcome for one reason. */
export type FindingSpanRow = {
  host_id: string;
  control: string;
  variant: string;
  outcome: string;
  reason: string;
  from_at: number;
  /** null while it lasts. */
  to_at: number | null;
};

export type AccountRow = {
  id: string;
  /** What is typed at sign-in; lower case, and never given to somebody else: accounts are disabled, not removed. */
  name: string;
  display_name: string;
  role: string;
  /** PHC string of argon2id, or `!` where no password is good. */
  password_hash: string;
  /** Base32; null while sign-in needs the password only. */
  totp_secret: string | null;
  /** Shown to its owner, not confirmed by a code yet. */
  totp_pending_secret: string | null;
  /** The 30-second step of the last code: no code counts twice. */
  totp_last_step: number | null;
  created_at: number;
  password_changed_at: number;
  disabled_at: number | null;
  /** Who vouches for this person at sign-in, and under which name; null for accounts with a password of their own. */
  oidc_issuer: string | null;
  oidc_subject: string | null;
};

export type SessionRow = {
  token_hash: string;
  account_id: string;
  csrf_token: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
};

export type ApiTokenRow = {
  token_hash: string;
  label: string;
  role: string;
  /** JSON list of the permissions it is limited to; null for all of its role. */
  scope: string | null;
  created_by: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
};

/** At most one row, and none as soon as there is an account. */
export type SetupCodeRow = { hash: string; expires_at: number };

export type AuditEntryRow = {
  sequence: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  /** Canonical JSON of an object. */
  details: string;
  previous_hash: string;
  hash: string;
};

export type AuditHeadRow = { sequence: number; day: string; hash: string; signature: string };

/** One thing that one hold pins; `subject` is a host id, `HOST/REPORT`, or a SHA-256. */
export type LegalHoldRow = {
  id: string;
  kind: string;
  subject: string;
  reason: string;
  held_by: string;
  held_at: number;
};

export type AuditChainRow = { id: number; sequence: number; hash: string };

export type AgentSettingsRow = {
  sequence: number;
  /** Canonical JSON. */
  settings: string;
  issued_at: number;
  actor: string;
};
