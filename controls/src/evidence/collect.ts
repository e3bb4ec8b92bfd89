import { canonicalJson, ProbeError, sha256, TracingHost } from '@tenken/shared';
import type { Evidence, EvidenceBody, Host, ProbeFailure, Source } from '@tenken/shared';
import type { AnyEvidenceKind, KindSummary } from './define.ts';

export { fits } from './fits.ts';

const defaultTimeoutMs = 30_000;
const maxMessageLength = 1000;

/** Calls after that many milliseconds of the time that counts. @returns takes it back */
export type StartTimer = (onEnd: () => void, ms: number) => () => void;

const startPlainTimer: StartTimer = (onEnd, ms) => {
  const timer = setTimeout(onEnd, ms);
  return () => clearTimeout(timer);
};

/** Runs one probe on one host. Never throws: what goes wrong becomes the evidence that it went wrong. */
export async function collect(
  kind: AnyEvidenceKind,
  host: Host,
  startTimer: StartTimer = startPlainTimer,
): Promise<Evidence> {
  const startedAt = host.now();
  const tracing = new TracingHost(host);
  const result = await readOrFailure(kind, tracing, startTimer);
  const body: EvidenceBody = {
    kind: kind.id,
    version: kind.version,
    result,
    sources: bounded(tracing.sources),
  };
  return evidenceOf(body, host, startedAt);
}

/** Evidence of a probe that was not run to its end, for a reason that lies outside of it. */
export function failedEvidence(
  kind: KindSummary,
  host: Host,
  code: ProbeFailure['code'],
  message: string,
): Evidence {
  const body = { kind: kind.id, version: kind.version, result: failed(code, message), sources: [] };
  return evidenceOf(body, host, host.now());
}

/** The same evidence as one that was not read, with where it was looked for. */
export function failedEvidenceBody(
  body: EvidenceBody,
  code: ProbeFailure['code'],
  message: string,
): EvidenceBody {
  return { ...body, result: failed(code, message) };
}

function evidenceOf(body: EvidenceBody, host: Host, startedAt: Date): Evidence {
  return {
    collectedAt: startedAt.toISOString(),
    durationMs: Math.max(0, host.now().getTime() - startedAt.getTime()),
    sha256: sha256(canonicalJson(body)),
    body,
  };
}

async function readOrFailure(
  kind: AnyEvidenceKind,
  host: Host,
  startTimer: StartTimer,
): Promise<EvidenceBody['result']> {
  const probe = kind.probes[host.platform];
  if (!probe) return failed('unsupported', `nobody has written how to read ${kind.id} on ${host.platform}`);
  try {
    const data: unknown = await withDeadline(
      probe.read(host),
      probe.timeoutMs ?? defaultTimeoutMs,
      startTimer,
    );
    const parsed = kind.schema.safeParse(data);
    if (!parsed.success) {
      return failed(
        'internal',
        `the probe's answer does not fit its schema: ${JSON.stringify(parsed.error.issues)}`,
      );
    }
    return { status: 'read', data: parsed.data as Record<string, unknown> };
  } catch (error) {
    if (error instanceof ProbeError) return failed(error.code, error.message);
    return failed('internal', error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

function failed(code: ProbeFailure['code'], message: string): EvidenceBody['result'] {
  return {
    status: 'failed',
    failure: { code, message: message.toWellFormed().slice(0, maxMessageLength).toWellFormed() },
  };
}

async function withDeadline<T>(work: Promise<T>, timeoutMs: number, startTimer: StartTimer): Promise<T> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const stop = startTimer(
    () => reject(new ProbeError('timeout', `no answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await Promise.race([work, deadline]);
  } finally {
    stop();
  }
}

function bounded(sources: Source[]): Source[] {
  return sources.slice(0, 2000).map((source) => ({ ...source, subject: source.subject.toWellFormed() }));
}
