import { isSwitchedOff, machineClass, text } from '@tenken/shared';
import type { Evidence, EvidenceReference, Finding, Platform, ProbeErrorCode, Source } from '@tenken/shared';
import { isForMachine } from '../evidence/define.ts';
import type { AnyEvidenceKind } from '../evidence/define.ts';
import type { AnyControl, Judgement } from './define.ts';
import { collectionOff, commonReasons, otherMachine } from './common-reasons.ts';
import { withDeclared } from './declared.ts';
import type { Declared } from './declared.ts';
import { referenceTitles, shippedReference, stampOf } from '../reference/reference-data.ts';
import type { ReferenceData, ReferenceKind, ReferenceStamp } from '../reference/reference-data.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const defaultStaleAfterMs = dayMs;

export type Circumstances = {
  platform: Platform;
  now: Date;
  /** Evidence older than this proves nothing any more; one that is read less often may be older by its interval. */
  staleAfterMs?: number;
  /** Of the system that the host belongs to; none unless told. */
  declarations?: readonly Declared[];
  /** In force at `now`; what comes with the product unless told. */
  reference?: ReferenceData;
};

/**
 * One control on one host: a pure function of evidence, parameters, reference data and time.
 *
 * Evidence that is missing, failed, stale or incomplete never becomes a pass: it gives `unknown` or `error` with
 * its reason. Evidence that was read in part may still show a failure, because a failure needs one fact only; so may
 * one kind of evidence among several that a control looks at one by one (`wants`). A pass that rests on a declaration
 * past its review date, or on reference data past its limit of age, is unknown too.
 *
 * @param evidence the newest evidence of the host, by kind
 * @param parameters overrides; what is not named takes the control's default
 * @throws {z.core.$ZodError} when `parameters` do not fit the control
 */
export function judge(
  control: AnyControl,
  evidence: ReadonlyMap<string, Evidence>,
  parameters: Record<string, unknown>,
  circumstances: Circumstances,
): Finding {
  const { endsAt: _, ...finding } = judgeWithEnd(control, evidence, parameters, circumstances);
  return finding;
}

/** A finding with the instant at which it ends by its own rule, however often new evidence says the same. */
export type EndingFinding = Finding & { endsAt?: string | null };

/** As `judge`. */
export function judgeWithEnd(
  control: AnyControl,
  evidence: ReadonlyMap<string, Evidence>,
  parameters: Record<string, unknown>,
  circumstances: Circumstances,
): EndingFinding {
  const declared = withDeclared(control, parameters, circumstances.declarations ?? []);
  const params = control.params.parse(declared.parameters);
  // A host that never reported is that, whatever is wanted of it.
  const wanted = evidence.size === 0 ? undefined : control.wants?.(params);
  const all = Object.entries(control.needs).map(([name, kind]) => ({
    name,
    kind,
    found: evidence.get(kind.id),
  }));
  const needed = all.filter(({ name }) => wanted?.includes(name) ?? true);
  const reference = circumstances.reference ?? shippedReference;
  const stamped = (control.reference ?? []).flatMap((kind): Stamped[] => {
    const stamp = stampOf(kind, reference);
    return stamp ? [{ kind, stamp, endsAt: Date.parse(stamp.asOf) + maxAgeMs(params) }] : [];
  });
  const base = {
    control: control.id,
    parameters: { ...params, ...declared.shown, ...shownStamps(stamped) },
    evidence: needed.flatMap(({ found }) => (found ? [evidenceReference(found)] : [])),
  };
  const other = ofAnotherMachine(all, evidence, circumstances.platform);
  if (other) return { ...base, ...other, expected: control.title, validUntil: null };
  const missing = notJudgeable(needed, circumstances);
  const unread = missing && { ...base, ...missing, expected: control.title, validUntil: null };
  if (unread && !wanted) return unread;

  const readable = missing ? needed.filter((one) => !notJudgeable([one], circumstances)) : needed;
  const data: Record<string, unknown> = {};
  for (const { name, kind, found } of readable) {
    if (found?.body.result.status !== 'read') continue;
    const parsed = kind.schema.safeParse(found.body.result.data);
    if (!parsed.success && found.body.version < kind.version) {
      const observed = text('古い版のエージェントの証跡である', 'evidence of an older agent');
      const { title: expected } = control;
      return { ...base, outcome: 'unknown', reason: 'evidence-older', observed, expected, validUntil: null };
    }
    if (!parsed.success) {
      const observed = text('この版では読めない証跡である', 'evidence in a shape this version cannot read');
      return {
        ...base,
        outcome: 'error',
        reason: 'evidence-invalid',
        observed,
        expected: control.title,
        validUntil: null,
      };
    }
    data[name] = parsed.data;
  }
  let judgement: Judgement;
  try {
    judgement = control.evaluate(data, params, {
      now: circumstances.now,
      platform: circumstances.platform,
      collectedAt: readable.length > 0 ? new Date(oldestAt(readable)) : circumstances.now,
      reference,
    });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return {
      ...base,
      outcome: 'error',
      reason: 'judgement-failed',
      observed: text(`判定処理の誤り: ${what}`, `the judgement itself failed: ${what}`),
      expected: control.title,
      validUntil: null,
    };
  }
  if (unread && judgement.outcome !== 'fail') return unread;
  const referenceEnd = nextEnd(stamped, circumstances.now);
  return {
    ...base,
    ...withOverdue(
      withOldReference(
        withStrangeProduct(withUnread(judgement, data), control, reference),
        control.absences ?? [],
        stamped,
        circumstances.now,
      ),
      declared.overdue,
    ),
    validUntil: earliest(judgement.validUntil, staleAt(readable, circumstances), referenceEnd),
    endsAt: earliest(judgement.validUntil, referenceEnd),
  };
}

type Stamped = { kind: ReferenceKind; stamp: ReferenceStamp; endsAt: number };

/** Of a control that names reference data; a test sees to it that such a control has the parameter. */
function maxAgeMs({ referenceMaxAgeDays: days }: Record<string, unknown>): number {
  return typeof days === 'number' ? days * dayMs : 0;
}

/** Which state of the data a finding was judged by. */
function shownStamps(stamped: readonly Stamped[]): Record<string, unknown> {
  if (stamped.length === 0) return {};
  return { reference: Object.fromEntries(stamped.map(({ kind, stamp }) => [kind, stamp])) };
}

/** Old data may not know what is wrong by now; what it shows to be wrong stays so. */
function withOldReference(
  judged: Pick<Finding, 'outcome' | 'reason' | 'observed' | 'expected'>,
  absences: readonly string[],
  stamped: readonly Stamped[],
  now: Date,
): typeof judged {
  const old = stamped.find(({ endsAt }) => endsAt <= now.getTime());
  const { outcome, reason } = judged;
  const isShaken = outcome === 'pass' || outcome === 'not-applicable' || absences.includes(reason);
  if (!old || outcome === 'error' || !isShaken) return judged;
  const { kind, stamp } = old;
  const { observed } = judged;
  return {
    ...judged,
    outcome: 'unknown',
    reason: 'reference-too-old',
    observed: text(
      `${observed.ja}（${referenceTitles[kind].ja}は${stamp.asOf}時点）`,
      `${observed.en} (${referenceTitles[kind].en} as of ${stamp.asOf})`,
    ),
  };
}

/** What a host has none of, as far as evidence of this version can show, may be a product that it does not look for. */
function withStrangeProduct(
  judged: Pick<Finding, 'outcome' | 'reason' | 'observed' | 'expected'>,
  { absences = [], needs, reference = [] }: AnyControl,
  { productNames }: ReferenceData,
): typeof judged {
  if (judged.outcome !== 'fail' || !absences.includes(judged.reason)) return judged;
  if (!reference.includes('product-names')) return judged;
  const kinds = new Set<string>(Object.values(needs).map(({ id }) => id));
  const strange = productNames.notLookedFor.find(({ evidence }) => kinds.has(evidence));
  if (!strange) return judged;
  const { observed } = judged;
  return {
    ...judged,
    outcome: 'unknown',
    reason: 'product-not-looked-for',
    observed: text(
      `${observed.ja}（${strange.name} は調べていない）`,
      `${observed.en} (${strange.name} is not looked for)`,
    ),
  };
}

function nextEnd(stamped: readonly Stamped[], now: Date): string | undefined {
  const ends = stamped.map(({ endsAt }) => endsAt).filter((endsAt) => endsAt > now.getTime());
  return ends.length === 0 ? undefined : new Date(Math.min(...ends)).toISOString();
}

type Needed = {
  name: string;
  kind: AnyEvidenceKind;
  found: Evidence | undefined;
};
type Gap = Pick<Finding, 'outcome' | 'reason' | 'observed'>;

/**
 * What is asked of computers only says nothing about a network device, and the other way round: the host itself told
 * which of them it is. A computer whose own system has no probe stays unknown.
 */
function ofAnotherMachine(
  needed: Needed[],
  evidence: ReadonlyMap<string, Evidence>,
  platform: Platform,
): Gap | null {
  const isWritten = needed.some(({ kind }) => isForMachine(kind, platform));
  const isRead = needed.some(({ found }) => found?.body.result.status === 'read');
  if (evidence.size === 0 || isWritten || isRead) return null;
  const observed =
    machineClass(platform) === 'computer'
      ? text('コンピューターである', 'a computer')
      : text('ネットワーク機器である', 'a network device');
  return { outcome: 'not-applicable', reason: otherMachine, observed };
}

function notJudgeable(needed: Needed[], circumstances: Circumstances): Gap | null {
  for (const { kind, found } of needed) {
    if (!found) {
      return {
        outcome: 'unknown',
        reason: 'not-reported',
        observed: text(`証跡「${kind.title.ja}」がない`, `no evidence of kind ${kind.id}`),
      };
    }
  }
  for (const { kind, found } of needed) {
    if (found?.body.result.status !== 'failed') continue;
    const { failure } = found.body.result;
    if (isSwitchedOff(failure)) {
      const observed = text(
        `証跡「${kind.title.ja}」の収集を設定で止めている`,
        `collection of ${kind.id} is switched off by the settings`,
      );
      return { outcome: 'unknown', reason: collectionOff, observed };
    }
    const { code, message } = failure;
    return { outcome: outcomeOfFailure(code), reason: code, observed: text(message, message) };
  }
  for (const { kind, found } of needed) {
    if (found && found.body.version > kind.version) {
      return {
        outcome: 'unknown',
        reason: 'evidence-newer',
        observed: text(
          '新しい版のエージェントの証跡である',
          'evidence of a newer agent than this judge knows',
        ),
      };
    }
  }
  for (const { kind, found } of needed) {
    if (!found) continue;
    const age = circumstances.now.getTime() - Date.parse(found.collectedAt);
    if (age > staleAfterMs(kind, circumstances)) {
      const hours = Math.floor(age / 3_600_000);
      return {
        outcome: 'unknown',
        reason: 'stale',
        observed: text(`証跡は${hours}時間前のもの`, `the evidence is ${hours} hours old`),
      };
    }
  }
  return null;
}

/** Not written for this system: nobody looked. Everything else: somebody tried and could not. */
function outcomeOfFailure(code: ProbeErrorCode): 'error' | 'unknown' {
  return code === 'unsupported' ? 'unknown' : 'error';
}

/** A pass, or a 'does not apply', needs all the facts; a failure needs one. */
function withUnread(
  judgement: Judgement,
  data: Record<string, unknown>,
): Pick<Finding, 'outcome' | 'reason' | 'observed' | 'expected'> {
  const { outcome, reason, observed, expected } = judgement;
  if (outcome === 'pass' || outcome === 'not-applicable') {
    for (const part of Object.values(data)) {
      const [first] = (part as { unread?: { what: string; code: ProbeErrorCode }[] }).unread ?? [];
      if (!first) continue;
      const why = commonReasons[first.code];
      return {
        outcome: 'error',
        reason: first.code,
        observed: text(`${first.what}: ${why?.ja ?? first.code}`, `${first.what}: ${why?.en ?? first.code}`),
        expected,
      };
    }
  }
  return { outcome, reason, observed, expected };
}

function withOverdue(
  judged: Pick<Finding, 'outcome' | 'reason' | 'observed' | 'expected'>,
  overdue: boolean,
): typeof judged {
  if (!overdue || (judged.outcome !== 'pass' && judged.outcome !== 'not-applicable')) return judged;
  return { ...judged, outcome: 'unknown', reason: 'declaration-overdue' };
}

/** Milliseconds since 1970; only called once all evidence is known to be there. */
function oldestAt(needed: Needed[]): number {
  return Math.min(...needed.map(({ found }) => (found ? Date.parse(found.collectedAt) : Infinity)));
}

/** One millisecond later than the last instant at which the evidence still counts; undefined where none is needed. */
function staleAt(needed: Needed[], circumstances: Circumstances): string | undefined {
  const ends = needed.map(({ kind, found }) =>
    found ? Date.parse(found.collectedAt) + staleAfterMs(kind, circumstances) : Infinity,
  );
  return ends.length === 0 ? undefined : new Date(Math.min(...ends) + 1).toISOString();
}

/** What is read once a day is a day old before its agent has missed anything. */
function staleAfterMs({ everyHours = 0 }: AnyEvidenceKind, circumstances: Circumstances): number {
  return (circumstances.staleAfterMs ?? defaultStaleAfterMs) + everyHours * hourMs;
}

function earliest(...instants: (string | undefined)[]): string | null {
  const known = instants
    .filter((instant) => instant !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return known[0] ?? null;
}

function evidenceReference(evidence: Evidence): EvidenceReference {
  return {
    kind: evidence.body.kind,
    sha256: evidence.sha256,
    collectedAt: evidence.collectedAt,
    source: shownSources(evidence.body.sources),
  };
}

/** The first few sources that answered, for a table; the whole list is in the evidence itself. */
function shownSources(sources: readonly Source[]): string {
  const told = sources.filter((source) => source.status !== 'not-found');
  const shown = (told.length > 0 ? told : sources).slice(0, 3).map((source) => source.subject);
  const rest = told.length - shown.length;
  return rest > 0 ? `${shown.join('; ')} (+${rest})` : shown.join('; ');
}
