import type { Advisory, PackageNames } from '@tenken/controls';
import type { Transaction } from 'kysely';
import type { AuditDetails, Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import { nextEdition } from '../findings/judging-edition.ts';
import type { FeedKeyRow, FeedRow } from './feed-tables.ts';
import type { Schema } from '../schema.ts';
import { deflated, inflated } from '../reports/stored-body.ts';
import type { Store } from '../store.ts';

export type FeedKey = {
  fingerprint: string;
  pem: string;
  label: string;
  trustedAt: number;
  trustedBy: string;
};

/** A part of a bundle that was taken in. */
export type Feed = {
  id: number;
  name: string;
  kind: string;
  format: string;
  source: string;
  asOf: string;
  covers: readonly string[];
  names: PackageNames | null;
  createdAt: number;
  sha256: string;
  signer: string;
  entries: number;
  inForceAt: number | null;
};

export type NewFeed = Omit<Feed, 'id' | 'entries' | 'inForceAt'>;

/** What a feed says of one package; `body` is canonical JSON of a list of advisories. */
export type PackageSet = { release: string; package: string; sha256: string; body: string };

/** What was carried in, as it was in force from when to when. Nothing of a feed is seen before all of it is here. */
export class FeedRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async trust(key: Pick<FeedKey, 'fingerprint' | 'pem' | 'label'>, { actor, now }: Change): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      const row = { ...key, trusted_at: now, trusted_by: actor, withdrawn_at: null };
      await db
        .insertInto('feed_key')
        .values(row)
        .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet(row))
        .execute();
      await appendAudit(db, {
        at: now,
        actor,
        action: 'feed-key-trusted',
        subject: `feed-key:${key.fingerprint}`,
        details: { label: key.label },
      });
    });
  }

  /** @returns false where no trusted key has this fingerprint */
  async withdraw(fingerprint: string, { actor, now }: Change): Promise<boolean> {
    return this.#store.write.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('feed_key')
        .set({ withdrawn_at: now })
        .where('fingerprint', '=', fingerprint)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (Number(numUpdatedRows) === 0) return false;
      await appendAudit(db, {
        at: now,
        actor,
        action: 'feed-key-withdrawn',
        subject: `feed-key:${fingerprint}`,
      });
      return true;
    });
  }

  /** Those that are trusted now. */
  async keys(): Promise<FeedKey[]> {
    const rows = await this.#store.read
      .selectFrom('feed_key')
      .selectAll()
      .where('withdrawn_at', 'is', null)
      .orderBy('trusted_at')
      .orderBy('fingerprint')
      .execute();
    return rows.map(keyOf);
  }

  /** What decided at a moment; for the newest state, name a moment that is not past. */
  async inForceAt(moment: number): Promise<Feed[]> {
    const rows = await this.#store.read
      .selectFrom('feed')
      .select([...feedColumns])
      .where('in_force_at', '<=', moment)
      .where((where) => where.or([where('replaced_at', 'is', null), where('replaced_at', '>', moment)]))
      .orderBy('name')
      .execute();
    return rows.map(feedOf);
  }

  /** What was in force once and is not any more, newest first. */
  async replaced(
    limit: number,
  ): Promise<{ name: string; asOf: string; from: number; until: number; signer: string }[]> {
    const rows = await this.#store.read
      .selectFrom('feed')
      .select(['name', 'as_of', 'in_force_at', 'replaced_at', 'signer'])
      .where('in_force_at', 'is not', null)
      .where('replaced_at', 'is not', null)
      .orderBy('replaced_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ name, as_of: asOf, in_force_at: from, replaced_at: until, signer }) => ({
      name,
      asOf,
      from: from ?? 0,
      until: until ?? 0,
      signer,
    }));
  }

  /** The table that a feed holds, as JSON text. */
  async content(id: number): Promise<string | null> {
    const row = await this.#store.read
      .selectFrom('feed')
      .select('content')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.content ?? null;
  }

  /** Which sets a feed has for these packages of a release. */
  async setsOf(id: number, release: string, packages: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let at = 0; at < packages.length; at += packagesAtOnce) {
      const rows = await this.#store.read
        .selectFrom('feed_package')
        .select(['package', 'sha256'])
        .where('feed_id', '=', id)
        .where('release', '=', release)
        .where('package', 'in', packages.slice(at, at + packagesAtOnce))
        .execute();
      for (const row of rows) found.set(row.package, row.sha256);
    }
    return found;
  }

  /** One set by its hash. @throws {Error} for one that is not there: rows that name a set keep it */
  async advisories(hash: string): Promise<Advisory[]> {
    const { body } = await this.#store.read
      .selectFrom('advisory_set')
      .select('body')
      .where('sha256', '=', hash)
      .executeTakeFirstOrThrow();
    return JSON.parse(inflated(body)) as Advisory[];
  }

  /** Makes room for a feed that is not in force yet. @returns its id */
  async begin(feed: NewFeed, content: string | null): Promise<number> {
    const { asOf, covers, createdAt, ...rest } = feed;
    return this.#store.write.transaction().execute(async (db) => {
      const highest = await db
        .selectFrom('feed')
        .select(({ fn }) => fn.max('id').as('id'))
        .executeTakeFirst();
      const id = (highest?.id ?? 0) + 1;
      await db
        .insertInto('feed')
        .values({
          ...rest,
          id,
          as_of: asOf,
          covers: JSON.stringify(covers),
          created_at: createdAt,
          entries: 0,
          content,
          in_force_at: null,
          replaced_at: null,
        })
        .execute();
      return id;
    });
  }

  /** In a transaction so small that reports do not wait for it. */
  async add(id: number, sets: readonly PackageSet[]): Promise<void> {
    if (sets.length === 0) return;
    await this.#store.write.transaction().execute(async (db) => {
      await db
        .insertInto('advisory_set')
        .values(sets.map(({ sha256, body }) => ({ sha256, body: deflated(body) })))
        .onConflict((conflict) => conflict.column('sha256').doNothing())
        .execute();
      await db
        .insertInto('feed_package')
        .values(
          sets.map((set) => ({
            feed_id: id,
            release: set.release,
            package: set.package,
            sha256: set.sha256,
          })),
        )
        .execute();
    });
  }

  /** All of these take the place of those of the same name, together with the line in the log. */
  async putInForce(
    arrived: readonly { id: number; name: string; entries: number }[],
    details: AuditDetails,
    { actor, now }: Change,
  ): Promise<void> {
    await this.#store.write.transaction().execute(async (db) => {
      for (const { id, name, entries } of arrived) {
        await db
          .updateTable('feed')
          .set({ replaced_at: now })
          .where('name', '=', name)
          .where('in_force_at', 'is not', null)
          .where('replaced_at', 'is', null)
          .execute();
        const { numUpdatedRows } = await db
          .updateTable('feed')
          .set({ in_force_at: now, entries })
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) throw new Error(`the feed ${name} was removed while it was imported`);
      }
      await nextEdition(db);
      await appendAudit(db, { at: now, actor, action: 'feed-imported', subject: 'feeds', details });
    });
  }

  /** Removes what never came into force, a few rows at a time. Only while nobody else imports. */
  async removeUnfinished(): Promise<void> {
    const unfinished = await this.#store.read
      .selectFrom('feed')
      .select('id')
      .where('in_force_at', 'is', null)
      .execute();
    for (const { id } of unfinished) {
      while ((await this.removeSome(id, rowsAtOnce)) > 0);
    }
  }

  /** The next feed that was replaced before a moment; null when there is none. */
  async replacedBefore(moment: number): Promise<number | null> {
    const row = await this.#store.read
      .selectFrom('feed')
      .select('id')
      .where('replaced_at', '<', moment)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** Removes some of a feed, and in the end itself. @returns how many rows; 0 when nothing of it was left */
  async removeSome(id: number, limit: number): Promise<number> {
    return this.#store.write.transaction().execute(async (db) => {
      const rows = await db
        .selectFrom('feed_package')
        .select(['release', 'package', 'sha256'])
        .where('feed_id', '=', id)
        .limit(limit)
        .execute();
      if (rows.length === 0) {
        const { numDeletedRows } = await db.deleteFrom('feed').where('id', '=', id).executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }
      for (const row of rows) {
        await db
          .deleteFrom('feed_package')
          .where('feed_id', '=', id)
          .where('release', '=', row.release)
          .where('package', '=', row.package)
          .execute();
      }
      await removeUnnamed(
        db,
        rows.map(({ sha256 }) => sha256),
      );
      return rows.length;
    });
  }
}

const packagesAtOnce = 500;
const rowsAtOnce = 200;

const feedColumns = [
  'id',
  'name',
  'kind',
  'format',
  'source',
  'as_of',
  'covers',
  'names',
  'created_at',
  'sha256',
  'signer',
  'entries',
  'in_force_at',
] as const;

async function removeUnnamed(db: Transaction<Schema>, hashes: readonly string[]): Promise<void> {
  await db
    .deleteFrom('advisory_set')
    .where('sha256', 'in', [...new Set(hashes)])
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('feed_package as named')
            .select('named.feed_id')
            .whereRef('named.sha256', '=', 'advisory_set.sha256'),
        ),
      ),
    )
    .execute();
}

function feedOf(row: Pick<FeedRow, (typeof feedColumns)[number]>): Feed {
  const { as_of: asOf, covers, created_at: createdAt, in_force_at: inForceAt, names, ...rest } = row;
  return {
    ...rest,
    asOf,
    covers: JSON.parse(covers) as string[],
    names: names as PackageNames | null,
    createdAt,
    inForceAt,
  };
}

function keyOf({ fingerprint, pem, label, trusted_at, trusted_by }: FeedKeyRow): FeedKey {
  return { fingerprint, pem, label, trustedAt: trusted_at, trustedBy: trusted_by };
}
