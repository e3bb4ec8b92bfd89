import type { ReportPackRepository } from '../store/reports/report-pack-repository.ts';
import type { WriteGate } from '../store/write-gate.ts';

/** After so many reports of a host its older ones are worth a pack: a few rows for a page of the database. */
const everyReports = 16;
/** A transaction of more keeps reports waiting; one for each host syncs the disk as often as reports do. */
const hostsAtOnce = 4;
/** Hosts whose turn comes with a later report where more wait. */
const mostWaiting = 100_000;

export type PackerOptions = {
  packs: Pick<ReportPackRepository, 'pack'>;
  gate: Pick<WriteGate, 'state'>;
  onError: (error: unknown) => void;
};

/** Packs older reports of the hosts that have sent enough of them, a few hosts at a time. */
export class Packer {
  readonly #options: PackerOptions;
  readonly #waiting = new Set<string>();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(options: PackerOptions) {
    this.#options = options;
  }

  /** A report of a host with this number is stored. Returns at once. */
  stored(hostId: string, sequence: number): void {
    if (sequence % everyReports !== 0 || this.#stopped || this.#waiting.size >= mostWaiting) return;
    this.#waiting.add(hostId);
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when no host waits. */
  async settle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0) {
      // Reports come first: the sockets get a turn after each transaction.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#stopped || this.#options.gate.state !== null) break;
      const hosts = this.#waiting.values().take(hostsAtOnce).toArray();
      for (const hostId of hosts) this.#waiting.delete(hostId);
      await this.#pack(hosts);
    }
    // Without space or a database nothing is packed: later reports tell of these hosts again.
    if (this.#options.gate.state !== null) this.#waiting.clear();
  }

  async #pack(hosts: readonly string[]): Promise<void> {
    try {
      await this.#options.packs.pack(hosts);
    } catch (error) {
      // One that cannot be packed is in nobody else's way.
      if (hosts.length > 1 && this.#options.gate.state === null) {
        for (const hostId of hosts) await this.#pack([hostId]);
        return;
      }
      this.#options.onError(error);
    }
  }
}
