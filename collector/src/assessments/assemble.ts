import { judge, variantOf } from '@tenken/controls';
import type { AnyControl, Checklist, ChecklistItem, Requirement } from '@tenken/controls';
import { canonicalJson, platforms, sha256, TenkenError } from '@tenken/shared';
import type { Finding, Outcome, Platform } from '@tenken/shared';
import type { Attestation, Plan, Waiver } from '../store/answer-repository.ts';
import type { Assessment, ItemEntry, Step } from '../store/assessment-repository.ts';
import type { Repositories } from '../store/repositories.ts';
import type { Declaration, System } from '../store/system-repository.ts';
import { dateAt } from './moments.ts';
import { scopeOf } from './coverage.ts';
import type { Scope } from './coverage.ts';
import { declarationTitles } from './declaration-titles.ts';
import { evidenceAt } from './evidence-at.ts';
import type { EvidenceAt } from './evidence-at.ts';
import { evidenceBasisOf, itemBasis } from './item-basis.ts';
import { itemState } from './item-state.ts';
import { JudgedFindings } from './judged-findings.ts';
import { pause } from './pause.ts';
import type {
  AssessmentRecord,
  AssessmentSource,
  AttestationRecord,
  DeclarationRecord,
  FindingRecord,
  HostReference,
  ItemRecord,
  WaiverRecord,
} from './record.ts';
import { completedRemarks, draftRemarks } from './remarks.ts';
import { isSelected } from './selected-items.ts';

export type Assembled = { record: AssessmentRecord; source: AssessmentSource; close: () => void };

export type AssembleOptions = {
  repositories: Repositories;
  checklist: Checklist;
  controls: readonly AnyControl[];
  requirements: readonly Requirement[];
  staleAfterMs: number;
  /** Of this software. */
  version: string;
  /** Where the findings of the assessment lie while it is put together. */
  folder: string;
  /** Up to when what people answered and decided counts: the freezing, or now. */
  answeredAt: number;
  onProgress?: (done: number, total: number) => void;
  /** Ends the work between two machines. */
  signal?: AbortSignal;
  /** What somebody would decide of an item, as if they had. */
  trial?: Pick<ItemEntry, 'item' | 'role' | 'remarks'>;
};

/**
 * Puts together what an assessment holds as of a moment: evidence as it had come by then, judged by today's rules with
 * that moment as the time. Which machines belong to the system, and which exceptions were in force, is as of that moment
 * too; a check as of the end of March is answered in April, so answers, plans, declarations and marks count until
 * `answeredAt`, each with its own date. Two calls for the same moments give the same, whatever came in between.
 *
 * Call `close` of what it returns.
 */
export async function assemble(
  assessment: Assessment,
  moment: number,
  options: AssembleOptions,
): Promise<Assembled> {
  const { repositories, checklist, answeredAt } = options;
  const system = await systemAt(assessment.systemId, moment, options);
  const scope = await scopeAt(system, moment, options);
  const declarations = (await repositories.systems.declarations(system.id, answeredAt)).map((one) =>
    declarationRecord(one, moment),
  );
  const waivers = await repositories.answers.waivers(system.id, moment);
  const findings = new JudgedFindings(options.folder);
  try {
    const agents = await judgeAll({ scope, waivers, moment, findings, declarations }, options);
    const items = await itemRecords({ assessment, moment, system, scope, waivers, findings }, options);
    const record: AssessmentRecord = {
      assessment: await headOf(assessment, items, moment, checklist),
      organisation: {
        name: system.organisation.name,
        department: system.organisation.department,
        kind: kindOf(system, checklist).id,
        hasAggregator: system.organisation.hasAggregator,
        contact: system.organisation.contact,
      },
      system: { id: system.id, name: system.name },
      checklist,
      officialWording: await repositories.systems.wording(checklist.id, answeredAt),
      coverage: scope.coverage,
      items,
      declarations,
      waivers: waivers
        .filter((waiver) => isInForce(waiver, moment))
        .map((waiver) => waiverRecord(waiver, scope.hosts)),
      versions: { tenken: options.version, rules: rulesHash(options), agents },
    };
    return {
      record,
      source: sourceOf(checklist, scope, findings, repositories),
      close: () => findings.close(),
    };
  } catch (error) {
    findings.close();
    throw error;
  }
}

/** Which rules judged: every control's text and code cannot be hashed, but their version, limits and the form can. */
export function rulesHash({ requirements, checklist, version }: AssembleOptions): string {
  const judged = requirements.map(({ control, parameters }) => ({
    control: control.id,
    parameters: control.params.parse(parameters),
  }));
  return sha256(canonicalJson(JSON.parse(JSON.stringify({ version, judged, checklist }))));
}

/** As it was set at the moment; where it was set up only later, as it was set up then. */
async function systemAt(id: string, moment: number, { repositories, answeredAt }: AssembleOptions) {
  const atMoment = (await repositories.systems.list(moment)).find((system) => system.id === id);
  return atMoment ?? repositories.systems.get(id, answeredAt);
}

async function scopeAt(system: System, moment: number, options: AssembleOptions): Promise<Scope> {
  const { repositories, staleAfterMs, answeredAt } = options;
  const all = await repositories.hosts.list({ limit: 1_000_000, offset: 0 });
  const labels = new Set(system.labels);
  const known = [];
  for (const [place, host] of all.entries()) {
    if (place % hostsAtOnce === 0) await pause(options.signal);
    if (Date.parse(host.enrolledAt) > moment) continue;
    const belongs = labels.size === 0 || labels.has(host.label);
    const held = belongs ? await repositories.reports.statementAt(host.id, moment) : null;
    const isRevoked = host.status === 'revoked' && Date.parse(host.statusAt ?? '') <= moment;
    known.push({
      id: host.id,
      name: held?.statement.host.name ?? host.name,
      platform: held?.statement.host.platform ?? host.platform,
      lastReportAt: held?.receivedAt ?? null,
      label: host.label,
      belongs,
      revoked: isRevoked ? (host.statusReason ?? '') : null,
    });
  }
  const ledger =
    (await repositories.systems.ledger(system.id, moment)) ??
    (await repositories.systems.ledger(system.id, answeredAt));
  return scopeOf(known, ledger, moment, staleAfterMs);
}

type Judging = Pick<Work, 'scope' | 'waivers' | 'moment' | 'findings'> & {
  declarations: readonly DeclarationRecord[];
};

/** Judges every host in scope. @returns the agents' versions */
async function judgeAll(
  { scope, waivers, moment, findings, declarations }: Judging,
  { repositories, requirements, staleAfterMs, onProgress, signal }: AssembleOptions,
): Promise<{ version: string; hosts: number }[]> {
  const versions = new Map<string, number>();
  const enrolledAt = await repositories.hosts.byId(scope.hosts.slice(0, 900).map(({ id }) => id));
  for (const [place, host] of scope.hosts.entries()) {
    const held = await repositories.reports.statementAt(host.id, moment);
    const enrolled = enrolledAt.get(host.id) ?? (await repositories.hosts.find(host.id));
    const evidence = held
      ? await evidenceAt(held, Date.parse(enrolled?.enrolledAt ?? ''), (hash) =>
          repositories.reports.evidenceBody(hash),
        )
      : new Map();
    if (held) versions.set(held.statement.agentVersion, (versions.get(held.statement.agentVersion) ?? 0) + 1);
    const platform = platformOf(host.platform);
    const circumstances = { platform, now: new Date(moment), staleAfterMs, declarations };
    const report = held && { reportId: held.reportId, receivedAt: new Date(held.receivedAt).toISOString() };
    findings.add(
      place,
      requirements.map(({ control, parameters, variant }) => {
        const finding = judge(control, evidence, parameters, circumstances);
        return findingRecord(finding, variant, host, evidence, report, waivers, moment);
      }),
    );
    onProgress?.(place + 1, scope.hosts.length);
    await pause(signal);
  }
  return [...versions]
    .map(([version, hosts]) => ({ version, hosts }))
    .toSorted((a, b) => (a.version < b.version ? -1 : 1));
}

function findingRecord(
  finding: Finding,
  variant: string,
  host: HostReference,
  evidence: EvidenceAt,
  report: { reportId: string; receivedAt: string } | null,
  waivers: readonly Waiver[],
  moment: number,
): FindingRecord {
  return {
    ...finding,
    variant,
    host,
    since: null,
    evidence: finding.evidence.map(({ kind, sha256: hash }) => ({
      kind,
      sha256: hash,
      collectedAt: evidence.get(kind)?.collectedAt ?? new Date(moment).toISOString(),
      reportId: report?.reportId ?? null,
      receivedAt: report?.receivedAt ?? null,
    })),
    waivers:
      finding.outcome === 'fail'
        ? waivers
            .filter((waiver) => covers(waiver, finding.control, host.id) && isInForce(waiver, moment))
            .map(({ id }) => id)
        : [],
  };
}

type Work = {
  assessment: Assessment;
  moment: number;
  system: System;
  scope: Scope;
  waivers: readonly Waiver[];
  findings: JudgedFindings;
};

async function itemRecords(work: Work, options: AssembleOptions): Promise<ItemRecord[]> {
  const { assessment, system } = work;
  const { repositories, checklist, answeredAt, trial, signal } = options;
  const attestations = await repositories.answers.attestations(system.id, checklist.id, answeredAt);
  const plans = await repositories.answers.plans(system.id, checklist.id, answeredAt);
  const entries = await repositories.assessments.entries(assessment.id, answeredAt);
  const entryOf = (id: string): ItemEntry | null => {
    const entry = entries.get(id) ?? null;
    if (trial?.item !== id) return entry;
    return { revision: 0, at: 0, by: '', basis: '', ...entry, ...trial };
  };
  const made = new Map<string, ItemRecord>();
  const make = (item: ChecklistItem, above: readonly string[] = []): ItemRecord => {
    const known = made.get(item.id);
    if (known) return known;
    if (above.includes(item.id)) throw new Error(`item ${item.id} of ${checklist.id} requires itself`);
    const required = (item.requires ?? []).flatMap((id) => {
      const other = checklist.items.find((one) => one.id === id);
      // What the form does not ask of this organisation cannot stand in its way.
      const isAsked = other?.appliesTo.includes(kindOf(system, checklist).id) === true;
      return other && isAsked ? [make(other, [...above, item.id])] : [];
    });
    const record = itemRecord(item, required, {
      ...work,
      checklist,
      controls: options.controls,
      attestation: attestations.get(item.id) ?? null,
      plan: plans.get(item.id) ?? null,
      entry: entryOf(item.id),
    });
    made.set(item.id, record);
    return record;
  };
  for (const item of checklist.items) {
    make(item);
    await pause(signal);
  }
  return checklist.items.map((item) => make(item));
}

type ItemWork = Work & {
  checklist: Checklist;
  controls: readonly AnyControl[];
  attestation: Attestation | null;
  plan: Plan | null;
  entry: ItemEntry | null;
};

const namesShown = 10;
/** What takes a millisecond or so together. */
const hostsAtOnce = 50;
const findingsAtOnce = 100;

function itemRecord(item: ChecklistItem, required: readonly ItemRecord[], work: ItemWork): ItemRecord {
  const { checklist, controls, findings, scope, moment, system, entry } = work;
  const today = dateAt(moment);
  const kind = kindOf(system, checklist);
  const counting = item.controls
    .filter(({ relationship }) => relationship !== 'related')
    .map((mapping) => ({ control: mapping.id, variant: variantOf(mapping.with) }));
  const outcomes = counting.flatMap(({ control, variant }) =>
    Object.keys(findings.outcomes(control, variant)),
  ) as Outcome[];
  const failed = counting.flatMap(({ control, variant }) => [...findings.of(control, variant, 'fail')]);
  const open = failed.filter(({ waivers }) => waivers.length === 0);
  const unclear = counting.length === 0 ? [] : unclearMachines(counting, findings, scope);
  const attestation = work.attestation && today <= work.attestation.expiresOn ? work.attestation : null;
  const planOverdue = work.plan !== null && today > work.plan.dueOn;
  const rule = checklist.rules[work.assessment.rule];
  // A form that knows no － leaves what it does not ask of this organisation empty.
  const mayBeMarked =
    item.appliesTo.includes(kind.id) || checklist.marks.some(({ role }) => role === 'not-applicable');
  const asked = mayBeMarked && (rule === undefined || isSelected(item, rule.checks));
  const state = itemState(
    {
      item,
      asked,
      organisation: { kind: kind.id, kindName: kind.name, hasAggregator: system.organisation.hasAggregator },
      outcomes,
      missing: unclear.length,
      failing: { open: open.length, waived: failed.length - open.length },
      attestation,
      attestationExpired: work.attestation !== null && attestation === null,
      plan: work.plan,
      planOverdue,
      chosen: entry?.role ? { role: entry.role, remarks: entry.remarks } : null,
      required: { total: required.length, done: required.filter(({ role }) => role === 'done').length },
    },
    checklist,
  );
  const machines = counting.length === 0 ? null : machinesOf(counting, findings, scope);
  const failingHosts = [...new Map(failed.map(({ host }) => [host.id, host])).values()];
  const waiverIds = [...new Set(failed.flatMap(({ waivers }) => waivers))].toSorted();
  const plan = work.plan && { owner: work.plan.owner, dueOn: work.plan.dueOn, text: work.plan.text };
  const attested = attestation ? attestationRecord(attestation) : null;
  const evidenceBasis = evidenceBasisOf({
    outcomes: counting.map(({ control, variant }) => findings.outcomes(control, variant)),
    failing: failingHosts.map(({ id }) => id),
    missing: unclear,
    waivers: waiverIds,
  });
  const basis = itemBasis({ evidenceBasis, attestation: attested?.id ?? null, plan });
  // A machine that fails is counted there, whatever else is not known of it.
  const failingNames = new Set(failingHosts.map(({ name }) => name));
  const onlyUnclear = unclear.filter((name) => !failingNames.has(name));
  const draft = draftRemarks({
    role: state.role,
    machines,
    plan,
    attestation: attested,
    why: state.why.ja,
    failing: failingHosts.slice(0, namesShown),
    failingCount: failingHosts.length,
    missing: onlyUnclear.slice(0, namesShown),
    missingCount: onlyUnclear.length,
    waivers: work.waivers.filter(({ id }) => waiverIds.includes(id)).map(waiverWords),
    asOf: today,
  });
  const written = entry?.remarks ?? null;
  return {
    item,
    asked,
    reported: rule === undefined || isSelected(item, rule.reports),
    ...state,
    remarks:
      written === null ? draft : completedRemarks(written, { role: state.role, plan, why: state.why.ja }),
    remarksBy: written === null ? 'draft' : 'person',
    remarksOutdated: written !== null && entry?.basis !== basis,
    basis,
    evidenceBasis,
    revision: entry?.revision ?? 0,
    machines,
    controls: item.controls.flatMap((mapping) => {
      const control = controls.find(({ id }) => id === mapping.id);
      const variant = variantOf(mapping.with);
      if (!control) return [];
      return {
        id: mapping.id,
        title: control.title,
        relationship: mapping.relationship,
        variant,
        with: mapping.with ?? {},
        outcomes: findings.outcomes(mapping.id, variant),
      };
    }),
    attestation: attested,
    plan,
    waivers: waiverIds,
  };
}

/** How many machines an item is about; one that none of its controls is written for is not among them. */
function machinesOf(
  counting: readonly { control: string; variant: string }[],
  findings: JudgedFindings,
  { coverage }: Scope,
): ItemRecord['machines'] {
  const { passing, notConcerned } = findings.hostsPassingAll(counting);
  return { passing, inScope: coverage.inScope - notConcerned };
}

/** Names of machines of which nothing that counts for an item is known: not seen at all, or seen without an answer. */
function unclearMachines(
  counting: readonly { control: string; variant: string }[],
  findings: JudgedFindings,
  { coverage }: Scope,
): string[] {
  const hosts = new Map(coverage.silent.map(({ id, name }) => [id, name]));
  for (const { control, variant } of counting) {
    for (const outcome of ['unknown', 'error'] as const) {
      for (const { host } of findings.of(control, variant, outcome)) hosts.set(host.id, host.name);
    }
  }
  return [...coverage.neverEnrolled.map(({ name }) => name), ...hosts.values()];
}

function waiverWords({ reason, expiresOn, decision }: Waiver) {
  return { reason, expiresOn, approvedBy: decision?.by.name ?? '' };
}

/** @throws {TenkenError} `organisation-kind-missing` */
export function kindOf(system: System, checklist: Checklist) {
  const named = system.organisation.kinds[checklist.id];
  const only = checklist.organisationKinds.length === 1 ? checklist.organisationKinds[0] : undefined;
  const kind = checklist.organisationKinds.find(({ id }) => id === named) ?? only;
  if (kind) return kind;
  const choices = checklist.organisationKinds.map(({ id, name }) => `${id} (${name.ja})`).join(', ');
  throw new TenkenError(
    'organisation-kind-missing',
    `The system ${system.id} does not say which kind of organisation it is for ${checklist.id}. Set it with tenken system set ${system.id} --kind ${checklist.id}=KIND; kinds are ${choices}.`,
  );
}

function covers(waiver: Waiver, control: string, hostId: string): boolean {
  return waiver.control === control && (waiver.hostId === null || waiver.hostId === hostId);
}

/** Approved, and its last day in Japan is not past. */
function isInForce({ decision, expiresOn }: Waiver, moment: number): boolean {
  return decision?.approved === true && decision.at <= moment && dateAt(moment) <= expiresOn;
}

function waiverRecord(waiver: Waiver, hosts: readonly HostReference[]): WaiverRecord {
  return {
    id: waiver.id,
    control: waiver.control,
    host: hosts.find(({ id }) => id === waiver.hostId) ?? null,
    reasonKind: waiver.reasonKind,
    reason: waiver.reason,
    requestedBy: waiver.requestedBy,
    approvedBy: waiver.decision?.by ?? { name: '', account: '' },
    approvedAt: new Date(waiver.decision?.at ?? 0).toISOString(),
    expiresOn: waiver.expiresOn,
  };
}

function attestationRecord({
  id,
  answer,
  note,
  person,
  account,
  at,
  expiresOn,
  attachments,
}: Attestation): AttestationRecord {
  return { id, answer, note, person, account, at: new Date(at).toISOString(), expiresOn, attachments };
}

function declarationRecord({ kind, entries, person, at, reviewOn }: Declaration, moment: number) {
  return {
    kind,
    title: declarationTitles[kind],
    entries,
    person,
    at: new Date(at).toISOString(),
    reviewOn,
    overdue: dateAt(moment) > reviewOn,
  };
}

async function headOf(
  assessment: Assessment,
  items: readonly ItemRecord[],
  moment: number,
  checklist: Checklist,
): Promise<AssessmentRecord['assessment']> {
  const { frozen, reviewed, closed } = assessment;
  const isOpen = items.some(({ asked, role }) => asked && role === null);
  const signed = (step: Step | null) => step && { ...step.by, at: new Date(step.at).toISOString() };
  return {
    id: assessment.id,
    rule: assessment.rule,
    title: checklist.rules[assessment.rule]?.title ?? { ja: assessment.rule, en: assessment.rule },
    fiscalYear: assessment.fiscalYear,
    asOf: new Date(moment).toISOString(),
    state: frozen !== null && frozen.asOf === moment && !isOpen ? 'final' : 'draft',
    preparedBy: signed(frozen),
    reviewedBy: signed(reviewed),
    approvedBy: signed(closed),
    reviewerApproves: closed?.reviewerApproves ?? false,
  };
}

function sourceOf(
  checklist: Checklist,
  scope: Scope,
  findings: JudgedFindings,
  repositories: Repositories,
): AssessmentSource {
  return {
    async *hosts() {
      yield* scope.reporting;
    },
    async *findings(itemId) {
      const item = checklist.items.find(({ id }) => id === itemId);
      let count = 0;
      for (const mapping of item?.controls ?? []) {
        for (const finding of findings.of(mapping.id, variantOf(mapping.with))) {
          yield finding;
          count += 1;
          if (count % findingsAtOnce === 0) await pause();
        }
      }
    },
    async evidence(hash) {
      const body = await repositories.reports.evidenceBody(hash);
      if (body) return body;
      throw new TenkenError('evidence-missing', `The evidence ${hash} is not kept any more.`);
    },
    signedReport: (hostId, reportId) => repositories.reports.signedReport(hostId, reportId),
    async *attachment(hash) {
      const content = await repositories.answers.attachedFile(hash);
      if (!content) {
        throw new TenkenError('evidence-missing', `The attached file ${hash} is not kept any more.`);
      }
      yield content;
    },
  };
}

/** A host that has not reported yet has no platform; what is judged then is that nothing was reported. */
function platformOf(name: string): Platform {
  return platforms.find((platform) => platform === name) ?? 'linux';
}
