import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson, contentHash, sha256, signStatement } from '@tenken/shared';
import type { EvidenceBody, Statement } from '@tenken/shared';
import type { BulkAgent } from '../bench/storm/enrol-in-bulk.ts';
import { fleetSystems } from '../support/fleet-templates.ts';
import { seededRandom } from '../support/random.ts';
import type { EvidencePool, PooledBody } from './evidence-pool.ts';
import type { SimulateOptions } from './options.ts';

/** A report that is not acknowledged yet: enough to say the same again. */
export type Pending = {
  reportId: string;
  sequence: number;
  /** By the machine's clock, which is the collector's where both are one. */
  scannedAt: number;
  /** Place of the kind whose probe failed; null for none. */
  failedKind: number | null;
  losesAnswer: boolean;
  failures: number;
};

export type Packed = { body: Buffer; sha256: string; jsonBytes: number };

type HostOptions = Pick<SimulateOptions, 'hosts' | 'seed' | 'drift' | 'failures' | 'skewMs'>;

const systems = fleetSystems.flatMap(({ weight, ...system }) => Array.from({ length: weight }, () => system));

/** What each simulated machine is like: some bytes for every kind of evidence, so that 100,000 take 20 MB. */
export class Hosts {
  readonly #options: HostOptions;
  readonly #pool: EvidencePool;
  readonly #width: number;
  /** Which of the recorded bodies it says of each kind. */
  readonly #places: Uint8Array;
  /** How often that has changed. */
  readonly #changes: Uint16Array;
  /** Whether the collector has what it says now. */
  readonly #known: Uint8Array;
  readonly #sequences: Uint32Array;

  constructor(options: HostOptions, pool: EvidencePool) {
    this.#options = options;
    this.#pool = pool;
    this.#width = Math.max(...Object.values(pool).map((kinds) => kinds.length));
    this.#places = new Uint8Array(options.hosts * this.#width);
    this.#changes = new Uint16Array(options.hosts * this.#width);
    this.#known = new Uint8Array(options.hosts * this.#width);
    this.#sequences = new Uint32Array(options.hosts);
    for (let index = 0; index < options.hosts; index += 1) {
      const random = this.#random(index, 0);
      for (const [kind, { bodies }] of this.#kinds(index).entries()) {
        this.#places[index * this.#width + kind] = Math.floor(random() * bodies.length);
      }
    }
  }

  /** Its next report: some of what it says has changed since the one before. */
  next(index: number, now: number): Pending {
    const sequence = (this.#sequences[index] ?? 0) + 1;
    this.#sequences[index] = sequence;
    const random = this.#random(index, sequence);
    const kinds = this.#kinds(index);
    for (const [kind, { bodies }] of kinds.entries()) {
      if (sequence === 1 || random() >= this.#options.drift) continue;
      const at = index * this.#width + kind;
      this.#places[at] = Math.floor(random() * bodies.length);
      this.#changes[at] = (this.#changes[at] ?? 0) + 1;
      this.#known[at] = 0;
    }
    const fate = random();
    return {
      reportId: randomUUID(),
      sequence,
      scannedAt: now,
      failedKind: fate < this.#options.failures / 2 ? Math.floor(random() * kinds.length) : null,
      losesAnswer: fate >= this.#options.failures / 2 && fate < this.#options.failures,
      failures: 0,
    };
  }

  /** As it travels at this attempt. */
  packed(index: number, pending: Pending, identity: BulkAgent): Packed {
    const { failedKind, scannedAt } = pending;
    const skewMs = this.#skewMs(index);
    const said = this.#kinds(index).map((_, kind) => this.#said(index, kind, kind === failedKind));
    const { platform, osName, osVersion } = this.#system(index);
    const name = `host-${index}`;
    const statement: Statement = {
      version: 2,
      hostId: identity.hostId,
      reportId: pending.reportId,
      sequence: pending.sequence,
      agentVersion: '0.1.0',
      scannedAt: new Date(scannedAt + skewMs).toISOString(),
      sentAt: new Date(Date.now() + skewMs).toISOString(),
      host: { platform, name, osName, osVersion, architecture: 'x86_64', machineIdHash: sha256(name) },
      evidence: said.map(({ body, sha256: hash }, kind) => ({
        kind: body.kind,
        collectedAt: new Date(scannedAt + skewMs + kind * 20).toISOString(),
        durationMs: 20,
        sha256: hash,
      })),
      gap: null,
      settings: { sequence: 0, refused: null },
    };
    const bodies = said
      .filter((_, kind) => kind === failedKind || this.#known[index * this.#width + kind] === 0)
      .map(({ body }) => body);
    const signature = signStatement(statement, identity.privateKey);
    const json = canonicalJson({ statement, signature, bodies });
    return { body: gzipSync(json), sha256: contentHash(statement), jsonBytes: Buffer.byteLength(json) };
  }

  /** The collector has all that it said. */
  acknowledged(index: number, { failedKind }: Pending): void {
    const first = index * this.#width;
    for (let kind = 0; kind < this.#width; kind += 1) if (kind !== failedKind) this.#known[first + kind] = 1;
  }

  /** The collector has nothing of it after all. */
  unknown(index: number): void {
    this.#known.fill(0, index * this.#width, (index + 1) * this.#width);
  }

  #said(index: number, kind: number, isFailed: boolean): PooledBody {
    const at = index * this.#width + kind;
    const pooled = this.#kinds(index)[kind];
    const one = pooled?.bodies[this.#places[at] ?? 0];
    if (!pooled || !one) throw new Error(`host ${index} says nothing of kind ${kind}`);
    if (isFailed) return withHash(failedBody(one.body));
    if (!pooled.isPersonal) return one;
    const subject = `/var/lib/host-${index}/${pooled.kind}/${this.#changes[at]}`;
    const sources = [...one.body.sources, { type: 'file' as const, subject, status: 'ok' as const }];
    return withHash({ ...one.body, sources });
  }

  #kinds(index: number): EvidencePool['linux'] {
    return this.#pool[this.#system(index).platform];
  }

  #system(index: number): (typeof systems)[number] {
    const system = systems[index % systems.length];
    if (!system) throw new Error('there are no systems');
    return system;
  }

  #skewMs(index: number): number {
    return Math.round((2 * this.#random(index, 2 ** 31)() - 1) * this.#options.skewMs);
  }

  /** The same for the same host and report, whatever else goes on. */
  #random(index: number, sequence: number): () => number {
    return seededRandom(
      Math.imul(this.#options.seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b) ^ sequence,
    );
  }
}

function withHash(body: EvidenceBody): PooledBody {
  return { body, sha256: sha256(canonicalJson(body)) };
}

function failedBody({ kind, version }: EvidenceBody): EvidenceBody {
  const failure = { code: 'timeout' as const, message: 'the probe took longer than it may' };
  return { kind, version, result: { status: 'failed', failure }, sources: [] };
}
