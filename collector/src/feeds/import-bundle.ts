import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { TenkenError, text } from '@tenken/shared';
import type { DataDirectory } from '../store/data-directory.ts';
import type { Feed, FeedRepository, PackageSet } from '../store/feeds/feed-repository.ts';
import { ToldError } from '../told-error.ts';
import { namesOf } from './manifest.ts';
import type { Part } from './manifest.ts';
import { openBundle } from './read-bundle.ts';
import type { Bundle } from './read-bundle.ts';
import { readPart } from './read-part.ts';
import type { ReadPart } from './read-part.ts';

export type ImportOptions = {
  path: string;
  feeds: FeedRepository;
  directory: DataDirectory;
  /** Takes a bundle that is older than what is in force. */
  allowOlder: boolean;
  /** Trusts this key for this one bundle. */
  fingerprint: string | null;
  actor: string;
  now: () => number;
  /** @param part that is read; null while signature and bytes are checked */
  onStep?: (part: Part | null) => void;
};

export type Imported = { part: Part; entries: number; unchanged: boolean };

/** Sets in one transaction: a few milliseconds, in which reports wait. */
const setsAtOnce = 100;

/**
 * Takes in a bundle: all of it or nothing. What is stored on the way is seen by nobody before the last step, one
 * transaction with its line in the log; what a killed import has left is removed by the next one.
 *
 * @throws {TenkenError} `feed-unreadable`, `feed-untrusted`, `feed-too-large`, `feed-invalid`, `feed-older`,
 *   `feed-key-unusable`, `feed-import-running`
 */
export async function importBundle(options: ImportOptions): Promise<Imported[]> {
  const { path, feeds, directory, fingerprint, actor, now, onStep } = options;
  const trusted = new Set((await feeds.keys()).map((key) => key.fingerprint));
  if (fingerprint !== null) trusted.add(fingerprint);
  onStep?.(null);
  const bundle = await openBundle(path, (signer) => trusted.has(signer), now());
  const lock = lockImport(directory);
  try {
    const wanted = new Set(await newParts(bundle, options));
    await feeds.removeUnfinished();
    emptyFolder(directory);
    const arrived: { id: number; name: string; entries: number }[] = [];
    for (const part of bundle.manifest.parts) {
      if (!wanted.has(part)) continue;
      onStep?.(part);
      arrived.push(await arrive(bundle, part, options));
    }
    if (arrived.length > 0) {
      const details = {
        bundle: await sha256Of(path),
        signer: bundle.signer,
        parts: bundle.manifest.parts
          .filter((part) => wanted.has(part))
          .map((part) => `${part.name} ${part.asOf} ${part.sha256}`),
      };
      // When it came into force, not when its import began: what was judged meanwhile was judged without it.
      await feeds.putInForce(arrived, details, { actor, now: now() });
    }
    return bundle.manifest.parts.map((part) => ({
      part,
      entries: arrived.find(({ name }) => name === part.name)?.entries ?? 0,
      unchanged: !wanted.has(part),
    }));
  } finally {
    rmSync(folderOf(directory), { recursive: true, force: true });
    lock.release();
    bundle.close();
  }
}

/** Those that are not in force as they are. @throws {TenkenError} `feed-older` */
async function newParts(bundle: Bundle, { feeds, allowOlder, path }: ImportOptions): Promise<Part[]> {
  const inForce = new Map((await feeds.inForceAt(Number.MAX_SAFE_INTEGER)).map((feed) => [feed.name, feed]));
  const createdAt = Date.parse(bundle.manifest.createdAt);
  return bundle.manifest.parts.filter((part) => {
    const held = inForce.get(part.name);
    if (!held) return true;
    if (isSame(held, part)) return false;
    const isOlder = part.asOf < held.asOf || (part.asOf === held.asOf && createdAt < held.createdAt);
    if (isOlder && !allowOlder) {
      throw ToldError.of(
        'feed-older',
        text(
          `${path} の ${part.name} は${part.asOf}時点のもので、${held.asOf}時点のものがすでに使われている。何も取り込んでいない。古いものも取り込むことを選べば取り込める（--allow-older）。`,
          `Part ${part.name} of ${path} shows the state of ${part.asOf}, and ${held.asOf} is in force. Nothing was taken in; --allow-older does so nevertheless.`,
        ),
      );
    }
    return true;
  });
}

function isSame(held: Feed, part: Part): boolean {
  return (
    held.sha256 === part.sha256 &&
    held.asOf === part.asOf &&
    held.source === part.source &&
    JSON.stringify(held.covers) === JSON.stringify(part.kind === 'advisories' ? part.covers : [])
  );
}

async function arrive(
  bundle: Bundle,
  part: Part,
  { feeds, directory }: ImportOptions,
): Promise<{ id: number; name: string; entries: number }> {
  const read = await readPart(bundle, part, folderOf(directory));
  try {
    const id = await feeds.begin(
      {
        name: part.name,
        kind: part.kind,
        format: part.format,
        source: part.source,
        asOf: part.asOf,
        covers: part.kind === 'advisories' ? part.covers : [],
        names: part.kind === 'advisories' ? namesOf(part) : null,
        createdAt: Date.parse(bundle.manifest.createdAt),
        sha256: part.sha256,
        signer: bundle.signer,
      },
      read.kind === 'table' ? read.content : null,
    );
    return { id, name: part.name, entries: await store(feeds, id, read) };
  } finally {
    if (read.kind === 'advisories') read.sets.close();
  }
}

/** What an import gathers, on the disk of the data; its own, because a collector that starts empties its scratch. */
function folderOf({ path }: DataDirectory): string {
  return join(path, 'feed-import');
}

function emptyFolder(directory: DataDirectory): void {
  rmSync(folderOf(directory), { recursive: true, force: true });
  mkdirSync(folderOf(directory), { mode: 0o700 });
}

async function store(feeds: FeedRepository, id: number, read: ReadPart): Promise<number> {
  if (read.kind === 'table') return 1;
  let some: PackageSet[] = [];
  for (const set of read.sets.sets()) {
    some.push(set);
    if (some.length < setsAtOnce) continue;
    await feeds.add(id, some);
    some = [];
  }
  await feeds.add(id, some);
  return read.sets.count;
}

/** Until this process ends, however it ends. @throws {TenkenError} `feed-import-running` */
function lockImport({ path }: DataDirectory): { release: () => void } {
  const lock = new Database(join(path, 'feed-import.lock'), { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new TenkenError(
      'feed-import-running',
      `Another import works on ${path}. Wait until it has ended.`,
      { cause },
    );
  }
  return { release: () => lock.close() };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
