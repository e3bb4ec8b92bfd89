import { canonicalJson } from '@tenken/shared';
import { sql } from 'kysely';
import type { SelectQueryBuilder, SqlBool, Transaction } from 'kysely';
import { beginning, entryHash } from '../audit/audit-entry.ts';
import type { AuditEntry, AuditEvent } from '../audit/audit-entry.ts';
import type { SignedHead } from '../audit/audit-signer.ts';
import type { AuditFilter } from '../api/administration-schemas.ts';
import type { AuditEntryRow, Schema } from './schema.ts';
import type { Store } from './store.ts';

/**
 * Writes a line into the log, in the transaction of what it tells: both are there, or neither. The update of the
 * one row of `audit_chain` comes first, so that writers take turns.
 */
export async function appendAudit(db: Transaction<Schema>, event: AuditEvent): Promise<void> {
  const { sequence, hash: previousHash } = (await nextLine(db)) ?? (await firstLine(db));
  const entry = {
    sequence,
    at: new Date(event.at).toISOString(),
    actor: storable(event.actor),
    action: event.action,
    subject: storable(event.subject),
    details: wellFormed(event.details ?? {}),
    previousHash,
  };
  const hash = entryHash(entry);
  await db
    .insertInto('audit_entry')
    .values({
      sequence,
      at: event.at,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      details: canonicalJson(entry.details),
      previous_hash: previousHash,
      hash,
    })
    .execute();
  await db.updateTable('audit_chain').set({ hash }).where('id', '=', 1).execute();
}

type Line = { sequence: number; hash: string };

/** @returns the number of the next line, and the hash of the one before; undefined before the first */
function nextLine(db: Transaction<Schema>): Promise<Line | undefined> {
  return db
    .updateTable('audit_chain')
    .set((set) => ({ sequence: set('sequence', '+', 1) }))
    .where('id', '=', 1)
    .returning(['sequence', 'hash'])
    .executeTakeFirst();
}

async function firstLine(db: Transaction<Schema>): Promise<Line> {
  await db
    .insertInto('audit_chain')
    .values({ id: 1, sequence: 0, hash: beginning })
    // Another collector may have begun it at this moment.
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const line = await nextLine(db);
  if (!line) throw new Error('the audit log cannot be begun');
  return line;
}

/** What is hashed is what every database keeps: PostgreSQL's texts hold no U+0000. In details it is escaped anyway. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}');
}

/** Names come from outside, and half a surrogate pair has no spelling that could be hashed. */
function wellFormed(details: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(details, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/** The record of what was changed by whom. Lines are added, never changed or removed. */
export class AuditRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What stands alone, such as a refusal; a change writes its line in its own transaction. */
  async append(event: AuditEvent): Promise<void> {
    await this.#store.write.transaction().execute((db) => appendAudit(db, event));
  }

  /** Newest first, from before a line when one is named. */
  async list(page: { limit: number; before?: number; filter?: AuditFilter }): Promise<AuditEntry[]> {
    let query = filtered(this.#store.read.selectFrom('audit_entry').selectAll(), page.filter);
    if (page.before !== undefined) query = query.where('sequence', '<', page.before);
    const rows = await query.orderBy('sequence', 'desc').limit(page.limit).execute();
    return rows.map(entryOf);
  }

  /**
   * As stored, oldest first: `details` is still text, because it may no longer be JSON.
   *
   * @param upTo the last line wanted
   */
  async *rows(upTo = Number.MAX_SAFE_INTEGER, filter?: AuditFilter): AsyncGenerator<AuditEntryRow> {
    for (let after = Number.MIN_SAFE_INTEGER; ;) {
      const rows = await filtered(this.#store.read.selectFrom('audit_entry').selectAll(), filter)
        .where('sequence', '>', after)
        .where('sequence', '<=', upTo)
        .orderBy('sequence')
        .limit(1000)
        .execute();
      yield* rows;
      const last = rows.at(-1);
      if (!last) return;
      after = last.sequence;
    }
  }

  async newest(): Promise<AuditEntry | null> {
    const [newest] = await this.list({ limit: 1 });
    return newest ?? null;
  }

  /** How far the log goes, kept apart from its lines. */
  async chain(): Promise<{ sequence: number; hash: string } | null> {
    const row = await this.#store.read
      .selectFrom('audit_chain')
      .select(['sequence', 'hash'])
      .where('id', '=', 1)
      .executeTakeFirst();
    return row ?? null;
  }

  async keepHead(head: SignedHead): Promise<void> {
    await this.#store.write
      .insertInto('audit_head')
      .values(head)
      .onConflict((conflict) => conflict.column('sequence').doUpdateSet(head))
      .execute();
  }

  async lastHead(): Promise<SignedHead | null> {
    const heads = this.#store.read.selectFrom('audit_head').selectAll();
    return (await heads.orderBy('sequence', 'desc').limit(1).executeTakeFirst()) ?? null;
  }

  heads(): Promise<SignedHead[]> {
    return this.#store.read.selectFrom('audit_head').selectAll().orderBy('sequence').execute();
  }
}

type Entries = SelectQueryBuilder<Schema, 'audit_entry', AuditEntryRow>;

/** Words are looked for as they are, wherever they stand; an action is one of those that there are. */
function filtered(query: Entries, filter: AuditFilter = {}): Entries {
  const { actor, action, subject, from, until } = filter;
  let found = query;
  if (actor !== undefined) found = found.where(holds('actor', actor));
  if (action !== undefined) found = found.where('action', '=', action);
  if (subject !== undefined) found = found.where(holds('subject', subject));
  if (from !== undefined) found = found.where('at', '>=', Date.parse(from));
  if (until !== undefined) found = found.where('at', '<=', Date.parse(until));
  return found;
}

/** Upper and lower case of ASCII alike, which is what `like` means to SQLite alone. */
function holds(column: 'actor' | 'subject', text: string) {
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const pattern = `%${lower.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  return sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}

function entryOf(row: AuditEntryRow): AuditEntry {
  return {
    sequence: row.sequence,
    at: new Date(row.at).toISOString(),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    details: detailsOf(row.details),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function detailsOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Somebody has written into the database; `tenken audit verify` names the line, and this one is still shown.
    return { unreadable: text };
  }
}
