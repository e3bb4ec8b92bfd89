import { machineClass, text } from '@tenken/shared';
import type { Evidence, EvidenceReference, Finding, Platform, ProbeErrorCode, Source } from '@tenken/shared';
import { isForMachine } from '../evidence/define.ts';
import type { AnyEvidenceKind } from '../evidence/define.ts';
import type { AnyControl, Judgement } from './define.ts';
import { commonReasons, otherMachine } from './common-reasons.ts';
import { withDeclared } from './declared.ts';
import type { Declared } from './declared.ts';

const defaultStaleAfterMs = 24 * 60 * 60 * 1000;

export type Circumstances = {
  platform: Platform;
  now: Date;
  /** Evidence older than this proves nothing any more. */
  staleAfterMs?: number;
  /** Of the system that the host belongs to; none unless told. */
  declarations?: readonly Declared[];
};

/**
 * One control on one host: a pure function of evidence, parameters and time.
 *
 * Evidence that is missing, failed, stale or incomplete never becomes a pass: it gives `unknown` or `error` with
 * its reason. Evidence that was read in part may still show a failure, because a failure needs one fact only. A pass
 * that rests on a declaration past its review date is unknown too.
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
  const declared = withDeclared(control, parameters, circumstances.declarations ?? []);
  const params = control.params.parse(declared.parameters);
  const needed = Object.entries(control.needs).map(([name, kind]) => ({
    name,
    kind,
    found: evidence.get(kind.id),
  }));
  const base = {
    control: control.id,
    parameters: { ...params, ...declared.shown },
    evidence: needed.flatMap(({ found }) => (found ? [reference(found)] : [])),
  };
  const other = ofAnotherMachine(needed, evidence, circumstances.platform);
  if (other) return { ...base, ...other, expected: control.title, validUntil: null };
  const missing = notJudgeable(needed, circumstances);
  if (missing) return { ...base, ...missing, expected: control.title, validUntil: null };

  const data: Record<string, unknown> = {};
  for (const { name, kind, found } of needed) {
    if (found?.body.result.status !== 'read') continue;
    const parsed = kind.schema.safeParse(found.body.result.data);
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
      collectedAt: new Date(oldestAt(needed)),
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
  return {
    ...base,
    ...withOverdue(withUnread(judgement, data), declared.overdue),
    validUntil: earliest(judgement.validUntil, staleAt(needed, circumstances)),
  };
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
  for (const { found } of needed) {
    if (found?.body.result.status !== 'failed') continue;
    const { code, message } = found.body.result.failure;
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
  for (const { found } of needed) {
    if (!found) continue;
    const age = circumstances.now.getTime() - Date.parse(found.collectedAt);
    if (age > (circumstances.staleAfterMs ?? defaultStaleAfterMs)) {
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

/** One millisecond later than the last instant at which the evidence still counts. */
function staleAt(needed: Needed[], circumstances: Circumstances): string {
  return new Date(oldestAt(needed) + (circumstances.staleAfterMs ?? defaultStaleAfterMs) + 1).toISOString();
}

function earliest(...instants: (string | undefined)[]): string | null {
  const known = instants
    .filter((instant) => instant !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return known[0] ?? null;
}

function reference(evidence: Evidence): EvidenceReference {
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
