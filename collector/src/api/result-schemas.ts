import { platforms } from '@tenken/shared';
import * as z from 'zod';
import { CertificateState, Contact, Counts, Finding, HostSummary, Outcome, Text } from './schemas.ts';

/**
 * Lists of results: what is asked for, and what comes back. The page keeps these very words in its addresses. A filter
 * that is none is refused: a list that holds more than was meant looks like an answer.
 */

/** One or several of a closed list, as `a=x&a=y`. */
function severalOf<T extends z.ZodType>(one: T) {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(one).max(20).optional(),
  );
}

export const Cursor = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Where the last page ended, as it said in `next`; nothing begins at the start. */
  cursor: z.string().max(400).optional(),
});

/** How many rows a filter lets through; counting ends at a limit, and says so. */
export const Total = z.object({ count: z.int(), exact: z.boolean() }).meta({ id: 'Total' });
export type Total = z.infer<typeof Total>;

/** How hosts are put together: by the department that their token named, by operating system, by its version. */
export const Grouping = z.enum(['label', 'platform', 'system']).meta({ id: 'Grouping' });
export type Grouping = z.infer<typeof Grouping>;

/** By id, of the hosts of a page whose name others have too: what tells them apart. */
export const Namesakes = z
  .record(z.string(), z.object({ label: z.string(), enrolledAt: z.iso.datetime() }))
  .meta({ id: 'Namesakes' });
export type Namesakes = z.infer<typeof Namesakes>;

export const HostFilter = z.strictObject({
  /** Words of name, label, system or id, folded (NFKC, case). */
  text: z.string().max(200).optional(),
  contact: severalOf(Contact),
  status: severalOf(z.enum(['active', 'quarantined', 'revoked'])),
  platform: severalOf(z.enum(platforms)),
  label: z.string().max(200).optional(),
  system: z.string().max(200).optional(),
  /** Hosts that have a finding of this outcome, by the controls' own limits; with `control`, of that control. */
  outcome: severalOf(Outcome),
  control: z.string().max(64).optional(),
  agentVersion: z.string().max(64).optional(),
  /** Of the one in force; hosts without any are in none of them. */
  certificate: severalOf(CertificateState.shape.state),
});
export type HostFilter = z.infer<typeof HostFilter>;

export const HostQuery = HostFilter.extend({
  ...Cursor.shape,
  sort: z.enum(['name', '-name', 'lastReportAt', '-lastReportAt', 'failures', '-failures']).default('name'),
});
export type HostQuery = z.infer<typeof HostQuery>;

export const HostPage = z
  .object({
    /** All hosts, whatever the filter. */
    total: z.int(),
    shown: Total,
    hosts: z.array(HostSummary),
    namesakes: Namesakes,
    next: z.string().nullable(),
  })
  .meta({ id: 'HostPage' });
export type HostPage = z.infer<typeof HostPage>;

export const FindingFilter = z.strictObject({
  host: z.string().max(64).optional(),
  control: z.string().max(64).optional(),
  /** `default` unless told; `any` for all. */
  variant: z.string().max(64).default('default'),
  outcome: severalOf(Outcome),
  reason: z.string().max(64).optional(),
  platform: severalOf(z.enum(platforms)),
  label: z.string().max(200).optional(),
  system: z.string().max(200).optional(),
  /** Words of the host's name, folded. */
  text: z.string().max(200).optional(),
  /** Findings that hold since this moment or later. */
  since: z.iso.datetime().optional(),
  /** Passes that end by themselves before this moment, by the control's own rule. */
  until: z.iso.datetime().optional(),
});
export type FindingFilter = z.infer<typeof FindingFilter>;

export const FindingQuery = FindingFilter.extend({
  ...Cursor.shape,
  sort: z.enum(['control', 'host', 'since', '-since', 'until']).default('control'),
});
export type FindingQuery = z.infer<typeof FindingQuery>;

export const FindingPage = z
  .object({ shown: Total, findings: z.array(Finding), namesakes: Namesakes, next: z.string().nullable() })
  .meta({ id: 'FindingPage' });
export type FindingPage = z.infer<typeof FindingPage>;

/** Controls are a short list, which the page filters by itself; GET /controls.csv takes the same. */
export const ControlFilter = z.strictObject({
  /** Words of title, description or id, folded. */
  text: z.string().max(200).optional(),
  /** Controls of which some host has one of these. */
  outcome: severalOf(Outcome),
  platform: severalOf(z.enum(platforms)),
  sort: z.enum(['name', '-name', 'failures', '-failures']).optional(),
});
export type ControlFilter = Partial<z.infer<typeof ControlFilter>>;

/** Items of one checklist, for GET /checklists/:id/items.csv and the page. */
export const ItemFilter = z.strictObject({
  text: z.string().max(200).optional(),
  outcome: severalOf(Outcome),
  automation: severalOf(z.enum(['full', 'partial', 'manual'])),
  /** Only those to be reported with priority. */
  priority: z.stringbool().optional(),
});
export type ItemFilter = Partial<z.infer<typeof ItemFilter>>;

/** GET /hosts/:id/controls/:control?variant= */
export const FindingDetail = z
  .object({
    finding: Finding,
    host: z.object({ id: z.string(), name: z.string(), platform: z.string(), label: z.string() }),
    /** Accepted failures that cover it, with their system. */
    waivers: z.array(
      z.object({
        id: z.string(),
        system: z.string(),
        reasonKind: z.string(),
        reason: z.string(),
        expiresOn: z.string(),
        approved: z.boolean().nullable(),
      }),
    ),
    /** Items of checklists that rest on this control and variant. */
    items: z.array(z.object({ checklist: z.string(), checklistTitle: Text, item: z.string(), title: Text })),
  })
  .meta({ id: 'FindingDetail' });
export type FindingDetail = z.infer<typeof FindingDetail>;

/**
 * What became of a finding: `lost` is not known any more, `first` was not judged on anything that its host had reported
 * before.
 */
export const changeKinds = ['failing', 'fixed', 'lost', 'other', 'first'] as const;
export const ChangeKind = z.enum(changeKinds).meta({ id: 'ChangeKind' });
export type ChangeKind = z.infer<typeof ChangeKind>;

/** Of GET /changes and both comparisons. */
export const ChangesQuery = Cursor.extend({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** Lists only these; counts are of all. */
  kind: severalOf(ChangeKind),
});
export type ChangesQuery = z.infer<typeof ChangesQuery>;
export const AllChangesQuery = ChangesQuery.extend({ control: z.string().max(64).optional() });

/** GET /changes?from=&to=&cursor=&limit= : what changed between two moments; the last 24 hours unless told. */
export const Change = z.object({
  hostId: z.string(),
  hostName: z.string(),
  control: z.string(),
  controlTitle: Text,
  kind: ChangeKind,
  before: Outcome.nullable(),
  after: Outcome,
  reason: z.string(),
  reasonText: Text,
  at: z.iso.datetime(),
});
export const Changes = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** By what became of them: of hosts whose outcome at `to` is not that at `from`. */
    counts: z.object({
      failing: z.int(),
      fixed: z.int(),
      lost: z.int(),
      other: z.int(),
      /** Apart from the others: a new host has as many as there are controls. */
      first: z.int(),
    }),
    /** Of how many hosts something was judged for the first time. */
    firstHosts: z.int(),
    /** False where so much has changed that every change is counted, also one that was undone meanwhile. */
    exact: z.boolean(),
    changes: z.array(Change),
    namesakes: Namesakes,
    next: z.string().nullable(),
  })
  .meta({ id: 'Changes' });
export type Changes = z.infer<typeof Changes>;

/** GET /due?days=30 : what ends by itself soon, or has ended; soonest first, one entry a subject and day. */
export const DueEntry = z.object({
  kind: z.enum(['finding', 'waiver', 'plan', 'attestation', 'declaration', 'certificate', 'feed']),
  /** A day in Japan's time. */
  on: z.iso.date(),
  overdue: z.boolean(),
  /** Of a finding: its control; of a waiver, plan, answer or declaration: its system; else empty. */
  control: z.string().nullable(),
  system: z.string().nullable(),
  checklist: z.string().nullable(),
  item: z.string().nullable(),
  /** Of a plan or answer: where it is worked on, the newest assessment of that system and checklist. */
  assessment: z.string().nullable(),
  /** The one host it is about; null where it is several or none. */
  host: z.object({ id: z.string(), name: z.string() }).nullable(),
  title: Text,
  /** How many hosts, or one. */
  count: z.int(),
});
export type DueEntry = z.infer<typeof DueEntry>;
export const Due = z.object({ asOf: z.iso.datetime(), entries: z.array(DueEntry) }).meta({ id: 'Due' });
export type Due = z.infer<typeof Due>;

/** GET /trend?days=90&control= : counts at the end of each day (Japan's time), the last one as of now. */
export const Trend = z
  .object({ days: z.array(z.object({ day: z.iso.date(), outcomes: Counts })) })
  .meta({ id: 'Trend' });
export type Trend = z.infer<typeof Trend>;

/** GET /groups?by=label */
export const HostGroup = z.object({ id: z.string(), title: Text, hosts: z.int() });
export type HostGroup = z.infer<typeof HostGroup>;
export const HostGroups = z.object({ by: Grouping, groups: z.array(HostGroup) }).meta({ id: 'HostGroups' });
export type HostGroups = z.infer<typeof HostGroups>;

/** GET /heat-map?by=label : the largest groups have a column of their own, the rest share the last one, `more`. */
export const HeatMap = z
  .object({
    by: Grouping,
    groups: z.array(HostGroup),
    more: z.object({ groups: z.int(), hosts: z.int() }).nullable(),
    rows: z.array(
      z.object({
        control: z.string(),
        title: Text,
        /** One a group, in their order; the rest's last when there is one. */
        cells: z.array(Counts),
      }),
    ),
  })
  .meta({ id: 'HeatMap' });
export type HeatMap = z.infer<typeof HeatMap>;

/** GET /hosts/:id/comparison?from=&to= and GET /controls/:id/comparison?from=&to= are `Changes` of one host or control. */

/** GET /evidence/:sha256/proof?host= : what stands behind one piece of evidence, checked as it is asked for. */
export const EvidenceProof = z
  .object({
    sha256: z.string(),
    /** The stored body still has this hash. */
    hashMatches: z.boolean(),
    reports: z.array(
      z.object({
        hostId: z.string(),
        hostName: z.string(),
        reportId: z.string(),
        receivedAt: z.iso.datetime(),
        scannedAt: z.iso.datetime(),
        /** `unsigned`: a report of a version of the agent that did not sign. */
        signature: z.enum(['valid', 'invalid', 'unsigned']),
        certificateFingerprint: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'EvidenceProof' });
export type EvidenceProof = z.infer<typeof EvidenceProof>;

/** GET /search?q= : hosts, controls and items whose id, number or name hold the words; few of each. */
export const SearchResults = z
  .object({
    hosts: z.array(z.object({ id: z.string(), name: z.string(), label: z.string() })),
    controls: z.array(z.object({ id: z.string(), title: Text })),
    items: z.array(
      z.object({
        checklist: z.string(),
        checklistTitle: Text,
        item: z.string(),
        number: z.string(),
        title: Text,
      }),
    ),
  })
  .meta({ id: 'SearchResults' });
export type SearchResults = z.infer<typeof SearchResults>;
