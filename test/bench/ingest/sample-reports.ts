import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { EvidenceBody, StatedEvidence, Statement, Submission } from '@tenken/shared';
import { signed, statedOf } from '../../support/sample-report.ts';
import type { Speaker } from '../../support/sample-report.ts';

const kindsInReport = 50;
const changedPerRound = 5;

/**
 * Reports of 50 kinds, 5 of them different from the host's report before. All bodies travel with each, as in a host's
 * first report: the most that a collector has to do for one.
 */
export class SimulatedHost {
  readonly hostId: string;
  readonly #speaker: Speaker;
  readonly #bodies: EvidenceBody[];
  #sequence = 0;
  #wholePackedBytes: number | null = null;

  constructor({ hostId, privateKey }: Omit<Speaker, 'name'>, index: number, reportsBefore = 0) {
    this.#sequence = reportsBefore;
    this.hostId = hostId;
    this.#speaker = { hostId, privateKey, name: `host-${index}` };
    this.#bodies = Array.from({ length: kindsInReport }, (_, kind) => bodyOf(kind, `${index}`, 0));
  }

  nextReport(): Submission {
    for (let change = 0; change < changedPerRound; change += 1) {
      const kind = ((this.#sequence + 1) * changedPerRound + change) % kindsInReport;
      this.#bodies[kind] = bodyOf(kind, this.#speaker.name, this.#sequence + 1);
    }
    return this.#report([...this.#bodies]);
  }

  /** Nothing has changed: after the first report no body travels. */
  nextUnchangedPacked(): Buffer {
    return gzipSync(canonicalJson(this.#report(this.#sequence === 0 ? [...this.#bodies] : [])));
  }

  /** How long the packed report would be with all its bodies. */
  wholePackedBytes(): number {
    this.#wholePackedBytes ??= gzipSync(canonicalJson(this.#report([...this.#bodies]))).length;
    return this.#wholePackedBytes;
  }

  #report(bodies: EvidenceBody[]): Submission {
    this.#sequence += 1;
    const now = new Date();
    const { hostId, name } = this.#speaker;
    const statement: Statement = {
      version: 2,
      hostId,
      reportId: randomUUID(),
      sequence: this.#sequence,
      agentVersion: '0.1.0',
      scannedAt: now.toISOString(),
      sentAt: now.toISOString(),
      host: {
        platform: 'linux',
        name,
        osName: 'Debian GNU/Linux',
        osVersion: '13.2',
        architecture: 'x86_64',
        machineIdHash: sha256(name),
      },
      evidence: this.#stated(now.getTime()),
      gap: null,
    };
    return signed(this.#speaker, statement, bodies);
  }

  /** One probe after the other, each with a time of its own, as a scan takes them. */
  #stated(startedAt: number): StatedEvidence[] {
    let at = startedAt - 2000;
    return this.#bodies.map((body) => {
      const durationMs = Math.floor(Math.random() ** 3 * 100);
      at += durationMs + Math.floor(Math.random() * 2);
      return { ...statedOf(body, new Date(at)), durationMs };
    });
  }

  nextPacked(): Buffer {
    // As an agent spells it.
    return gzipSync(canonicalJson(this.nextReport()));
  }
}

/** What a report of this kind weighs. */
export function sampleSizes(): { jsonBytes: number; packedBytes: number } {
  const speaker = { hostId: randomUUID(), privateKey: newKey() };
  const json = JSON.stringify(new SimulatedHost(speaker, 1).nextReport());
  return { jsonBytes: json.length, packedBytes: gzipSync(json).length };
}

/** A host's key, PEM. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function bodyOf(kind: number, host: string, change: number): EvidenceBody {
  return {
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
}
