/**
 * Tables as SQLite and PostgreSQL both hold them: text, integer 0/1, bigint milliseconds since 1970, JSON as text.
 * Columns that end in `_at` are such milliseconds.
 */
export type Schema = {
  host: HostRow;
  certificate: CertificateRow;
  enrolment_token: EnrolmentTokenRow;
  report: ReportRow;
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
};

export type HostRow = {
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
  /** 1 from the transaction that stored new evidence until its findings are stored. */
  needs_evaluation: number;
};

export type CertificateRow = {
  /** Lower-case hexadecimal SHA-256 of the DER. */
  fingerprint: string;
  host_id: string;
  serial: string;
  not_before_at: number;
  not_after_at: number;
  revoked_at: number | null;
};

export type EnrolmentTokenRow = {
  /** SHA-256 of the token; the token itself is shown once and kept nowhere. */
  token_hash: string;
  label: string;
  created_at: number;
  expires_at: number;
  uses_left: number;
};

export type ReportRow = {
  host_id: string;
  report_id: string;
  sequence: number;
  sha256: string;
  received_at: number;
  /** By the host's clock. */
  scanned_at: number;
};

/** Bodies by their hash: an unchanged machine adds none. Deflated JSON. */
export type EvidenceBodyRow = { sha256: string; kind: string; body: Buffer };

/** The newest evidence of each kind of each host. */
export type EvidenceRow = {
  host_id: string;
  kind: string;
  sha256: string;
  collected_at: number;
  duration_ms: number;
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
  /** PHC string of argon2id. */
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

export type AuditChainRow = { id: number; sequence: number; hash: string };
