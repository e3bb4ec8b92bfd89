import { advisoriesWanted, shippedReference } from '@tenken/controls';
import type { Advisory, AdvisoryFeed, ReferenceData } from '@tenken/controls';
import { sha256 } from '@tenken/shared';
import type { Evidence } from '@tenken/shared';
import type { Feed, FeedRepository } from '../store/feeds/feed-repository.ts';
import type { TableKind } from './manifest.ts';

/** Of sets that were read; the largest, that of the kernel, has half a megabyte. */
const keptBytes = 48 * 1024 * 1024;
/** What an advisory takes in memory, about. */
const advisoryBytes = 400;

/** What was in force at one moment, for any host. */
export type ReferenceInForce = {
  /** Another one where something else was carried in; what comes with the product goes with its version. */
  id: string;
  forHost: (evidence: ReadonlyMap<string, Evidence>) => Promise<ReferenceData>;
};

/** Reads what was carried in, as it was in force at a moment. */
export class ReferenceReader {
  readonly #feeds: FeedRepository;
  readonly #tables = new Map<number, unknown>();
  readonly #sets = new Map<string, readonly Advisory[]>();
  #setBytes = 0;

  constructor(feeds: FeedRepository) {
    this.#feeds = feeds;
  }

  async at(moment: number): Promise<ReferenceInForce> {
    const feeds = await this.#feeds.inForceAt(moment);
    const tables: Omit<ReferenceData, 'advisories'> = {
      osSupport: await this.#table(feeds, 'os-support', shippedReference.osSupport),
      applicationSupport: await this.#table(
        feeds,
        'application-support',
        shippedReference.applicationSupport,
      ),
      forbiddenSoftware: await this.#table(feeds, 'forbidden-software', shippedReference.forbiddenSoftware),
      productNames: await this.#table(feeds, 'product-names', shippedReference.productNames),
      securityAgents: await this.#table(feeds, 'security-agents', shippedReference.securityAgents),
    };
    const advisories = feeds.filter(({ kind }) => kind === 'advisories');
    const id = sha256(feeds.map((feed) => feed.id).join(' ')).slice(0, 16);
    return { id, forHost: (evidence) => this.#forHost(evidence, tables, advisories) };
  }

  /** The newer of what was carried in and what came with the product. */
  async #table<T extends { asOf: string }>(feeds: readonly Feed[], kind: TableKind, shipped: T): Promise<T> {
    const feed = feeds.find((one) => one.kind === kind);
    if (!feed || feed.asOf < shipped.asOf) return shipped;
    // The same object each time: its hash is kept beside it.
    let table = this.#tables.get(feed.id) as T | undefined;
    if (table === undefined) {
      // It was parsed by its schema when it was taken in.
      table = JSON.parse((await this.#feeds.content(feed.id)) ?? 'null') as T;
      this.#tables.set(feed.id, table);
    }
    return table;
  }

  async #forHost(
    evidence: ReadonlyMap<string, Evidence>,
    tables: Omit<ReferenceData, 'advisories'>,
    all: readonly Feed[],
  ): Promise<ReferenceData> {
    const nothing = { ...tables, advisories: shippedReference.advisories };
    // Most collectors have none, and what a host has installed is not looked at for nothing.
    const wanted = all.length === 0 ? null : advisoriesWanted(evidence);
    if (!wanted) return nothing;
    const { release, packages } = wanted;
    const covering = all.filter(({ covers }) => covers.includes(release));
    const known = new Map<string, Map<string, readonly Advisory[]>>();
    for (const feed of covering) {
      const names = new Set(packages.filter((one) => one.names === feed.names).map(({ name }) => name));
      const sets = await this.#feeds.setsOf(feed.id, release, [...names]);
      const found = new Map<string, readonly Advisory[]>();
      for (const [name, hash] of sets) found.set(name, await this.#set(hash));
      known.set(feed.name, found);
    }
    return {
      ...tables,
      advisories: {
        feeds: covering.map(statedFeed),
        of: (feed, name) => known.get(feed)?.get(name) ?? [],
      },
    };
  }

  async #set(hash: string): Promise<readonly Advisory[]> {
    const kept = this.#sets.get(hash);
    if (kept) {
      // A map keeps the order of insertion: what was used last goes to the end.
      this.#sets.delete(hash);
      this.#sets.set(hash, kept);
      return kept;
    }
    const read = await this.#feeds.advisories(hash);
    this.#sets.set(hash, read);
    this.#setBytes += read.length * advisoryBytes;
    for (const [oldest, advisories] of this.#sets) {
      if (this.#setBytes <= keptBytes || oldest === hash) break;
      this.#sets.delete(oldest);
      this.#setBytes -= advisories.length * advisoryBytes;
    }
    return read;
  }
}

function statedFeed({ name, source, asOf, sha256, names }: Feed): AdvisoryFeed {
  return { name, source, asOf, sha256, names: names ?? 'binary' };
}
