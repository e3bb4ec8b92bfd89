import * as z from 'zod/mini';
import { platforms, probeErrorCodes } from './host.ts';

/** Longest kind, control, program or path name that travels. Bounds come first: nothing from an endpoint is trusted. */
const Name = z.string().check(z.minLength(1), z.maxLength(512));
const Slug = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(64));
const Instant = z.iso.datetime();

/** One thing that a probe asked the host for, and how that ended. */
export const Source = z.strictObject({
  type: z.enum(['command', 'file', 'folder', 'registry', 'cim', 'network']),
  /** The command line, path, key, query or address, as asked. */
  subject: z.string().check(z.maxLength(1024)),
  /** `ok`, `exit N` for a command, or the code of the failure. */
  status: z.string().check(z.maxLength(32)),
});
export type Source = z.infer<typeof Source>;

export const ProbeFailure = z.strictObject({
  code: z.enum(probeErrorCodes),
  message: z.string().check(z.maxLength(1000)),
});
export type ProbeFailure = z.infer<typeof ProbeFailure>;

/**
 * What agents say of a kind of evidence that the collector's settings switch off. It is told from a system without a probe by
 * these words and not by a code of its own: a collector refuses reports with a code that it does not know.
 */
const switchedOff: ProbeFailure = {
  code: 'unsupported',
  message: "switched off by the collector's settings",
};

export function switchedOffFailure(): ProbeFailure {
  return { ...switchedOff };
}

export function isSwitchedOff({ code, message }: ProbeFailure): boolean {
  return code === switchedOff.code && message === switchedOff.message;
}

/**
 * What one probe read, or the coded failure to read it. This is the body that is hashed and stored by its hash:
 * it holds no time of its own, so that an unchanged machine gives an unchanged hash.
 */
export const EvidenceBody = z.strictObject({
  kind: Slug,
  /** Version of the kind's schema. */
  version: z.int().check(z.minimum(1), z.maximum(10_000)),
  result: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('read'), data: z.record(z.string(), z.unknown()) }),
    z.strictObject({ status: z.literal('failed'), failure: ProbeFailure }),
  ]),
  sources: z.array(Source).check(z.maxLength(2000)),
});
export type EvidenceBody = z.infer<typeof EvidenceBody>;

/** One probe's answer in a report. */
export const Evidence = z.strictObject({
  collectedAt: Instant,
  durationMs: z.int().check(z.minimum(0), z.maximum(86_400_000)),
  /** Lower-case hexadecimal SHA-256 of the canonical JSON of `body`. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  body: EvidenceBody,
});
export type Evidence = z.infer<typeof Evidence>;

/** What the host says of itself. Its identity is its certificate, never this. */
export const HostFacts = z.strictObject({
  platform: z.enum(platforms),
  name: Name,
  osName: z.nullable(Name),
  osVersion: z.nullable(Name),
  architecture: z.nullable(Name),
  /** SHA-256 of the machine's own id, so that a cloned identity shows; null where the system has none. */
  machineIdHash: z.nullable(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
});
export type HostFacts = z.infer<typeof HostFacts>;

/** What one scan of one host found, bodies included: facts, before anybody numbers, signs or judges them. */
export const Scan = z.strictObject({
  agentVersion: z.string().check(z.maxLength(64)),
  scannedAt: Instant,
  host: HostFacts,
  evidence: z.array(Evidence).check(z.maxLength(200)),
});
export type Scan = z.infer<typeof Scan>;
