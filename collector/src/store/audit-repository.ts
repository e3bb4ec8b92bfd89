import { canonicalJson } from '@tenken/shared';
import type { Transaction } from 'kysely';
import { beginning, entryHash } from '../audit/audit-entry.ts';
import type { AuditEntry, AuditEvent } from '../audit/audit-entry.ts';
import type { SignedHead } from '../audit/audit-signer.ts';
import type { SelectQueryBuilder } from 'kysely';
import type { AuditFilter } from '../api/administration-schemas.ts';
import type { AuditEntryRow, Schema } from './schema.ts';
import type { Store } from './store.ts';

/**
 * Writes a line into the log, in the transaction of what it tells: both are there, or neither. The update of the
 * one row of `audit_chain` comes first, so that writers take turns.
 */
export async function appendAudit(db: Transaction<Schema>, event: AuditEvent): Promise<void> {
  const moved = await db
    .updateTable('audit_chain')
    .set((set) => ({ sequence: set('sequence', '+', 1) }))
    .where('id', '=', 1)
    .returning(['sequence', 'hash'])
    .executeTakeFirst();
  const { sequence, hash: previousHash } = moved ?? (await startChain(db));
  const entry = {
    sequence,
    at: new Date(event.at).toISOString(),
    actor: event.actor.toWellFormed(),
    action: event.action,
    subject: event.subject.toWellFormed(),
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

async function startChain(db: Transaction<Schema>): Promise<{ sequence: number; hash: string }> {
  const start = { sequence: 1, hash: beginning };
  await db
    .insertInto('audit_chain')
    .values({ id: 1, ...start })
    .execute();
  return start;
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
  if (actor !== undefined) found = found.where('actor', 'like', `%${likeText(actor)}%`);
  if (action !== undefined) found = found.where('action', '=', action);
  if (subject !== undefined) found = found.where('subject', 'like', `%${likeText(subject)}%`);
  if (from !== undefined) found = found.where('at', '>=', Date.parse(from));
  if (until !== undefined) found = found.where('at', '<=', Date.parse(until));
  return found;
}

/** A name of accounts may hold an underscore; without an escape it stands for any character, which finds a little more. */
function likeText(text: string): string {
  return text.replaceAll('%', '_');
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
