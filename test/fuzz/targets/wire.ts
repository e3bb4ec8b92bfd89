import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { canonicalJson, Recording, RenewalRequest, Submission } from '@tenken/shared';
import { CertificateAuthority } from '../../../collector/src/ca/certificate-authority.ts';
import { acceptSubmission } from '../../../collector/src/ingest/accept-submission.ts';
import { readBody } from '../../../collector/src/ingest/read-body.ts';
import { Refusal } from '../../../collector/src/ingest/refusal.ts';
import { goodRequest, requestForAnotherKey, requestOfKind } from '../../support/certificate-requests.ts';
import { sampleReport, signed } from '../../support/sample-report.ts';
import type { FuzzTarget } from '../engine/target.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const speaker = {
  hostId: '3f0e1c52-8a07-4c1d-9b1a-0c1d2e3f4a5b',
  name: 'fuzz',
  privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const sender = {
  hostId: speaker.hostId,
  fingerprint: 'f'.repeat(64),
  publicKey: createPublicKey(keys.privateKey),
};
const authority = await CertificateAuthority.open(mkdtempSync(join(tmpdir(), 'tenken-fuzz-')));
const receivedAt = Date.UTC(2026, 10, 21);
const requests = [
  goodRequest(),
  requestForAnotherKey(),
  await requestOfKind('rsa'),
  await requestOfKind('p384'),
];

const reports = () => {
  const full = sampleReport(speaker, 1);
  const small = signed(
    speaker,
    { ...full.statement, evidence: full.statement.evidence.slice(0, 1) },
    full.bodies.slice(0, 1),
  );
  const gap = { dropped: 3, since: '2026-11-20T00:00:00Z', until: '2026-11-21T00:00:00Z' };
  const bare = signed(speaker, { ...full.statement, evidence: [], gap }, []);
  return [full, small, bare].map((report) => Buffer.from(JSON.stringify(report)));
};

/** Everything that a collector reads from agents and from those who want to become one. */
export const wireTargets: readonly FuzzTarget[] = [
  {
    name: 'report',
    json: true,
    weight: 8,
    maxBytes: 40_000,
    seeds: reports,
    run: (input) => refusable(() => checked(acceptSubmission(input, 'identity', sender, receivedAt))),
  },
  {
    // The signature stops every change of a statement; signed anew, what lies behind it is reached.
    name: 'report-signed',
    json: true,
    weight: 8,
    maxBytes: 40_000,
    seeds: reports,
    run: (input) =>
      refusable(() => {
        const { json } = readBody(input, 'identity');
        const fits = Submission.safeParse(json);
        if (!fits.success) return;
        const again = signed(speaker, { ...fits.data.statement, hostId: speaker.hostId }, fits.data.bodies);
        checked(acceptSubmission(Buffer.from(JSON.stringify(again)), 'identity', sender, receivedAt));
      }),
  },
  {
    name: 'report-gzip',
    weight: 3,
    maxBytes: 65_536,
    seeds: () => reports().map((report) => gzipSync(report)),
    run: (input) => refusable(() => acceptSubmission(input, 'gzip', sender, receivedAt)),
  },
  {
    name: 'renewal',
    json: true,
    weight: 2,
    seeds: () => requests.map((csr) => Buffer.from(JSON.stringify({ csr }))),
    run: (input) => refusable(() => RenewalRequest.safeParse(readBody(input, 'identity').json)),
  },
  {
    name: 'enrolment-csr',
    weight: 5,
    maxBytes: 4096,
    seeds: () => requests.map((csr) => Buffer.from(csr)),
    run: (input) => authority.issueClient(input.toString('utf8'), speaker.hostId, { not: sender.publicKey }),
  },
  {
    // The same with the text around the bytes kept right, so that mutation works on the ASN.1.
    name: 'enrolment-csr-der',
    weight: 5,
    maxBytes: 2048,
    seeds: () => requests.map((csr) => Buffer.from(csr.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')),
    run: (input) =>
      authority.issueClient(
        `-----BEGIN CERTIFICATE REQUEST-----\n${input.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`,
        speaker.hostId,
      ),
  },
  {
    name: 'canonical-json',
    json: true,
    weight: 2,
    seeds: reports,
    run(input) {
      const value = parsedJson(input);
      if (value === undefined) return;
      let text: string;
      try {
        text = canonicalJson(value);
      } catch (error) {
        if (error instanceof TypeError) return;
        throw error;
      }
      if (canonicalJson(JSON.parse(text)) !== text) {
        throw new Error('canonical JSON is not its own canonical form');
      }
    },
  },
  {
    name: 'recording',
    json: true,
    weight: 2,
    seeds: () => [
      Buffer.from(
        '{"format":"tenken-recording","version":1,"platform":"linux","origin":"x","recordedAt":"2026-11-21T00:00:00Z","commands":{"a":{"exitCode":0}}}',
      ),
    ],
    run: (input) => Recording.safeParse(parsedJson(input)),
  },
];

function parsedJson(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What was accepted speaks for its sender, in the canonical spelling. */
function checked(accepted: ReturnType<typeof acceptSubmission>): void {
  if (accepted.hostId !== speaker.hostId) throw new Error('accepted for another host');
  if (canonicalJson(JSON.parse(accepted.canonicalStatement)) !== accepted.canonicalStatement) {
    throw new Error('stored under a spelling that is not canonical');
  }
}

function refusable(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status < 400 || error.status > 499) throw error;
  }
}
