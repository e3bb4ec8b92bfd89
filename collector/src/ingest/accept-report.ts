import { canonicalJson, Report, sha256 } from '@tenken/shared';
import type { AcceptedReport } from '../store/report-repository.ts';
import { readBody } from './read-body.ts';
import { Refusal } from './refusal.ts';

/**
 * Turns a body into a report that may be stored, or refuses it.
 *
 * Each body's hash is computed again: evidence is stored under what it is, not under what somebody says it is.
 *
 * @throws {Refusal} 400 or 413 with what to do
 */
export function acceptReport(
  packed: Buffer,
  encoding: 'gzip' | 'identity',
  hostId: string,
  receivedAt: number,
): AcceptedReport {
  const { bytes, json } = readBody(packed, encoding);
  const parsed = Report.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue ? `${issue.path.map(String).join('.') || 'the body'}: ${issue.message}` : 'the body';
    throw new Refusal(
      400,
      'report-invalid',
      `The report does not fit its schema (${where.slice(0, 300)}). Update the agent or the collector so that both know this version.`,
    );
  }
  const report = parsed.data;
  const kinds = new Set<string>();
  for (const evidence of report.evidence) {
    if (kinds.has(evidence.body.kind)) {
      throw new Refusal(
        400,
        'evidence-twice',
        `The report holds evidence of kind ${evidence.body.kind} twice. Send each kind once.`,
      );
    }
    kinds.add(evidence.body.kind);
    if (hashOf(evidence.body) !== evidence.sha256) {
      throw new Refusal(
        400,
        'evidence-hash-wrong',
        `The evidence of kind ${evidence.body.kind} does not have the hash that it names. Send the SHA-256 of its canonical JSON.`,
      );
    }
  }
  return { hostId, report, sha256: sha256(bytes), receivedAt };
}

function hashOf(body: unknown): string | null {
  try {
    return sha256(canonicalJson(body));
  } catch {
    // A lone surrogate has no UTF-8 form, so no agent can have hashed it.
    return null;
  }
}
