import type { KeyObject } from 'node:crypto';
import { canonicalJson, contentHashIn, isSignedBy, sha256, spelled, Submission } from '@tenken/shared';
import type { EvidenceBody } from '@tenken/shared';
import type { SentBody } from '../store/reports/evidence-repository.ts';
import type { AcceptedReport } from '../store/reports/report-repository.ts';
import { isPlainSubmission } from './plain-submission.ts';
import { readBody } from './read-body.ts';
import type { PlainText, ReadBody } from './read-body.ts';
import { Refusal } from './refusal.ts';

/** Who sends, as the client certificate of the connection proves it. */
export type Sender = { hostId: string; fingerprint: string; publicKey: KeyObject };

/**
 * Turns a body into a report that may be stored, or refuses it: it has to fit the schema, speak for its sender
 * only, and carry the signature of the sender's key. Each body's hash is computed again: evidence is stored under
 * what it is, not under what somebody says it is.
 *
 * @throws {Refusal} 400, 403 or 413 with what to do
 */
export function acceptSubmission(
  packed: Buffer,
  encoding: 'gzip' | 'identity',
  sender: Sender,
  receivedAt: number,
): AcceptedReport {
  return acceptParsed(readBody(packed, encoding), sender, receivedAt);
}

/**
 * The same for a submission that was unpacked, and found within the limits, as part of something else.
 *
 * @throws {Refusal} 400 or 403 with what to do
 */
export function acceptParsed(
  { json, isSorted, plain }: ReadBody,
  sender: Sender,
  receivedAt: number,
): AcceptedReport {
  const { statement, signature, bodies } = parsed(json);
  if (statement.hostId !== sender.hostId) {
    throw new Refusal(
      403,
      'host-not-yours',
      'The report names another host than the client certificate. Send it with the certificate of the host that it is of.',
    );
  }
  const text = plain && plainParts(plain, bodies.length);
  const { canonical: canonicalStatement, contentHash } = text
    ? { canonical: text.statement, contentHash: contentHashIn(text.statement, statement) }
    : spelled(statement);
  if (!isSignedBy(canonicalStatement, signature, sender.publicKey)) {
    throw new Refusal(
      403,
      'signature-wrong',
      "The signature is not one of this certificate's key over this statement. Send the statement signed with that key.",
    );
  }
  return {
    hostId: sender.hostId,
    statement,
    canonicalStatement,
    signature,
    fingerprint: sender.fingerprint,
    // The schemas leave every member as it came; those of the text are in the order in which they came.
    bodies: text
      ? bodiesOf(statement.evidence, bodies, (_, place) => text.bodies[place] ?? Buffer.alloc(0))
      : bodiesOf(
          statement.evidence,
          isSorted ? (json as Submission).bodies : bodies,
          isSorted ? (body) => JSON.stringify(body) : canonicalJson,
        ),
    sha256: contentHash,
    receivedAt,
  };
}

/** The parts of a submission whose text is canonical: its members come as `bodies`, `signature`, `statement`. */
function plainParts(
  { bytes, members, elements }: PlainText,
  count: number,
): { statement: string; bodies: Buffer[] } | null {
  const [bodies, statement] = members;
  if (!bodies || !statement || members.length !== 2) return null;
  const found = elements.filter(({ from }) => from < bodies.to);
  if (found.length !== count) return null;
  return {
    statement: bytes.toString('utf8', statement.from, statement.to),
    bodies: found.map(({ from, to }) => bytes.subarray(from, to)),
  };
}

function parsed(json: unknown): Submission {
  if (isPlainSubmission(json)) return json;
  const result = Submission.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue ? `${issue.path.map(String).join('.') || 'the body'}: ${issue.message}` : 'the body';
  throw new Refusal(
    400,
    'report-invalid',
    `The report does not fit its schema (${where.slice(0, 300)}). Update the agent or the collector so that both know this version.`,
  );
}

function bodiesOf(
  stated: readonly { kind: string; sha256: string }[],
  bodies: readonly EvidenceBody[],
  spell: (body: EvidenceBody, place: number) => string | Buffer,
): Map<string, SentBody> {
  const hashes = new Map<string, string>();
  for (const { kind, sha256: hash } of stated) {
    if (hashes.has(kind)) {
      throw new Refusal(
        400,
        'evidence-twice',
        `The report holds evidence of kind ${kind} twice. Send each kind once.`,
      );
    }
    hashes.set(kind, hash);
  }
  const byHash = new Map<string, SentBody>();
  for (const [place, body] of bodies.entries()) {
    const canonical = spell(body, place);
    const hash = sha256(canonical);
    if (hashes.get(body.kind) !== hash) {
      throw new Refusal(
        400,
        'evidence-hash-wrong',
        `The statement does not name the hash of the body of kind ${body.kind}. Send the SHA-256 of its canonical JSON.`,
      );
    }
    byHash.set(hash, { kind: body.kind, canonical });
  }
  return byHash;
}
