import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  canonicalJson,
  hostIdOfKey,
  keyFingerprint,
  seal,
  sealKeyId,
  sha256,
  signStatement,
} from '@tenken/shared';
import type { CarriedReport, Host, Scan, Statement, Submission } from '@tenken/shared';
import { certificateRequest } from '../identity/csr.ts';
import { nextSequence } from '../identity/sequence.ts';
import { lockScan } from '../scan-lock.ts';
import { openCarriedFile } from './carried-file.ts';
import { openOwnKey } from './own-key.ts';
import type { OwnKey } from './own-key.ts';

export type CollectOptions = {
  host: Host;
  /** Keeps the host's key and the number of its last report. */
  folder: string;
  /** The file to write. */
  file: string;
  /** Write over a file that is there. */
  force: boolean;
  /** The collector's key for imports; null leaves the file readable. */
  recipient: KeyObject | null;
  scan: (host: Host) => Promise<Scan>;
};

/** What stands on the paper that goes with the medium. */
export type CollectedFile = {
  file: string;
  bytes: number;
  /** Of the file. */
  sha256: string;
  hostId: string;
  hostName: string;
  /** Of the host's key. */
  fingerprint: string;
  sequence: number;
  collectedAt: string;
  agentVersion: string;
  /** Id of the key that opens it; null: anybody can read it. */
  encryptedTo: string | null;
};

/**
 * Scans once and writes the report into one file that a person carries to the collector. The file is there whole or not
 * at all; whether it can be is looked at before the scan.
 *
 * @throws {TenkenError} `usage` for a file that is there, `carried-file-unwritable`, `identity-folder-unusable`,
 *   `identity-missing`, `scan-running`
 */
export async function collectToFile(options: CollectOptions): Promise<CollectedFile> {
  const { host, folder, recipient } = options;
  const target = openCarriedFile(options.file, options.force);
  try {
    const key = openOwnKey(folder);
    const lock = lockScan(folder);
    let submission: Submission;
    try {
      const scan = await options.scan(host);
      submission = ownSubmission(scan, key, nextSequence(folder), host.now());
    } finally {
      lock.release();
    }
    const plain = carriedFile(submission, key);
    const bytes = recipient === null ? plain : seal(plain, recipient);
    target.write(bytes);
    const { statement } = submission;
    return {
      file: options.file,
      bytes: bytes.length,
      sha256: sha256(bytes),
      hostId: statement.hostId,
      hostName: statement.host.name,
      fingerprint: keyFingerprint(key.publicKey),
      sequence: statement.sequence,
      collectedAt: statement.sentAt,
      agentVersion: statement.agentVersion,
      encryptedTo: recipient === null ? null : sealKeyId(recipient),
    };
  } finally {
    target.close();
  }
}

/** A scan as this host says and signs it, with all its bodies: nobody can be asked what is missing. */
export function ownSubmission(scan: Scan, key: OwnKey, sequence: number, now: Date): Submission {
  const statement: Statement = {
    version: 2,
    hostId: hostIdOfKey(key.publicKey),
    reportId: randomUUID(),
    sequence,
    agentVersion: scan.agentVersion,
    scannedAt: scan.scannedAt,
    sentAt: now.toISOString(),
    host: scan.host,
    evidence: scan.evidence.map(({ body, ...stated }) => ({ kind: body.kind, ...stated })),
    gap: null,
  };
  return {
    statement,
    signature: signStatement(statement, key.privateKey),
    bodies: scan.evidence.map(({ body }) => body),
  };
}

/** The file before it is sealed. */
export function carriedFile(submission: Submission, key: OwnKey): Buffer {
  const carried: CarriedReport = {
    format: 'tenken-carried-report',
    version: 1,
    csr: certificateRequest(key.privateKey, key.publicKey),
    submission,
  };
  return gzipSync(canonicalJson(carried));
}
