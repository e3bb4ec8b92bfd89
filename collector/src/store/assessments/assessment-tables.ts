/**
 * Tables of systems and assessments. What people say is never overwritten: a row holds from `recorded_at` until
 * `withdrawn_at`. Columns that end in `_on` are dates on a calendar in Japan, `YYYY-MM-DD`.
 */
export type AssessmentTables = {
  system: SystemRow;
  asset_ledger: AssetLedgerRow;
  asset: AssetRow;
  declaration: DeclarationRow;
  official_wording: OfficialWordingRow;
  attestation: AttestationRow;
  attached_file: { sha256: string; content: Buffer };
  attachment: AttachmentRow;
  plan: PlanRow;
  waiver: WaiverRow;
  assessment: AssessmentRow;
  item_entry: ItemEntryRow;
};

/** Who said it, and while it holds. */
export type Held = { recorded_at: number; withdrawn_at: number | null; recorded_by: string };

/** `labels`: JSON list of host labels, [] for every host; `organisation`: JSON. */
export type SystemRow = Held & { id: string; name: string; labels: string; organisation: string };

export type AssetLedgerRow = Held & { id: string; system_id: string; sha256: string };

export type AssetRow = {
  ledger_id: string;
  asset_number: string;
  name: string;
  /** As names are compared: NFKC, lower case, without a domain. */
  name_folded: string;
  excluded_reason: string | null;
  /** The ledger's other columns, JSON. */
  details: string;
};

/** `entries`: JSON list of objects of texts. */
export type DeclarationRow = Held & {
  id: string;
  system_id: string;
  kind: string;
  entries: string;
  person: string;
  review_on: string;
};

/** `items`: JSON object, text by item id. */
export type OfficialWordingRow = Held & { id: string; checklist: string; sha256: string; items: string };

export type AttestationRow = Held & {
  id: string;
  system_id: string;
  checklist: string;
  item: string;
  answer: string;
  note: string;
  person: string;
  expires_on: string;
};

export type AttachmentRow = {
  attestation_id: string;
  sha256: string;
  name: string;
  media_type: string;
  bytes: number;
};

export type PlanRow = Held & {
  id: string;
  system_id: string;
  checklist: string;
  item: string;
  owner: string;
  due_on: string;
  content: string;
};

/**
 * In force from `decided_at` when `approved` is 1; `recorded_by` asked for it. Columns that end in `_person` hold the
 * name as forms print it.
 */
export type WaiverRow = Held & {
  id: string;
  requested_person: string;
  system_id: string;
  control: string;
  /** Null: every host of the system. */
  host_id: string | null;
  reason_kind: string;
  reason: string;
  expires_on: string;
  decided_at: number | null;
  decided_by: string | null;
  decided_person: string | null;
  approved: number | null;
};

export type AssessmentRow = {
  id: string;
  system_id: string;
  checklist: string;
  edition: string;
  rule: string;
  fiscal_year: number;
  opened_at: number;
  opened_by: string;
  as_of_at: number | null;
  frozen_at: number | null;
  frozen_by: string | null;
  frozen_person: string | null;
  rules_hash: string | null;
  reviewed_at: number | null;
  reviewed_by: string | null;
  reviewed_person: string | null;
  closed_at: number | null;
  closed_by: string | null;
  closed_person: string | null;
  /** 1: whoever reviewed it approved it too, and said so. */
  reviewer_approves: number | null;
};

export type ItemEntryRow = {
  assessment_id: string;
  item: string;
  revision: number;
  recorded_at: number;
  recorded_by: string;
  /** Null: no mark was chosen, the proposal holds. */
  role: string | null;
  /** Null: the draft holds. */
  remarks: string | null;
  /** Hash of what the item's findings said when it was written. */
  basis: string;
};
