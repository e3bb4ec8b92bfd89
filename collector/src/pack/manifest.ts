import { canonicalJson } from '@tenken/shared';
import * as z from 'zod/mini';
import type { AssessmentRecord } from '../assessments/record.ts';
import type { WrittenFile } from './pack-entry.ts';

const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** What the pack is and every file in it, but for `manifest.json` itself, the sums and their signature. */
export const Manifest = z.strictObject({
  format: z.strictObject({ name: z.literal('tenken-pack'), version: z.literal(1) }),
  assessmentId: z.string(),
  asOf: z.iso.datetime(),
  /** `draft`: never to be handed in. */
  state: z.enum(['draft', 'final']),
  checklist: z.strictObject({ id: z.string(), edition: z.string() }),
  /** Hash over every control's rules and every checklist that was in force. */
  rules: z.string(),
  tenken: z.string(),
  /** By the bytes of their paths. */
  files: z.array(z.strictObject({ path: z.string(), sha256: Sha256, bytes: z.int().check(z.minimum(0)) })),
});
export type Manifest = z.infer<typeof Manifest>;

/** The manifest as canonical JSON (RFC 8785), piece by piece. */
export function* manifestText(record: AssessmentRecord, files: Iterable<WrittenFile>): Generator<string> {
  const { assessment, checklist, versions } = record;
  const head: Omit<Manifest, 'files'> = {
    format: { name: 'tenken-pack', version: 1 },
    assessmentId: assessment.id,
    asOf: assessment.asOf,
    state: assessment.state,
    checklist: { id: checklist.id, edition: checklist.edition },
    rules: versions.rules,
    tenken: versions.tenken,
  };
  let separator = '{';
  for (const key of [...Object.keys(head), 'files'].toSorted()) {
    yield `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    if (key === 'files') yield* fileList(files);
    else yield canonicalJson(head[key as keyof typeof head]);
  }
  yield '}\n';
}

function* fileList(files: Iterable<WrittenFile>): Generator<string> {
  let separator = '[';
  for (const { path, sha256, bytes } of files) {
    yield `${separator}${canonicalJson({ path, sha256, bytes })}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
