import { outcomes, platforms } from '@tenken/shared';
import * as z from 'zod';

/** Shapes of the JSON API; the web page takes its types from here. */
export const Text = z.object({ ja: z.string(), en: z.string() }).meta({ id: 'Text' });

export const Outcome = z.enum(outcomes).meta({ id: 'Outcome' });

/** How many hosts have which outcome; an outcome that nobody has is left out. */
export const Counts = z.partialRecord(z.enum(outcomes), z.int()).meta({ id: 'Counts' });

export const Problem = z
  .object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
  .meta({ id: 'Problem' });

export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
});

/** How a report came that a person carried here as a file. */
export const CarriedBy = z
  .object({
    /** By the host's clock, whose error nobody can tell. */
    collectedAt: z.iso.datetime(),
    importedAt: z.iso.datetime(),
    /** As the audit log names them. */
    importedBy: z.string(),
    fileSha256: z.string(),
    encrypted: z.boolean(),
  })
  .meta({ id: 'CarriedBy' });

export const Host = z
  .object({
    id: z.string(),
    name: z.string(),
    platform: z.string(),
    osName: z.string().nullable(),
    osVersion: z.string().nullable(),
    architecture: z.string().nullable(),
    agentVersion: z.string().nullable(),
    /** Its agent is older than the version that this collector asks for at least. */
    agentOutdated: z.boolean(),
    enrolledAt: z.iso.datetime(),
    lastReportAt: z.iso.datetime().nullable(),
    machineIdHash: z.string().nullable(),
    /** `quarantined`: two machines seem to use its identity; `revoked`: its certificates are ended. */
    status: z.enum(['active', 'quarantined', 'revoked']),
    statusReason: z.string().nullable(),
    label: z.string(),
    /** Reports that were numbered and never came, and those that the agent says it dropped. */
    sequenceGaps: z.int(),
    reportsDropped: z.int(),
    /** How far its clock is ahead of the collector's. */
    clockSkewMs: z.int().nullable(),
    /** Of the collector's settings that hold there; null for an agent that knows none. */
    settingsSequence: z.int().nullable(),
    /** Why it did not take newer ones. */
    settingsRefused: z.string().nullable(),
    /** Its newest report was carried here as a file; null when it came over the network. */
    carried: CarriedBy.nullable(),
  })
  .meta({ id: 'Host' });
export type Host = z.infer<typeof Host>;

/** `silent`: the newest report is older than evidence may be; `never`: enrolled, nothing has come. */
export const Contact = z.enum(['reporting', 'silent', 'never']).meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/** `ending`: its last quarter has begun, and the agent should have renewed it long ago. */
export const CertificateState = z
  .object({ state: z.enum(['good', 'ending', 'expired']), notAfterAt: z.iso.datetime() })
  .meta({ id: 'CertificateState' });
export type CertificateState = z.infer<typeof CertificateState>;

/**
 * A host as a list shows it: whether it reports, its certificate (null: none is in force), and its outcomes under the
 * controls' own limits.
 */
export const HostSummary = Host.extend({
  contact: Contact,
  certificate: CertificateState.nullable(),
  outcomes: Counts,
}).meta({ id: 'HostSummary' });
export type HostSummary = z.infer<typeof HostSummary>;

export const EvidenceReference = z
  .object({ kind: z.string(), sha256: z.string(), collectedAt: z.iso.datetime(), source: z.string() })
  .meta({ id: 'EvidenceReference' });

/** What can be read on a host, and what it is called. */
export const EvidenceKinds = z
  .object({ kinds: z.array(z.object({ id: z.string(), title: Text })) })
  .meta({ id: 'EvidenceKinds' });
export type EvidenceKinds = z.infer<typeof EvidenceKinds>;

export const Finding = z
  .object({
    hostId: z.string(),
    hostName: z.string(),
    control: z.string(),
    controlTitle: Text,
    variant: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    outcome: Outcome,
    reason: z.string(),
    reasonText: Text,
    observed: Text,
    expected: Text,
    remediation: Text.nullable(),
    evidence: z.array(EvidenceReference),
    sinceAt: z.iso.datetime(),
    evaluatedAt: z.iso.datetime(),
    validUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

export const ControlSummary = z
  .object({
    id: z.string(),
    title: Text,
    description: Text,
    platforms: z.array(z.string()),
    outcomes: Counts,
  })
  .meta({ id: 'ControlSummary' });
export type ControlSummary = z.infer<typeof ControlSummary>;

export const ControlList = z.object({ controls: z.array(ControlSummary) }).meta({ id: 'ControlList' });
export type ControlList = z.infer<typeof ControlList>;

export const Control = ControlSummary.extend({
  /** Outcomes under limits that differ from the control's own, by variant. */
  variants: z.record(z.string(), Counts),
  parameters: z.array(
    z.object({
      name: z.string(),
      default: z.unknown(),
      unit: z.string().nullable(),
      meaning: Text,
      source: Text,
    }),
  ),
  remediation: z.partialRecord(z.enum(platforms), Text),
  items: z.array(
    z.object({
      checklist: z.string(),
      checklistTitle: Text,
      item: z.string(),
      title: Text,
      relationship: z.string(),
      variant: z.string(),
      /** Where the item is stricter than the control's own limits. */
      with: z.record(z.string(), z.unknown()),
    }),
  ),
}).meta({ id: 'Control' });
export type Control = z.infer<typeof Control>;

export const ChecklistSummary = z
  .object({
    id: z.string(),
    edition: z.string(),
    title: Text,
    shortTitle: Text,
    items: z.int(),
    results: Counts,
  })
  .meta({ id: 'ChecklistSummary' });
export type ChecklistSummary = z.infer<typeof ChecklistSummary>;

export const Item = z
  .object({
    id: z.string(),
    number: z.string(),
    path: z.array(z.string()),
    title: Text,
    summary: Text,
    flags: z.object({
      priority: z.boolean(),
      priorityConfidence: z.string(),
      aggregatorExempt: z.boolean(),
      level: z.enum(['minimum', 'optional']).nullable(),
      whereApplicable: z.boolean(),
    }),
    automation: z.enum(['full', 'partial', 'manual']),
    manual: Text.nullable(),
    result: Outcome,
    /** Hosts on which every counting control passes, of all hosts. */
    hosts: z.object({ passing: z.int(), total: z.int() }),
    controls: z.array(
      z.object({
        id: z.string(),
        title: Text,
        relationship: z.string(),
        variant: z.string(),
        with: z.record(z.string(), z.unknown()),
        outcomes: Counts,
      }),
    ),
  })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof Item>;

export const Checklist = z
  .object({
    id: z.string(),
    edition: z.string(),
    title: Text,
    /** As the menu calls it. */
    shortTitle: Text,
    source: z.object({
      document: Text,
      issuer: z.string(),
      edition: z.string(),
      verifiedAgainstIssuer: z.boolean(),
      note: Text,
    }),
    items: z.array(Item),
  })
  .meta({ id: 'Checklist' });
export type Checklist = z.infer<typeof Checklist>;

export const Overview = z
  .object({
    asOf: z.iso.datetime(),
    hosts: z.object({ total: z.int(), reporting: z.int(), silent: z.int(), neverReported: z.int() }),
    findings: Counts,
    /** Evidence that agents are asked not to collect: what rests on it is unknown. */
    kindsOff: z.array(z.object({ id: z.string(), title: Text })),
    /** Null unless a person lets the judging anew of all hosts rest. @type hosts that wait for it */
    judgingPaused: z.object({ waiting: z.int() }).nullable(),
    checklists: z.array(ChecklistSummary),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;

export const HostDetail = z
  .object({
    host: Host.extend({ contact: Contact }),
    findings: z.array(Finding),
    evidence: z.array(
      z.object({
        kind: z.string(),
        sha256: z.string(),
        /** By the collector's clock, and as the host's clock said. */
        collectedAt: z.iso.datetime(),
        claimedAt: z.iso.datetime().nullable(),
        reportId: z.string().nullable(),
        durationMs: z.int(),
        status: z.enum(['read', 'failed']),
      }),
    ),
  })
  .meta({ id: 'HostDetail' });
export type HostDetail = z.infer<typeof HostDetail>;

export const FindingHistory = z.object({
  spans: z.array(
    z.object({
      outcome: Outcome,
      reason: z.string(),
      reasonText: Text,
      fromAt: z.iso.datetime(),
      toAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type FindingHistory = z.infer<typeof FindingHistory>;

export const ReportList = z
  .object({
    reports: z.array(
      z.object({
        reportId: z.string(),
        sequence: z.int(),
        receivedAt: z.iso.datetime(),
        scannedAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'ReportList' });

/** What the host signed: `signature` is DER in base64 over the canonical JSON (RFC 8785) of `statement`. */
export const SignedReport = z
  .object({
    statement: z.record(z.string(), z.unknown()),
    signature: z.string(),
    certificate: z.string(),
    fingerprint: z.string(),
    receivedAt: z.iso.datetime(),
    quarantined: z.string().nullable(),
    carried: CarriedBy.nullable(),
  })
  .meta({ id: 'SignedReport' });

/** What became of one carried file. `duplicate`: it was here before, and nothing has changed. */
export const ImportReceipt = z
  .object({
    status: z.enum(['stored', 'duplicate', 'quarantined']),
    /** False where a newer report is known: it went into history only. */
    newest: z.boolean(),
    /** The host was not known before and has been accepted. */
    accepted: z.boolean(),
    hostId: z.string(),
    hostName: z.string(),
    /** Of the host's key. */
    fingerprint: z.string(),
    reportId: z.string(),
    sequence: z.int(),
    collectedAt: z.iso.datetime(),
    importedAt: z.iso.datetime(),
    /** From collecting to importing; its evidence is as old as that already. */
    ageMs: z.int(),
    /** Never: how long the file was on its way is not known apart from it. */
    clockSkewMs: z.null(),
    fileSha256: z.string(),
    encrypted: z.boolean(),
  })
  .meta({ id: 'ImportReceipt' });
export type ImportReceipt = z.infer<typeof ImportReceipt>;
