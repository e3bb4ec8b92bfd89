import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { canonicalJson, outcomes, own, platforms, probeErrorCodes, ReplayHost, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody, Outcome } from '@tenken/shared';
import * as z from 'zod/mini';
import { collect } from '../evidence/collect.ts';
import type { AnyEvidenceKind } from '../evidence/define.ts';
import { Advisory } from '../reference/advisories/advisory.ts';
import { shippedReference } from '../reference/reference-data.ts';
import type { ReferenceData } from '../reference/reference-data.ts';
import { loadRecording } from './recordings.ts';

const controlsRoot = join(import.meta.dirname, '..', 'controls');

/**
 * One situation and the reason that the control must give; the expected outcome is in the file name,
 * `SYMPTOM.OUTCOME.json`. Evidence comes from a recording, as data, or as the code of a failure; a kind that is
 * not named was never reported.
 */
const CaseFile = z.strictObject({
  /** Why this situation matters, or the report it came from. */
  note: z.optional(z.string()),
  reason: z.string(),
  platform: z._default(z.enum(platforms), 'linux'),
  /** The instant of judging; a recording's own instant, or this one. */
  now: z.optional(z.iso.datetime()),
  /** The instant of reading, where it is not `now`. */
  collectedAt: z.optional(z.iso.datetime()),
  parameters: z._default(z.record(z.string(), z.any()), {}),
  /** What the system's people have declared. */
  declarations: z._default(
    z.array(
      z.strictObject({
        kind: z.string(),
        entries: z.array(z.record(z.string(), z.string())),
        reviewOn: z._default(z.iso.date(), '2027-03-31'),
        overdue: z._default(z.boolean(), false),
      }),
    ),
    [],
  ),
  /** Advisories that were in force, by feed and package; tables are those of the product. */
  advisories: z._default(
    z.array(
      z.strictObject({
        name: z.string(),
        asOf: z.iso.date(),
        names: z.enum(['source', 'binary']),
        packages: z.record(z.string(), z.array(Advisory)),
      }),
    ),
    [],
  ),
  validUntil: z.optional(z.nullable(z.string())),
  evidence: z.record(
    z.string(),
    z.union([
      z.strictObject({ recording: z.string() }),
      z.strictObject({ data: z.record(z.string(), z.any()) }),
      z.strictObject({ failure: z.enum(probeErrorCodes) }),
    ]),
  ),
});

export type ControlCase = z.infer<typeof CaseFile> & { name: string; outcome: Outcome };

const defaultNow = '2026-11-21T07:45:00.000Z';

/** The cases kept beside one control. @throws {Error} for a file whose name or content does not fit */
export function loadCases(control: string): ControlCase[] {
  const folder = join(controlsRoot, control, 'cases');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const [symptom, outcome] = basename(name, '.json').split('.');
      const known = outcomes.find((candidate) => candidate === outcome);
      if (!symptom || !known) {
        throw new Error(`${control}/cases/${name}: the name is not SYMPTOM.OUTCOME.json`);
      }
      const parsed = CaseFile.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      if (!parsed.success) throw new Error(`${control}/cases/${name}: ${z.prettifyError(parsed.error)}`);
      return { ...parsed.data, name, outcome: known };
    });
}

/** The reference data of a case. */
export function referenceOf({ advisories }: ControlCase): ReferenceData {
  const feeds = advisories.map(({ packages, ...feed }) => ({
    ...feed,
    source: 'made up',
    sha256: sha256(canonicalJson(packages)),
  }));
  const of = (feed: string, packageName: string) =>
    own(advisories.find(({ name }) => name === feed)?.packages, packageName) ?? [];
  return { ...shippedReference, advisories: { feeds, of } };
}

export type PreparedCase = { evidence: Map<string, Evidence>; now: Date; platform: ControlCase['platform'] };

/** Replays, fills in and hashes the evidence of a case. */
export async function prepareCase(
  controlCase: ControlCase,
  kinds: readonly AnyEvidenceKind[],
): Promise<PreparedCase> {
  const evidence = new Map<string, Evidence>();
  let now = controlCase.now ?? defaultNow;
  let platform = controlCase.platform;
  for (const [id, given] of Object.entries(controlCase.evidence)) {
    const kind = kinds.find((candidate) => candidate.id === id);
    if (!kind) throw new Error(`${controlCase.name}: no evidence kind ${id}`);
    if ('recording' in given) {
      const recording = loadRecording(id, given.recording);
      const collected = await collect(kind, new ReplayHost(recording));
      evidence.set(id, collected);
      now = controlCase.now ?? recording.recordedAt;
      platform = recording.platform;
      continue;
    }
    const body: EvidenceBody = {
      kind: id,
      version: kind.version,
      sources: [],
      result:
        'data' in given
          ? { status: 'read', data: given.data }
          : { status: 'failed', failure: { code: given.failure, message: `made up: ${given.failure}` } },
    };
    const collectedAt = controlCase.collectedAt ?? now;
    evidence.set(id, { collectedAt, durationMs: 0, sha256: sha256(canonicalJson(body)), body });
  }
  return { evidence, now: new Date(now), platform };
}
