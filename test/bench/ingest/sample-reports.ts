import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { EvidenceBody, StatedEvidence, Statement, Submission } from '@tenken/shared';
import { signed, statedOf } from '../../support/sample-report.ts';
import type { Speaker } from '../../support/sample-report.ts';

const kindsInReport = 50;

/** `rotating`: other kinds each time; else always the same ones. */
export type Change = { kinds: number; rotating: boolean };

const usualChange: Change = { kinds: 5, rotating: true };

/** Which bodies travel with a report: all, as with a host's first one, or those that its last one did not have, as agents do it. */
export type Bodies = 'all' | 'changed';

/** Reports of 50 kinds, by themselves 5 of them different from the host's report before, and other ones each time. */
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

  nextReport(bodies: Bodies = 'all', { kinds, rotating }: Change = usualChange): Submission {
    const next = this.#sequence + 1;
    const changed = Array.from({ length: kinds }, (_, change) => {
      const kind = ((rotating ? next * kinds : 0) + change) % kindsInReport;
      const body = bodyOf(kind, this.#speaker.name, next);
      this.#bodies[kind] = body;
      return body;
    });
    return this.#report(bodies === 'all' ? [...this.#bodies] : changed);
  }

  /** As an agent sends it: after the first report only bodies travel that have changed. */
  nextAsSentPacked(change: Change): Buffer {
    return this.nextPacked(this.#sequence === 0 ? 'all' : 'changed', change);
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

  nextPacked(bodies?: Bodies, change?: Change): Buffer {
    // As an agent spells it.
    return gzipSync(canonicalJson(this.nextReport(bodies, change)));
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
