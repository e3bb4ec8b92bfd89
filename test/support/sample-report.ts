import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody, Report } from '@tenken/shared';

/** Nine kinds of about the sizes that a server gives; `changing` ones differ with each sequence. */
const kinds: readonly { kind: string; rows: number; changing: boolean }[] = [
  { kind: 'antivirus', rows: 8, changing: true },
  { kind: 'disk-encryption', rows: 12, changing: false },
  { kind: 'os-release', rows: 2, changing: false },
  { kind: 'os-updates', rows: 24, changing: true },
  { kind: 'screen-lock', rows: 10, changing: false },
  { kind: 'software', rows: 70, changing: false },
  { kind: 'time-sync', rows: 6, changing: true },
  { kind: 'tls-endpoints', rows: 20, changing: false },
  { kind: 'usb-storage', rows: 4, changing: false },
];

/** A report of one host as an agent makes it: about 22 kB, three of its nine kinds new each time. */
export function sampleReport(hostName: string, sequence: number): Report {
  const now = new Date();
  return {
    version: 1,
    reportId: randomUUID(),
    sequence,
    agentVersion: '0.1.0',
    scannedAt: now.toISOString(),
    host: {
      platform: 'linux',
      name: hostName,
      osName: 'Debian GNU/Linux',
      osVersion: '13',
      architecture: 'x64',
      machineIdHash: sha256(hostName),
    },
    evidence: kinds.map(({ kind, rows, changing }) =>
      evidenceOf(bodyOf(kind, rows, `${hostName} ${changing ? sequence : 0}`), now),
    ),
  };
}

/** One probe's answer with the hash that fits it. */
export function evidenceOf(body: EvidenceBody, at = new Date()): Evidence {
  return { collectedAt: at.toISOString(), durationMs: 20, sha256: sha256(canonicalJson(body)), body };
}

function bodyOf(kind: string, rows: number, seed: string): EvidenceBody {
  const entries = Array.from({ length: rows }, (_, index) => ({
    name: `${kind}-${index}`,
    version: `${index}.${seed.length}.2+deb13u1`,
    checksum: sha256(`${kind} ${seed} ${index}`).slice(0, 32),
    state: index % 5 === 0 ? null : 'installed',
  }));
  return {
    kind,
    version: 1,
    result: { status: 'read', data: { unread: [], entries } },
    sources: entries
      .slice(0, 4)
      .map(({ name }) => ({ type: 'file', subject: `/var/lib/${name}`, status: 'ok' })),
  };
}

/** What travels, and the hash under which the collector must know it. */
export type Packed = { reportId: string; sha256: string; body: Buffer };

export function pack(report: Report): Packed {
  const json = JSON.stringify(report);
  return { reportId: report.reportId, sha256: sha256(json), body: gzipSync(json) };
}
