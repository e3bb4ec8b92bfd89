import type { Kysely } from 'kysely';
import { appendAudit } from './audit-repository.ts';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

const action = 'authority-used';
const subject = 'authority:';

/** Which authority the collectors of one database work with: the audit log has a line for each that came into use. */
export class SharedAuthorityRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The fingerprint of the newest; null before the first. */
  inUse(): Promise<string | null> {
    return newest(this.#store.read);
  }

  /**
   * Notes an authority that comes into use.
   *
   * @param known fingerprints of those that it may follow
   * @returns false, with nothing noted, where the newest is none of them
   */
  async use(fingerprint: string, known: ReadonlySet<string>, now: number): Promise<boolean> {
    if ((await this.inUse()) === fingerprint) return true;
    return this.#store.write.transaction().execute(async (db) => {
      const before = await newest(db);
      if (before === fingerprint) return true;
      if (before !== null && !known.has(before)) return false;
      await appendAudit(db, { at: now, actor: 'collector', action, subject: `${subject}${fingerprint}` });
      return true;
    });
  }
}

async function newest(db: Kysely<Schema>): Promise<string | null> {
  const row = await db
    .selectFrom('audit_entry')
    .select('subject')
    .where('action', '=', action)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.subject.slice(subject.length) ?? null;
}
