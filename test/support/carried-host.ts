import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, hostIdOfKey, keyFingerprint, sha256 } from '@tenken/shared';
import type { EvidenceBody, Statement, Submission } from '@tenken/shared';
import { carriedFile } from '../../agent/src/carried/collect.ts';
import type { OwnKey } from '../../agent/src/carried/own-key.ts';
import { importReport } from '../../collector/src/carried/import-report.ts';
import type { Collector } from '../../collector/src/server.ts';
import { signed, statedOf } from './sample-report.ts';

/** A host without a network, with a key that it made by itself. */
export type CarriedHost = {
  hostId: string;
  name: string;
  privateKey: string;
  key: OwnKey;
  fingerprint: string;
  machineIdHash: string;
};

export function carriedHost(name = 'far-host', machineIdHash = sha256(randomUUID())): CarriedHost {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const privateKey = createPrivateKey(pem);
  const key = { privateKey, publicKey: createPublicKey(privateKey) };
  return {
    hostId: hostIdOfKey(key.publicKey),
    name,
    privateKey: pem,
    key,
    fingerprint: keyFingerprint(key.publicKey),
    machineIdHash,
  };
}

/** What a host says of one kind of evidence; other words, other evidence. */
export function osRelease(version: string): EvidenceBody {
  const data = { id: 'debian', idLike: [], name: 'Debian GNU/Linux', version };
  return { kind: 'os-release', version: 1, result: { status: 'read', data }, sources: [] };
}

/** A small report of such a host. */
export function carriedSubmission(
  host: CarriedHost,
  sequence: number,
  changes: Partial<Statement> = {},
  bodies: EvidenceBody[] = [osRelease(String(sequence))],
): Submission {
  const at = new Date(changes.sentAt ?? Date.now());
  const statement: Statement = {
    version: 2,
    hostId: host.hostId,
    reportId: randomUUID(),
    sequence,
    agentVersion: '0.1.0',
    scannedAt: at.toISOString(),
    sentAt: at.toISOString(),
    host: {
      platform: 'linux',
      name: host.name,
      osName: 'Debian GNU/Linux',
      osVersion: '13',
      architecture: 'x86_64',
      machineIdHash: host.machineIdHash,
    },
    evidence: bodies.map((body) => statedOf(body, at)),
    gap: null,
    ...changes,
  };
  return signed(host, statement, bodies);
}

export function carriedReport(...told: Parameters<typeof carriedSubmission>): Buffer {
  return carriedFile(carriedSubmission(...told), told[0].key);
}

/** A file whose parts do not fit: what it holds is said by whoever makes it. */
export function oddFile(content: unknown): Buffer {
  return gzipSync(canonicalJson(content));
}

/** Imports at a collector of this process, as a person at its console. */
export function importAt(
  collector: Collector,
  content: Buffer,
  accept: string[] = [],
  now = Date.now(),
): ReturnType<typeof importReport> {
  const { repositories, authority, directory } = collector.context;
  const context = { repositories, authority, keyFolder: directory.authority };
  return importReport(context, { content, accept, label: '' }, { actor: 'console:test', now });
}
