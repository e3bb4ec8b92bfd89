import { machineClass, platforms } from '@tenken/shared';
import type { Host, Platform, Text } from '@tenken/shared';
import type * as z from 'zod/mini';

/** Reads one kind of evidence; throws `ProbeError` when it cannot look. Never judges. */
export type Probe<Data> = {
  read: (host: Host) => Promise<Data>;
  /** The right that a complete answer needs. */
  rights: 'anyone' | 'administrator';
  /** Whole probe, 30 s unless told. */
  timeoutMs?: number;
};

/** One kind of thing that can be observed, and how it is read on each operating system. */
export type EvidenceKind<Data> = {
  id: string;
  /** Grows when a field changes its meaning; new optional fields do not count. */
  version: number;
  title: Text;
  schema: z.ZodMiniType<Data>;
  probes: Partial<Record<Platform, Probe<Data>>>;
  /**
   * What changes slowly and is dear to read: routine scans that follow within this many hours report what was read
   * before, with its own time. Every scan reads it unless told.
   */
  everyHours?: number;
};

/** A kind whose data is known by name only: what registries and runners handle. */
// oxlint-disable-next-line typescript/no-explicit-any -- zod's types are invariant in what they parse to
export type AnyEvidenceKind = EvidenceKind<any>;

/** What can be said of a kind without what reads it. */
export type KindSummary = Pick<AnyEvidenceKind, 'id' | 'version'> & { everyHours?: number | undefined };

export function defineEvidence<Data>(kind: EvidenceKind<Data>): EvidenceKind<Data> {
  return kind;
}

/** Whether a kind is read from this class of machine, be it on another system of the class. */
export function isForMachine(kind: AnyEvidenceKind, platform: Platform): boolean {
  return platforms.some(
    (one) => machineClass(one) === machineClass(platform) && kind.probes[one] !== undefined,
  );
}

export type DataOf<Kind> = Kind extends EvidenceKind<infer Data> ? Data : never;
