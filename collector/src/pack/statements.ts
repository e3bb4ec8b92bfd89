import { X509Certificate } from 'node:crypto';
import { canonicalJson, sha256 } from '@tenken/shared';
import * as z from 'zod/mini';
import type { AssessmentSource } from '../assessments/record.ts';
import { fingerprintOf } from '../ca/certificate-authority.ts';
import type { SortedOnDisk } from '../store/sql/sorted-on-disk.ts';
import { hostCertificatePath, statementPath } from './entry-name.ts';
import { layout } from './layout.ts';
import type { PackEntry } from './pack-entry.ts';
import { chunks } from './chunks.ts';

/** One line of `statements/index.jsonl`: which file holds what a host said in a report. */
export const StatementLine = z.strictObject({
  hostId: z.string(),
  reportId: z.string(),
  /** By the collector's clock. Null: the report is no longer kept, or came before signatures were. */
  receivedAt: z.nullable(z.iso.datetime()),
  /** Of the canonical statement; with it the paths below follow. */
  sha256: z.nullable(z.string()),
  statement: z.nullable(z.string()),
  signature: z.nullable(z.string()),
  certificate: z.nullable(z.string()),
  /** Why the collector kept the report apart from the host's state, or null. */
  quarantined: z.nullable(z.string()),
  /** How it was carried to the collector as a file; left out of what came over the network. */
  carried: z.optional(
    z.strictObject({
      /** By the host's clock, whose error nobody can tell. */
      collectedAt: z.iso.datetime(),
      importedAt: z.iso.datetime(),
      importedBy: z.string(),
      fileSha256: z.string(),
      encrypted: z.boolean(),
    }),
  ),
});
export type StatementLine = z.infer<typeof StatementLine>;

/** Families of the scratch index that this part uses. */
const certificates = 'certificate';
const lines = 'statement-line';

/**
 * What hosts said and signed, as far as it is still kept: the statement's exact bytes, the signature as OpenSSL reads
 * it, and each certificate once.
 *
 * @param wanted `hostId reportId`, sorted
 */
export async function* statementEntries(
  wanted: Iterable<string>,
  source: Pick<AssessmentSource, 'signedReport'>,
  scratch: SortedOnDisk,
): AsyncGenerator<PackEntry> {
  for (const key of wanted) {
    const [hostId = '', reportId = ''] = key.split(' ');
    const report = await source.signedReport(hostId, reportId);
    if (!report) {
      scratch.add(lines, key, `${canonicalJson(notKept(hostId, reportId))}\n`);
      continue;
    }
    const canonical = canonicalJson(report.statement);
    const hash = sha256(canonical);
    const path = statementPath(hostId, hash);
    const fingerprint = fingerprintOf(new X509Certificate(report.certificate).raw);
    const line: StatementLine = {
      hostId,
      reportId,
      receivedAt: report.receivedAt,
      sha256: hash,
      statement: `${path}.json`,
      signature: `${path}.sig`,
      certificate: hostCertificatePath(fingerprint),
      quarantined: report.quarantined,
      ...(report.carried === null ? {} : { carried: report.carried }),
    };
    scratch.add(lines, key, `${canonicalJson(line)}\n`);
    scratch.add(certificates, fingerprint, report.certificate);
    yield { path: `${path}.json`, bytes: Buffer.from(canonical) };
    yield { path: `${path}.sig`, bytes: Buffer.from(report.signature, 'base64') };
  }
  yield { path: layout.statements, bytes: chunks(valuesOf(scratch, lines)) };
  for (const { key, value } of scratch.entries(certificates)) {
    yield { path: hostCertificatePath(key), bytes: Buffer.from(value) };
  }
}

function* valuesOf(scratch: SortedOnDisk, family: string): Generator<string> {
  for (const { value } of scratch.entries(family)) yield value;
}

function notKept(hostId: string, reportId: string): StatementLine {
  return {
    hostId,
    reportId,
    receivedAt: null,
    sha256: null,
    statement: null,
    signature: null,
    certificate: null,
    quarantined: null,
  };
}
