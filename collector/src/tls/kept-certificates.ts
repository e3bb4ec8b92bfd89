import type { CertificateAuthority } from '../ca/certificate-authority.ts';
import { readGivenCertificate, stateOfFiles } from './given-certificate.ts';
import type { CertificateFiles } from './given-certificate.ts';
import { ownPair } from './served-pair.ts';
import type { ServedPair } from './served-pair.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A collector that runs for a year must not end with its certificate. */
const renewBeforeMs = 30 * dayMs;

export type KeptOptions = {
  authority: CertificateAuthority;
  names: readonly string[];
  /** For the port of people; without it that has one of the collector's own authority too. */
  given: CertificateFiles | undefined;
  onError: (error: unknown) => void;
};

/** Takes what a port is to answer with from now on; connections that are open keep what they have. */
export type Use = (pair: ServedPair) => void;

/**
 * The certificates of both ports: the collector's own are made anew a month before they end, and given ones are read
 * again when somebody has put newer files in their place.
 */
export class KeptCertificates {
  readonly #options: KeptOptions;
  #own: ServedPair;
  #given: ServedPair | null;
  #givenState: string | null;
  #uses: { agents: Use; people: Use } | null = null;
  /** Why newer files are not used; null while all is well. */
  problem: string | null = null;

  private constructor(options: KeptOptions, own: ServedPair, given: ServedPair | null) {
    this.#options = options;
    this.#own = own;
    this.#given = given;
    this.#givenState = options.given === undefined ? null : stateOfFiles(options.given);
  }

  /** @throws {TenkenError} `configuration-invalid` for given ones that cannot be served */
  static async open(options: KeptOptions): Promise<KeptCertificates> {
    const given = options.given === undefined ? null : readGivenCertificate(options.given, new Date());
    return new KeptCertificates(options, await ownPair(options.authority, options.names), given);
  }

  get agents(): ServedPair {
    return this.#own;
  }

  get people(): ServedPair {
    return this.#given ?? this.#own;
  }

  /** @returns stops looking */
  keep(uses: { agents: Use; people: Use }): () => void {
    this.#uses = uses;
    const timer = setInterval(() => void this.look(), 60_000);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** Renews what is due and reads what has changed. */
  async look(now = new Date()): Promise<void> {
    try {
      if (this.#own.notAfterAt - now.getTime() < renewBeforeMs) {
        this.#own = await ownPair(this.#options.authority, this.#options.names);
        this.#uses?.agents(this.#own);
        if (this.#given === null) this.#uses?.people(this.#own);
      }
      this.#lookAtFiles(now);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #lookAtFiles(now: Date): void {
    const { given } = this.#options;
    if (given === undefined) return;
    const state = stateOfFiles(given);
    if (state === null || state === this.#givenState) return;
    this.#givenState = state;
    try {
      this.#given = readGivenCertificate(given, now);
      this.problem = null;
      this.#uses?.people(this.#given);
    } catch (error) {
      // Whoever replaces two files is half way for a moment: the next look takes them.
      this.problem = error instanceof Error ? error.message : String(error);
      this.#givenState = null;
      throw error;
    }
  }
}
