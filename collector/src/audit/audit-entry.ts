import { canonicalJson, sha256 } from '@tenken/shared';

/** Everything that is written down; a promise like the error codes. */
export type AuditAction =
  | 'account-created'
  | 'account-disabled'
  | 'account-enabled'
  | 'account-linked'
  | 'account-renamed'
  | 'account-role-changed'
  | 'agent-settings-changed'
  | 'alert-channel-changed'
  | 'alert-channel-removed'
  | 'alert-rule-changed'
  | 'alert-rule-removed'
  | 'alert-sent-again'
  | 'alert-tested'
  | 'api-token-created'
  | 'api-token-revoked'
  | 'asset-ledger-imported'
  | 'assessment-closed'
  | 'assessment-frozen'
  | 'assessment-opened'
  | 'assessment-reviewed'
  | 'assessment-sent-back'
  | 'attestation-made'
  | 'attestation-withdrawn'
  | 'audit-exported'
  | 'authority-used'
  | 'backup-begun'
  | 'backup-made'
  | 'backup-restored'
  | 'certificate-renewed'
  | 'declaration-made'
  | 'declaration-withdrawn'
  | 'enrolment-refused'
  | 'enrolment-token-created'
  | 'enrolment-token-revoked'
  | 'feed-imported'
  | 'feed-key-trusted'
  | 'feed-key-withdrawn'
  | 'host-accepted'
  | 'host-enrolled'
  | 'host-quarantined'
  | 'host-released'
  | 'host-revoked'
  | 'item-edited'
  | 'judging-paused'
  | 'judging-previewed'
  | 'judging-resumed'
  | 'legal-hold-placed'
  | 'legal-hold-released'
  | 'official-wording-loaded'
  | 'pack-exported'
  | 'password-changed'
  | 'plan-made'
  | 'plan-withdrawn'
  | 'report-imported'
  | 'report-refused'
  | 'retention-swept'
  | 'second-factor-added'
  | 'second-factor-removed'
  | 'set-up-completed'
  | 'set-up-refused'
  | 'signed-in'
  | 'signed-out'
  | 'sign-in-refused'
  | 'store-moved'
  | 'system-changed'
  | 'waiver-approved'
  | 'waiver-refused'
  | 'waiver-requested'
  | 'waiver-revoked';

export type AuditDetails = Record<string, string | number | boolean | null | readonly string[]>;

/** What happened, before it has its place in the log. */
export type AuditEvent = {
  at: number;
  /** `account:NAME`, `api-token:LABEL`, `enrolment-token:LABEL`, `host:ID`, `console:USER`, `collector`, or `nobody`. */
  actor: string;
  action: AuditAction;
  /** What was changed: `account:NAME`, `host:ID`, … */
  subject: string;
  details?: AuditDetails;
};

/** Who changes something, and when. */
export type Change = { actor: string; now: number };

/** A change that a person puts their name to. */
export type SignedChange = Change & {
  /** As forms print it, usually 役職・氏名. */
  person: string;
};

/** One line of the log. `hash` covers all the rest, and through `previousHash` every line before it. */
export type AuditEntry = {
  sequence: number;
  /** UTC, ISO 8601. */
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: Record<string, unknown>;
  previousHash: string;
  hash: string;
};

/** What the first line names as its predecessor. */
export const beginning = '0'.repeat(64);

/** SHA-256 of the canonical JSON (RFC 8785) of a line without its hash. */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, at, actor, action, subject, details, previousHash } = entry;
  return sha256(canonicalJson({ sequence, at, actor, action, subject, details, previousHash }));
}
