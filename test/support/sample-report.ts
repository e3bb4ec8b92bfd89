import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, contentHash, sha256, signStatement } from '@tenken/shared';
import type { EvidenceBody, StatedEvidence, Statement, Submission } from '@tenken/shared';
import type { SimulatedAgent } from './simulated-agent.ts';

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

/** Who says and signs it. */
export type Speaker = Pick<SimulatedAgent, 'hostId' | 'name' | 'privateKey'>;

/** A report of one host as an agent sends it the first time: about 22 kB, three of its nine kinds new each time. */
export function sampleReport(agent: Speaker, sequence: number, changes: Partial<Statement> = {}): Submission {
  const now = new Date();
  const bodies = kinds.map(({ kind, rows, changing }) =>
    bodyOf(kind, rows, `${agent.name} ${changing ? sequence : 0}`),
  );
  const statement: Statement = {
    version: 2,
    hostId: agent.hostId,
    reportId: randomUUID(),
    sequence,
    agentVersion: '0.1.0',
    scannedAt: now.toISOString(),
    sentAt: now.toISOString(),
    host: {
      platform: 'linux',
      name: agent.name,
      osName: 'Debian GNU/Linux',
      osVersion: '13',
      architecture: 'x64',
      machineIdHash: sha256(agent.name),
    },
    evidence: bodies.map((body) => statedOf(body, now)),
    gap: null,
    // As a real agent says that it has taken none.
    settings: { sequence: 0, refused: null },
    ...changes,
  };
  return signed(agent, statement, bodies);
}

/** A statement with the signature that fits it, however odd it is. */
export function signed(agent: Speaker, statement: Statement, bodies: EvidenceBody[] = []): Submission {
  return { statement, signature: signStatement(statement, agent.privateKey), bodies };
}

/** One probe's answer as a statement names it. */
export function statedOf(body: EvidenceBody, at = new Date()): StatedEvidence {
  return {
    kind: body.kind,
    collectedAt: at.toISOString(),
    durationMs: 20,
    sha256: sha256(canonicalJson(body)),
  };
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

export function pack(report: Submission): Packed {
  const { statement } = report;
  return {
    reportId: statement.reportId,
    sha256: contentHash(statement),
    body: gzipSync(JSON.stringify(report)),
  };
}
