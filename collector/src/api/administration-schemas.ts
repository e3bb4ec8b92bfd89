import { AgentSettings } from '@tenken/shared';
import * as z from 'zod';
import { jobIds } from '../jobs/job-record.ts';
import { limitNames } from '../limits/limits.ts';
import { AuditEntryView, RoleName } from './people-schemas.ts';
import { Outcome, Text } from './schemas.ts';

const instant = z.string();

const LimitName = z.enum(limitNames);

const Progress = z.object({ done: z.int(), total: z.int() });

export const Job = z
  .object({
    id: z.enum(jobIds),
    state: z.enum(['idle', 'running', 'failed', 'paused']),
    waiting: z.int().nullable(),
    progress: Progress.nullable(),
    lastStartedAt: instant.nullable(),
    lastEndedAt: instant.nullable(),
    nextAt: instant.nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

/** What judging every host anew would change; null: no such finding. */
export const JudgingPreviewView = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    progress: Progress,
    startedAt: instant,
    endedAt: instant.nullable(),
    error: z.string().nullable(),
    result: z
      .object({
        hosts: z.int(),
        changedHosts: z.int(),
        changes: z.array(
          z.object({
            control: z.string(),
            controlTitle: Text,
            variant: z.string(),
            /** The variant's limits. */
            parameters: z.record(z.string(), z.unknown()),
            from: Outcome.nullable(),
            to: Outcome.nullable(),
            hosts: z.int(),
            examples: z.array(z.object({ id: z.string(), name: z.string() })),
          }),
        ),
      })
      .nullable(),
  })
  .meta({ id: 'JudgingPreview' });
export type JudgingPreviewView = z.infer<typeof JudgingPreviewView>;

/** How far the judging of hosts is behind what was reported and what holds for all. */
export const JudgingView = z
  .object({
    /** A person wanted the judging anew of all hosts to rest. */
    paused: z.boolean(),
    hosts: z.int(),
    /** Hosts that wait to be judged. */
    waiting: z.int(),
    /** Those of them that wait because what holds for all has changed. */
    anew: z.int(),
  })
  .meta({ id: 'Judging' });
export type JudgingView = z.infer<typeof JudgingView>;

export const FeedView = z
  .object({
    name: z.string(),
    kind: z.string(),
    title: Text.nullable(),
    source: z.string(),
    /** In both languages; of what was carried in as its maker wrote it. */
    sourceText: Text,
    asOf: z.string(),
    covers: z.array(z.string()),
    entries: z.int().nullable(),
    sha256: z.string(),
    /** Null: it came with the product. */
    signer: z.string().nullable(),
    inForceSince: instant.nullable(),
    ageDays: z.int(),
    limitDays: z.int().nullable(),
    tooOld: z.boolean(),
  })
  .meta({ id: 'Feed' });
export type FeedView = z.infer<typeof FeedView>;

export const FeedImportView = z
  .object({
    id: z.string(),
    file: z.string(),
    state: z.enum(['running', 'done', 'refused']),
    startedAt: instant,
    endedAt: instant.nullable(),
    /** The part that it reads; null while signature and bytes are checked. */
    step: z.string().nullable(),
    code: z.string().nullable(),
    message: z.string().nullable(),
    /** The message in both languages, where there is one. */
    why: Text.nullable(),
    parts: z.array(
      z.object({ name: z.string(), asOf: z.string(), entries: z.int(), unchanged: z.boolean() }),
    ),
  })
  .meta({ id: 'FeedImport' });
export type FeedImportView = z.infer<typeof FeedImportView>;

export const Feeds = z
  .object({
    feeds: z.array(FeedView),
    keys: z.array(
      z.object({ fingerprint: z.string(), label: z.string(), trustedAt: instant, trustedBy: z.string() }),
    ),
    /** What was in force before, newest first. */
    history: z.array(
      z.object({ name: z.string(), asOf: z.string(), from: instant, until: instant, signer: z.string() }),
    ),
    importing: FeedImportView.nullable(),
  })
  .meta({ id: 'Feeds' });
export type Feeds = z.infer<typeof Feeds>;

const StatedSettings = z.object({
  sequence: z.int(),
  issuedAt: instant,
  actor: z.string(),
  settings: AgentSettings,
});

export const Settings = z
  .object({
    version: z.string(),
    addresses: z.object({ people: z.string(), agents: z.string() }),
    certificates: z.array(z.object({ id: z.string(), title: Text, notAfter: instant })),
    staleAfterHours: z.number(),
    keepDays: z.number(),
    agents: z.object({
      /** Newest first; none while agents keep their own defaults. */
      history: z.array(StatedSettings),
      /** With the controls that are judged by it. */
      kinds: z.array(z.object({ id: z.string(), title: Text, controls: z.array(z.string()) })),
      /** Hosts by whether the newest settings hold there. */
      hosts: z.object({ current: z.int(), other: z.int(), refused: z.int() }),
    }),
    holds: z.array(
      z.object({ id: z.string(), reason: z.string(), heldBy: z.string(), heldAt: instant, things: z.int() }),
    ),
    singleSignOn: z
      .object({
        issuer: z.string(),
        clientId: z.string(),
        roleClaim: z.string(),
        roles: z.array(z.object({ role: RoleName, value: z.string() })),
        /** Whether the provider has answered since the start. */
        reached: z.boolean(),
      })
      .nullable(),
    limits: z.array(z.object({ name: LimitName, value: z.number(), usual: z.number() })),
    alerts: z.object({ allowed: z.array(z.string()), secretFilesFor: z.array(z.string()) }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

export const AuditFilter = z.strictObject({
  /** Words of the actor, action or subject; each must be in its field. */
  actor: z.string().max(200).optional(),
  action: z.string().max(64).optional(),
  subject: z.string().max(200).optional(),
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditPage = z.object({ entries: z.array(AuditEntryView) }).meta({ id: 'AuditPage' });

export const AuditVerdictView = z
  .object({
    ok: z.boolean(),
    entries: z.int(),
    signedHeads: z.int(),
    /** The first of them. */
    faults: z.array(z.object({ sequence: z.int(), fault: z.string(), explanation: Text })),
    keyFingerprint: z.string().nullable(),
    /** Of the newest signature over the log. */
    signedThrough: z.object({ sequence: z.int(), day: z.string() }).nullable(),
    checkedAt: instant,
  })
  .meta({ id: 'AuditVerdict' });
export type AuditVerdictView = z.infer<typeof AuditVerdictView>;
