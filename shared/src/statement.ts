import * as z from 'zod/mini';
import { SettingsState } from './agent-settings.ts';
import { EvidenceBody, HostFacts } from './report.ts';

const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const Instant = z.iso.datetime();

/** One probe's answer in a statement: what it was is said by its hash, the body travels beside it or not at all. */
export const StatedEvidence = z.strictObject({
  kind: z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(64)),
  /** By the host's clock. */
  collectedAt: Instant,
  durationMs: z.int().check(z.minimum(0), z.maximum(86_400_000)),
  sha256: Sha256,
});
export type StatedEvidence = z.infer<typeof StatedEvidence>;

/** Reports that the agent had to drop before they were sent, and from when to when they were made. */
export const Gap = z.strictObject({
  dropped: z.int().check(z.minimum(1), z.maximum(1_000_000)),
  since: Instant,
  until: Instant,
});
export type Gap = z.infer<typeof Gap>;

/** What a host says and signs: one scan, numbered. Its identity is its certificate; `hostId` has to agree with it. */
export const Statement = z.strictObject({
  version: z.literal(2),
  hostId: z.uuid(),
  /** Made by the agent, the same at each attempt to send: a report counts once. */
  reportId: z.uuid(),
  /** Grows by at least one with each report of this identity. */
  sequence: z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER)),
  agentVersion: z.string().check(z.maxLength(64)),
  scannedAt: Instant,
  /** When this attempt left, by the host's clock: with the time of arrival it gives the clock's error. */
  sentAt: Instant,
  host: HostFacts,
  evidence: z.array(StatedEvidence).check(z.maxLength(200)),
  gap: z.nullable(Gap),
  /** Which settings of its collector hold there; agents that know of none say nothing. */
  settings: z.optional(SettingsState),
});
export type Statement = z.infer<typeof Statement>;

/** Body of POST /api/v1/reports. */
export const Submission = z.strictObject({
  statement: Statement,
  /** Base64 of the DER of an ECDSA P-256 signature with SHA-256 over the canonical JSON of `statement` in UTF-8. */
  signature: z.string().check(z.regex(/^[A-Za-z0-9+/]{80,108}={0,2}$/)),
  /** Bodies of those hashes that the collector may lack. */
  bodies: z.array(EvidenceBody).check(z.maxLength(200)),
});
export type Submission = z.infer<typeof Submission>;

/** The collector's answer once the report is on disk. */
export const ReportReceipt = z.strictObject({
  reportId: z.uuid(),
  /**
   * `stored` the first time, `duplicate` ever after; `quarantined` when two machines seem to use this identity: kept
   * apart until a person decides.
   */
  status: z.enum(['stored', 'duplicate', 'quarantined']),
  receivedAt: Instant,
  /** Number of the newest report that counts: an agent whose own number is behind goes on from here. */
  lastSequence: z.int(),
  /** `SignedSettings`, for an agent that has others; read by itself, so that odd ones cost no receipt. */
  settings: z.optional(z.unknown()),
});
export type ReportReceipt = z.infer<typeof ReportReceipt>;
