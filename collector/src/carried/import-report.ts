import type { KeyObject } from 'node:crypto';
import {
  CarriedReport,
  hostIdOfKey,
  isSealed,
  keyFingerprint,
  sha256,
  TenkenError,
  typedFingerprint,
  unseal,
} from '@tenken/shared';
import type { Statement } from '@tenken/shared';
import type { ImportReceipt } from '../api/schemas.ts';
import type { Change } from '../audit/audit-entry.ts';
import { requestedKey } from '../ca/certificate-authority.ts';
import type { CertificateAuthority } from '../ca/certificate-authority.ts';
import { visibleText } from '../documents/visible-text.ts';
import { acceptParsed } from '../ingest/accept-submission.ts';
import { readBody } from '../ingest/read-body.ts';
import { Refusal } from '../ingest/refusal.ts';
import { carriedFileBytes } from '../limits/limits.ts';
import type { AcceptedReport, StoredReport } from '../store/reports/report-repository.ts';
import type { CarriedReport as ReceivedReport } from '../store/reports/carried-report-repository.ts';
import type { Repositories } from '../store/repositories.ts';
import { existingImportKey } from './import-key.ts';

export type ImportContext = {
  repositories: Pick<Repositories, 'carriedReports' | 'hosts'>;
  authority: CertificateAuthority;
  /** Where the authority's and the import key are. */
  keyFolder: string;
};

/** What a person hands in. */
export type CarriedFile = {
  content: Buffer;
  /** Fingerprints that they have compared: hosts that may be new. */
  accept: readonly string[];
  /** Put on a host that is accepted, e.g. a department: systems choose their hosts by it. */
  label: string;
};

/** A clock may be a little ahead of the collector's; what is further is of unknown age. */
const clockToleranceMs = 10 * 60 * 1000;
/** By so much a clock may be stepped while it is in use. */
const stepToleranceMs = 60_000;

/**
 * Takes in one file that `tenken collect` wrote. It passes every check of a report that comes over the network, by the
 * same code; its host is known by its key alone, and the first file of a key needs a person's word.
 *
 * @throws {TenkenError} `carried-file-unreadable`, `carried-file-sealed`, `carried-file-invalid`, `host-not-accepted`,
 *   `host-key-changed`, `host-revoked`, `usage` for a fingerprint that is none
 */
export async function importReport(
  context: ImportContext,
  { content, accept, label }: CarriedFile,
  { actor, now }: Change,
): Promise<ImportReceipt> {
  const accepted = accept.map((typed) => fingerprintFrom(typed));
  const encrypted = isSealed(content);
  const { report, publicKey } = await read(context, content, now);
  const fingerprint = keyFingerprint(publicKey);
  const received: ReceivedReport = {
    ...report,
    carried: { importedBy: actor, fileSha256: sha256(content), encrypted },
  };
  const host = await context.repositories.hosts.find(received.hostId);
  if (host?.status === 'revoked') {
    throw new TenkenError(
      'host-revoked',
      `${named(host.name)} (${host.id}) was revoked: its files are not taken any more. If the machine is in use again, give it a new key and accept it as a new host.`,
    );
  }
  if (host === null) await refuseStranger(context, received, fingerprint, accepted);
  const known = host && (await context.repositories.carriedReports.certificateOf(host.id, now));
  const certificate =
    known === null ? await context.authority.issueCarried(publicKey, received.hostId) : null;
  const stored = await context.repositories.carriedReports.store(
    { ...received, fingerprint: known ?? certificate?.fingerprint ?? '' },
    { host: host === null ? { fingerprint, label } : null, certificate },
  );
  return receiptOf(received, taken(stored), fingerprint, host === null);
}

/** @throws {TenkenError} `carried-file-unreadable`, `carried-file-sealed`, `carried-file-invalid` */
async function read(
  context: ImportContext,
  content: Buffer,
  now: number,
): Promise<{ report: AcceptedReport; publicKey: KeyObject }> {
  if (content.length === 0) throw unreadable('the file is empty');
  if (content.length > carriedFileBytes) {
    throw invalid(
      `the file has ${content.length} bytes, more than the ${carriedFileBytes} that a report can have`,
    );
  }
  const plain = isSealed(content) ? opened(content, existingImportKey(context.keyFolder)) : content;
  if (plain[0] !== 0x1f || plain[1] !== 0x8b) throw unreadable('it does not begin as such a file does');
  try {
    const { json, isSorted } = readBody(plain, 'gzip');
    const carried = carriedOf(json);
    const publicKey = await requestedKey(carried.csr);
    if (publicKey === null) throw invalid('its sender does not prove to hold the key of the host');
    const sender = { hostId: hostIdOfKey(publicKey), fingerprint: '', publicKey };
    const report = acceptParsed({ json: carried.submission, isSorted, plain: null }, sender, now);
    checkWhole(report);
    checkTimes(report.statement, now);
    return { report, publicKey };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (notOurs.has(error.code)) throw unreadable('it is damaged or not whole', error);
    if (error.code === 'host-not-yours') throw invalid('it names another host than its key is of', error);
    if (error.code === 'signature-wrong') {
      throw invalid('the signature is not one of its key over what it says', error);
    }
    throw invalid(error.message, error);
  }
}

const notOurs = new Set(['body-not-gzip', 'body-not-json']);

function carriedOf(json: unknown): CarriedReport {
  const carried = CarriedReport.safeParse(json);
  if (carried.success) return carried.data;
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format !== 'tenken-carried-report') throw unreadable('tenken collect did not write it');
  if (version !== 1) throw invalid('another version of tenken collect wrote it, which this one cannot read');
  throw invalid('it has not the parts of such a file');
}

/** @throws {TenkenError} `carried-file-sealed`, `carried-file-unreadable` */
function opened(content: Buffer, key: KeyObject | null): Buffer {
  const unsealed = key === null ? ({ status: 'other-key', keyId: null } as const) : unseal(content, key);
  switch (unsealed.status) {
    case 'opened':
      return unsealed.content;
    case 'other-key':
      throw new TenkenError(
        'carried-file-sealed',
        `The file is encrypted to ${unsealed.keyId === null ? 'another key, and this collector has none' : `the key ${unsealed.keyId}, which is not the one of this collector`}. Import it at the collector that it is for, or collect again with --encrypt-to and what 'tenken collector import-key' writes here.`,
      );
    case 'damaged':
      throw unreadable('it is damaged or not whole');
  }
}

/** @throws {TenkenError} `carried-file-invalid` */
function checkWhole({ statement, bodies }: AcceptedReport): void {
  const missing = statement.evidence.filter((stated) => !bodies.has(stated.sha256));
  if (missing.length > 0) throw invalid(`evidence of kind ${missing[0]?.kind} is named and not there`);
}

/**
 * Nobody can measure this host's clock. One that is behind makes evidence look older, which is safe; one that is ahead
 * would make it look fresh.
 *
 * @throws {TenkenError} `carried-file-invalid`
 */
function checkTimes({ scannedAt, sentAt, evidence }: Statement, now: number): void {
  const sent = Date.parse(sentAt);
  if (sent > now + clockToleranceMs) {
    throw invalid(
      `by its clock it was collected on ${sentAt}, and here it is ${new Date(now).toISOString()}: nobody can tell how old it is. Set the clock that is wrong`,
    );
  }
  const read = [scannedAt, ...evidence.map(({ collectedAt }) => collectedAt)].map((at) => Date.parse(at));
  if (read.some((at) => at > sent + stepToleranceMs)) {
    throw invalid('its clock went back while it was collected, so nobody can tell how old it is');
  }
}

/** @throws {TenkenError} `host-key-changed`, `host-not-accepted` */
async function refuseStranger(
  { repositories: { carriedReports } }: ImportContext,
  received: ReceivedReport,
  fingerprint: string,
  accepted: readonly string[],
): Promise<void> {
  const { host } = received.statement;
  const others = await carriedReports.lookAlikes(received.hostId, host);
  // Machines that were copied from one image often share an id, and then differ in their names. One that reports over
  // the network may write files beside it.
  const before = others.find(({ sameName, sameMachine, carried }) => sameName && sameMachine && carried);
  if (before) {
    await carriedReports.quarantine(before.id, received, fingerprint);
    throw new TenkenError(
      'host-key-changed',
      `The machine is known as ${named(before.name)} (${before.id}) with another key than that of this file, ${fingerprint}. Nothing was taken, and the host waits for a person. If its key was made anew: tenken host revoke ${before.id}, then import the file again with --accept ${fingerprint}. If not: tenken host release ${before.id}, and find out who wrote the file.`,
    );
  }
  if (accepted.includes(fingerprint)) return;
  const wrong = accepted.length > 0 ? ' It is none of those that were accepted.' : '';
  const alike = others
    .map(({ id, name, sameMachine }) =>
      sameMachine
        ? ` ${named(name)} (${id}) has the same machine id.`
        : ` Another host has this name: ${id}.`,
    )
    .join('');
  throw new TenkenError(
    'host-not-accepted',
    `${named(host.name)} is not known here. The fingerprint of its key is ${fingerprint}.${wrong}${alike} Compare it with the label that came with the medium, or ask on that machine; if it is the same, import the file again with --accept ${fingerprint}.`,
  );
}

/** @throws {TenkenError} `carried-file-invalid` for what was not stored */
function taken(stored: StoredReport): Extract<StoredReport, { status: ImportReceipt['status'] }> {
  switch (stored.status) {
    case 'stored':
    case 'duplicate':
    case 'quarantined':
      return stored;
    case 'conflict':
      throw invalid('its report id was used for another report before');
    case 'forgotten':
      throw invalid('it is older than what this collector keeps');
    case 'missing':
    case 'kind-wrong':
      throw invalid('evidence that it names is not what it says');
  }
}

function receiptOf(
  { statement, hostId, receivedAt, carried }: ReceivedReport,
  stored: ReturnType<typeof taken>,
  fingerprint: string,
  accepted: boolean,
): ImportReceipt {
  const collectedMs = Math.min(Date.parse(statement.sentAt), receivedAt);
  return {
    status: stored.status,
    newest: stored.status !== 'quarantined' && stored.lastSequence === statement.sequence,
    accepted,
    hostId,
    hostName: statement.host.name,
    fingerprint,
    reportId: statement.reportId,
    sequence: statement.sequence,
    collectedAt: new Date(collectedMs).toISOString(),
    importedAt: new Date(stored.receivedAt).toISOString(),
    ageMs: Math.max(0, stored.receivedAt - collectedMs),
    clockSkewMs: null,
    fileSha256: carried.fileSha256,
    encrypted: carried.encrypted,
  };
}

function fingerprintFrom(typed: string): string {
  const fingerprint = typedFingerprint(typed);
  if (fingerprint !== null) return fingerprint;
  throw new TenkenError(
    'usage',
    'A fingerprint has 20 signs, as XXXX-XXXX-XXXX-XXXX-XXXX: write all of it as the label shows it.',
  );
}

/** A name that a host gave itself, for a line that a person reads. */
function named(name: string): string {
  return visibleText(name)
    .replaceAll(/[\n\t]/g, ' ')
    .slice(0, 120);
}

function unreadable(why: string, cause?: Error): TenkenError {
  return new TenkenError(
    'carried-file-unreadable',
    `This is no report that can be imported: ${why}. Copy it from the medium again and compare its SHA-256 with the label, or collect again. Nothing was taken.`,
    { cause },
  );
}

function invalid(why: string, cause?: Error): TenkenError {
  const told = why.replace(/\.$/, '');
  return new TenkenError(
    'carried-file-invalid',
    `The report cannot be taken: ${told}. Nothing was taken; collect again on that machine.`,
    { cause },
  );
}
