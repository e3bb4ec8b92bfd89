import * as z from 'zod';
import { nextSteps } from '../assessments/next-steps.ts';
import { textEncodings } from '../documents/csv/text-encoding.ts';
import { answers, waiverReasons } from '../store/assessments/answer-repository.ts';
import { declarationKinds } from '@tenken/controls';
import { Namesakes } from './result-schemas.ts';
import { Counts, Outcome, Text } from './schemas.ts';

/** Shapes of the API of systems and assessments. What is refused says why in the words of the desk itself. */
export const SystemId = z.string().max(40);
export const AssessmentId = z
  .string()
  .min(1)
  .max(36)
  .describe('the id, or the beginning that tells it from all others: 4 characters at least');
export const Name = z.string().max(64);
export const Moment = z
  .string()
  .max(40)
  .describe('a past date in Japan, which means its end, or an instant with its zone');
export const Day = z.string().max(10).describe('YYYY-MM-DD, a date in Japan');
/** Longer texts are refused with what to do. */
export const Words = z.string().max(20_000);
export const PrintedName = z
  .string()
  .max(200)
  .describe('as forms print it, e.g. 情報政策課 課長 鈴木花子; the name of the account unless told');
export const Encoding = z.strictObject({ encoding: z.enum(textEncodings).optional() });

const Person = z.object({ name: z.string(), account: z.string() });
const Signatory = Person.extend({ at: z.iso.datetime() });
const Role = z.enum(['done', 'planned', 'not-applicable']);

const Contact = z.object({ person: z.string(), telephone: z.string(), mail: z.string() });
export const System = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Of its hosts; empty: every host of the collector. */
    labels: z.array(z.string()),
    organisation: z.object({
      name: z.string(),
      department: z.string().nullable(),
      /** By checklist: one of its kinds of organisation. */
      kinds: z.record(z.string(), z.string()),
      hasAggregator: z.boolean(),
      contact: Contact.nullable(),
    }),
  })
  .meta({ id: 'System' });
export type System = z.infer<typeof System>;

const short = z.string().max(200);
/** What is left out stays as it is. */
export const SystemChange = z.strictObject({
  name: short.optional(),
  labels: z.array(z.string().min(1).max(100)).max(500).optional(),
  organisation: z
    .strictObject({
      name: short.optional(),
      department: short.nullable().optional(),
      kinds: z.record(z.string().max(64), z.string().max(64)).optional(),
      hasAggregator: z.boolean().optional(),
    })
    .optional(),
  contact: z
    .strictObject({ person: short.optional(), telephone: short.optional(), mail: short.optional() })
    .nullable()
    .optional(),
});

export const LedgerReceipt = z
  .object({
    machines: z.int(),
    excluded: z.int(),
    encoding: z.enum(textEncodings),
    ignoredColumns: z.array(z.string()),
    blankRows: z.int(),
    sha256: z.string(),
  })
  .meta({ id: 'LedgerReceipt' });
export type LedgerReceipt = z.infer<typeof LedgerReceipt>;

export const DeclarationKind = z.enum(declarationKinds);
export const Declaration = z
  .object({
    id: z.string(),
    kind: DeclarationKind,
    entries: z.array(z.record(z.string(), z.string())),
    person: z.string(),
    at: z.iso.datetime(),
    reviewOn: z.string(),
  })
  .meta({ id: 'Declaration' });
export type Declaration = z.infer<typeof Declaration>;

export const WordingReceipt = z
  .object({ items: z.int(), sha256: z.string(), changed: z.array(z.string()).nullable() })
  .meta({ id: 'WordingReceipt' });
export type WordingReceipt = z.infer<typeof WordingReceipt>;

export const AssessmentSummary = z
  .object({
    id: z.string(),
    systemId: z.string(),
    checklist: z.string(),
    edition: z.string(),
    rule: z.string(),
    fiscalYear: z.int(),
    title: Text,
    state: z.enum(['open', 'frozen', 'reviewed', 'closed']),
    opened: z.object({ by: z.string(), at: z.iso.datetime() }),
    frozen: Signatory.extend({ asOf: z.iso.datetime(), rulesHash: z.string() }).nullable(),
    reviewed: Signatory.nullable(),
    closed: Signatory.extend({ reviewerApproves: z.boolean() }).nullable(),
  })
  .meta({ id: 'AssessmentSummary' });
export type AssessmentSummary = z.infer<typeof AssessmentSummary>;

export const SentBackView = Signatory.extend({
  reason: z.string(),
  frozen: Signatory.extend({ asOf: z.iso.datetime() }).describe('held until it was sent back'),
  reviewed: Signatory.nullable(),
}).meta({ id: 'SentBack' });
export type SentBackView = z.infer<typeof SentBackView>;

/** What whoever signs sends along. */
export const Signing = z.strictObject({
  person: PrintedName.optional(),
  frozenAt: z.iso
    .datetime()
    .optional()
    .describe('of the freezing that was looked at; refused when it was sent back meanwhile'),
});

const HostReference = z.object({
  id: z.string(),
  name: z.string(),
  platform: z.string(),
  assetNumber: z.string().nullable(),
});

const AttestationView = z.object({
  id: z.string(),
  answer: z.enum(answers),
  note: z.string(),
  person: z.string(),
  account: z.string(),
  at: z.iso.datetime(),
  expiresOn: z.string(),
  attachments: z.array(
    z.object({ sha256: z.string(), name: z.string(), mediaType: z.string(), bytes: z.int() }),
  ),
});

const named = z.object({ id: z.string(), name: z.string() });
const Counted = <Row extends z.ZodType>(row: Row) => z.object({ total: z.int(), first: z.array(row) });

/** The hosts of a system against its ledger; of long lists the first. */
export const SystemCoverage = z
  .object({
    basis: z.enum(['ledger', 'enrolled']),
    ledger: z.object({ sha256: z.string(), importedAt: z.iso.datetime(), rows: z.int() }).nullable(),
    inScope: z.int(),
    reporting: z.int(),
    silent: Counted(named.extend({ lastReportAt: z.iso.datetime().nullable() })),
    neverEnrolled: Counted(
      z.object({ assetNumber: z.string(), name: z.string(), otherLabels: z.array(z.string()) }),
    ),
    unlisted: Counted(named),
    excluded: Counted(z.object({ assetNumber: z.string(), name: z.string(), reason: z.string() })),
    /** Of all hosts of the collector, for who sets up a system. */
    labels: z.array(z.string()),
    declarationGaps: z.array(
      z.object({
        checklist: z.string(),
        kind: z.enum(declarationKinds),
        state: z.enum(['missing', 'overdue']),
        reviewOn: z.string().nullable(),
        items: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'SystemCoverage' });
export type SystemCoverage = z.infer<typeof SystemCoverage>;

const Choice = z.object({ id: z.string(), title: Text });

/** What there is to choose from at the desk. */
export const DeskChoices = z
  .object({
    checklists: z.array(
      Choice.extend({
        items: z.int(),
        rules: z.array(Choice).describe('定期点検, 随時, …: what an assessment is opened for'),
        kinds: z
          .array(Choice)
          .describe('of which an organisation is one; which it is decides the items that it is asked'),
        hasAggregator: z.boolean().describe('some items are left to 集約機関'),
      }),
    ),
    declarations: z.array(
      z.object({
        kind: z.enum(declarationKinds),
        title: Text,
        columns: z.array(z.object({ field: z.string(), heading: z.string(), required: z.boolean() })),
      }),
    ),
    controls: z.array(Choice),
    waiverReasons: z.array(z.enum(waiverReasons)),
    fiscalYear: z.int().describe('of today'),
    today: z.string().describe('in Japan'),
  })
  .meta({ id: 'DeskChoices' });
export type DeskChoices = z.infer<typeof DeskChoices>;

/** An item as it stands in an assessment; `item` is the form's own, with all its members. */
export const AssessedItem = z
  .looseObject({
    item: z.looseObject({ id: z.string(), number: z.string(), title: Text, summary: Text }),
    asked: z.boolean(),
    reported: z.boolean(),
    outcome: Outcome,
    role: Role.nullable(),
    mark: z.string(),
    why: Text,
    remarks: z.string(),
    remarksBy: z.enum(['draft', 'person']),
    remarksOutdated: z.boolean(),
    outdatedBy: z
      .enum(['evidence', 'answer', 'either'])
      .nullable()
      .describe('what has changed since a person wrote the remarks; answer: the answer or the plan'),
    basis: z.string(),
    revision: z.int().describe('name it in an edit, so that nobody else is overwritten'),
    machines: z.object({ passing: z.int(), inScope: z.int() }).nullable(),
    controls: z.array(
      z.looseObject({
        id: z.string(),
        title: Text,
        relationship: z.enum(['full', 'partial', 'related']),
        variant: z.string(),
        with: z.record(z.string(), z.unknown()),
        outcomes: Counts,
      }),
    ),
    attestation: AttestationView.nullable(),
    plan: z.object({ owner: z.string(), dueOn: z.string(), text: z.string() }).nullable(),
    waivers: z.array(z.string()),
    next: z.array(z.enum(nextSteps)).describe('what can be done while it is open'),
    tag: z.string().describe('of what people wrote of it: send it as If-Match with what changes it'),
  })
  .meta({ id: 'AssessedItem' });
export type AssessedItem = z.infer<typeof AssessedItem>;

/** What somebody did with an item. */
const ItemEvent = z.object({
  kind: z.enum(['edit', 'answer', 'plan']),
  at: z.iso.datetime(),
  by: z.string().describe('as the audit log names them'),
  name: z.string().describe('of the person, where one is known'),
  endedAt: z.iso.datetime().nullable(),
  role: Role.nullable(),
  answer: z.enum(answers).nullable(),
  text: z.string().nullable().describe('remarks, note or plan; null: the draft holds'),
  person: z.string().nullable(),
  until: z.string().nullable(),
});
export type ItemEvent = z.infer<typeof ItemEvent>;

const ItemFinding = z.object({
  control: z.string(),
  controlTitle: Text,
  variant: z.string(),
  host: HostReference,
  outcome: Outcome,
  reason: z.string(),
  observed: Text,
  expected: Text,
  since: z.iso.datetime().nullable(),
  evidence: z.array(z.looseObject({ kind: z.string(), sha256: z.string(), collectedAt: z.iso.datetime() })),
  waivers: z.array(z.string()),
});

/** One item with what is beside it on the desk. */
export const ItemSheet = z
  .object({
    item: AssessedItem,
    findings: z.array(ItemFinding).describe('the worst first, as many as somebody reads'),
    findingsTotal: z.int(),
    namesakes: Namesakes,
    history: z.array(ItemEvent).describe('newest first'),
  })
  .meta({ id: 'ItemSheet' });
export type ItemSheet = z.infer<typeof ItemSheet>;

/** The state of an assessment as of one moment: the `assessment.json` of a pack, with what to do next. */
export const AssessmentState = z
  .looseObject({
    assessment: z.looseObject({
      id: z.string(),
      rule: z.string(),
      title: Text,
      fiscalYear: z.int(),
      asOf: z.iso.datetime(),
      state: z.enum(['draft', 'final']),
      preparedBy: Signatory.nullable(),
      reviewedBy: Signatory.nullable(),
      approvedBy: Signatory.nullable(),
      reviewerApproves: z.boolean(),
    }),
    organisation: z.looseObject({ name: z.string(), kind: z.string() }),
    system: z.object({ id: z.string(), name: z.string() }),
    checklist: z.looseObject({ id: z.string(), edition: z.string(), title: Text }),
    coverage: z.looseObject({
      basis: z.enum(['ledger', 'enrolled']),
      inScope: z.int(),
      reporting: z.int(),
      silent: z.array(HostReference.loose()),
    }),
    items: z.array(AssessedItem),
  })
  .meta({ id: 'AssessmentState' });
export type AssessmentState = z.infer<typeof AssessmentState>;

export const ItemEdit = z.strictObject({
  role: Role.nullable().optional().describe('null: what is proposed'),
  remarks: Words.nullable().optional().describe('特記事項; null: the draft'),
  revision: z.int().min(0).optional().describe('that was read; the newest unless told'),
});

export const Attesting = z.strictObject({
  answer: z.enum(answers),
  until: Day,
  note: Words.optional(),
  person: PrintedName.optional(),
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(500), content: z.base64() }))
    .max(20)
    .optional()
    .describe('contents in base64, 10 MiB together'),
  keepFiles: z.boolean().optional().describe('the files of the answer before stay with this one'),
  dropFiles: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(1000)
    .optional()
    .describe('SHA-256 of those that do not stay; the answer before still has them in the history'),
});

export const Planning = z.strictObject({ owner: Words, due: Day, text: Words });

export const Waiver = z
  .object({
    id: z.string(),
    systemId: z.string(),
    control: z.string(),
    hostId: z.string().nullable(),
    reasonKind: z.enum(waiverReasons),
    reason: z.string(),
    requestedBy: Person,
    requestedAt: z.iso.datetime(),
    expiresOn: z.string(),
    decision: z.object({ approved: z.boolean(), by: Person, at: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'Waiver' });
export type Waiver = z.infer<typeof Waiver>;

/** In the list of all systems. */
export const ListedWaiver = Waiver.extend({ hostName: z.string().nullable(), controlTitle: Text }).meta({
  id: 'ListedWaiver',
});
export type ListedWaiver = z.infer<typeof ListedWaiver>;

export const WaiverRequest = z.strictObject({
  control: Name,
  host: z.string().max(64).nullable().optional(),
  because: z.enum(waiverReasons),
  reason: Words,
  until: Day.optional(),
  person: PrintedName.optional(),
});

export const Made = z.object({ id: z.string() });
export const MadeDeclaration = Made.extend({ entries: z.int(), replaced: z.int() });

/** What was taken from an answer sheet, or would be. */
export const Taking = z
  .object({
    answers: z.int(),
    answersWithdrawn: z.int(),
    plans: z.int(),
    plansWithdrawn: z.int(),
    marks: z.int(),
    unchanged: z.int(),
    missing: z.array(z.string()),
  })
  .meta({ id: 'Taking' });
export type Taking = z.infer<typeof Taking>;

/** A pack in the making, or made. */
export const PackJobView = z
  .object({
    id: z.string(),
    assessment: z.string(),
    wanted: z.enum(['draft', 'final']),
    by: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    state: z.enum(['working', 'ready', 'failed']),
    stage: z
      .object({
        stage: z.enum([
          'judging',
          'documents',
          'items',
          'evidence',
          'statements',
          'attachments',
          'signature',
        ]),
        done: z.int(),
        total: z.int(),
      })
      .nullable(),
    failed: z.object({ code: z.string(), message: z.string() }).nullable(),
    pack: z
      .object({
        fingerprint: z.string().describe('SHA-256 of SHA256SUMS in groups of four'),
        bytes: z.int(),
        files: z.int(),
        state: z.enum(['draft', 'final']),
        template: z.boolean().describe('the own workbook was filled'),
        cramped: z.int().describe('rows of it that are too low for their text'),
        replacedCharacters: z.int().describe('that the PDFs could not show as they are'),
      })
      .nullable(),
  })
  .meta({ id: 'PackJob' });
export type PackJobView = z.infer<typeof PackJobView>;
