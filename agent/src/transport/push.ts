import { gzipSync } from 'node:zlib';
import { canonicalJson, Problem, ReportReceipt, signStatement } from '@tenken/shared';
import type { Gap, SettingsState, Statement, Submission } from '@tenken/shared';
import type { Identity } from '../identity/identity.ts';
import type { SpooledReport } from '../spool/entry.ts';
import { post } from './post.ts';
import type { PostAnswer } from './post.ts';
import type { TlsSession } from './tls-session.ts';
import { whyNotConnected } from './why-not-connected.ts';

export type Later = {
  result: 'later';
  why: string;
  retryAfterMs: number | null;
  /** The certificate has ended: nothing goes out before a person enrols this host again. */
  enrolAgain?: boolean;
};

export type Delivery =
  | { result: 'delivered'; receipt: ReportReceipt }
  /** The collector read this report and will never take it. */
  | { result: 'refused'; why: string }
  /** Nothing is wrong with the report: it is for later. */
  | Later;

export type PushOptions = {
  identity: Identity;
  /** Hashes whose bodies the collector has, as far as this agent knows. */
  known: ReadonlySet<string>;
  gap: Gap | null;
  settings: SettingsState;
  now: () => Date;
  /** Kept between reports; without one each begins with a full handshake. */
  session?: TlsSession;
};

/**
 * Signs one report and sends it; returns once the collector has it on disk, or with why not. Evidence that the
 * collector is believed to have goes as a hash; what it lacks after all is sent when it asks. Sending the same report
 * again is harmless.
 */
export async function push(report: SpooledReport, options: PushOptions): Promise<Delivery> {
  let known = options.known;
  // Twice, because the collector may have forgotten what it had; a third time it would ask again.
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    let response: PostAnswer;
    try {
      const submission = submissionOf(report, { ...options, known });
      response = await postSubmission(submission, options.identity, options.session);
    } catch (error) {
      options.session?.forget();
      const { host } = new URL(options.identity.reportsUrl);
      const why = `${host} cannot be reached: ${whyNotConnected(error, 'report')}`;
      return { result: 'later', why, retryAfterMs: null };
    }
    const missing = Problem.safeParse(response.json).data?.missing ?? [];
    if (response.status !== 409 || missing.length === 0) return deliveryOf(response);
    known = new Set([...known].filter((hash) => !missing.includes(hash)));
  }
  return { result: 'later', why: 'the collector asks for evidence that it was sent', retryAfterMs: null };
}

/** What travels: the statement with its signature, and those bodies that the collector may lack. */
export function submissionOf(report: SpooledReport, options: PushOptions): Submission {
  const { scan, ...numbers } = report;
  const statement: Statement = {
    version: 2,
    ...numbers,
    agentVersion: scan.agentVersion,
    scannedAt: scan.scannedAt,
    sentAt: options.now().toISOString(),
    host: scan.host,
    evidence: scan.evidence.map(({ body, ...stated }) => ({ kind: body.kind, ...stated })),
    gap: options.gap,
    settings: options.settings,
  };
  return {
    statement,
    signature: signStatement(statement, options.identity.privateKey),
    bodies: scan.evidence.filter(({ sha256 }) => !options.known.has(sha256)).map(({ body }) => body),
  };
}

async function postSubmission(
  submission: Submission,
  identity: Identity,
  session: TlsSession | undefined,
): Promise<PostAnswer> {
  let newest: Buffer | null = null;
  const answer = await post(new URL(identity.reportsUrl), {
    body: gzipSync(canonicalJson(submission)),
    headers: { 'content-encoding': 'gzip' },
    tls: { ca: identity.authority, cert: identity.certificate, key: identity.privateKey },
    session: session?.load() ?? null,
    onSession: (given) => {
      newest = given;
    },
  });
  if (newest) session?.save(newest);
  return answer;
}

/** Statuses that speak about this report; the others speak about the place, the moment or the identity. */
const refusals = new Set([400, 413, 422]);
const certificateEnded = new Set(['certificate-revoked', 'certificate-expired', 'certificate-unknown']);
const ofReport = new Set(['403 signature-wrong', '403 host-not-yours', '409 report-id-reused']);

function deliveryOf(response: PostAnswer): Delivery {
  const { status, detail, retryAfterSeconds } = response;
  const receipt = status === 200 || status === 201 ? ReportReceipt.safeParse(response.json) : null;
  if (receipt?.success) return { result: 'delivered', receipt: receipt.data };
  const why = `the collector answered ${status}: ${detail}`;
  const code = Problem.safeParse(response.json).data?.title;
  // With a certificate that has ended no report is taken; they wait for a person, who may enrol again.
  const isOfReport = ofReport.has(`${status} ${code}`);
  if (refusals.has(status) || isOfReport) return { result: 'refused', why };
  return {
    result: 'later',
    why,
    retryAfterMs: retryAfterSeconds === null ? null : retryAfterSeconds * 1000,
    enrolAgain: status === 403 && code !== undefined && certificateEnded.has(code),
  };
}
