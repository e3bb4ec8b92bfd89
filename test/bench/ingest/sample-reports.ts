import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody, Report } from '@tenken/shared';

const kindsInReport = 50;
const changedPerRound = 5;

/**
 * Reports as `targets.md` describes the one that its figures stand for: 50 kinds, about 22.7 kB of JSON, 3 kB
 * packed, 5 kinds different from the host's report before.
 */
export class SimulatedHost {
  readonly hostId: string;
  readonly #name: string;
  readonly #evidence: Evidence[];
  #sequence = 0;

  constructor(hostId: string, index: number) {
    this.hostId = hostId;
    this.#name = `host-${index}`;
    this.#evidence = Array.from({ length: kindsInReport }, (_, kind) => evidenceOf(kind, `${index}`, 0));
  }

  nextReport(): Report {
    this.#sequence += 1;
    const now = new Date().toISOString();
    for (let change = 0; change < changedPerRound; change += 1) {
      const kind = (this.#sequence * changedPerRound + change) % kindsInReport;
      this.#evidence[kind] = evidenceOf(kind, this.#name, this.#sequence);
    }
    return {
      version: 1,
      reportId: randomUUID(),
      sequence: this.#sequence,
      agentVersion: '0.1.0',
      scannedAt: now,
      host: {
        platform: 'linux',
        name: this.#name,
        osName: 'Debian GNU/Linux',
        osVersion: '13.2',
        architecture: 'x86_64',
        machineIdHash: sha256(this.#name),
      },
      evidence: this.#evidence.map((evidence) => ({ ...evidence, collectedAt: now })),
    };
  }

  nextPacked(): Buffer {
    return gzipSync(JSON.stringify(this.nextReport()));
  }
}

/** What a report of this kind weighs. */
export function sampleSizes(): { jsonBytes: number; packedBytes: number } {
  const json = JSON.stringify(new SimulatedHost(randomUUID(), 1).nextReport());
  return { jsonBytes: json.length, packedBytes: gzipSync(json).length };
}

function evidenceOf(kind: number, host: string, change: number): Evidence {
  const body: EvidenceBody = {
    kind: `sample-kind-${kind}`,
    version: 1,
    result: {
      status: 'read',
      data: {
        enabled: kind % 3 !== 0,
        mode: 'enforcing',
        version: `${kind}.2`,
        owner: host,
        counter: change,
        changedAt: null,
        limits: { idleMinutes: 10, maxAgeDays: 90 },
        unread: [],
      },
    },
    sources: [{ type: 'file', subject: `/etc/security/sample-${kind}.conf`, status: 'ok' }],
  };
  return { collectedAt: '', durationMs: 12, sha256: sha256(canonicalJson(body)), body };
}
