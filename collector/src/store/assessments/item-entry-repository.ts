import type { Change } from '../../audit/audit-entry.ts';
import type { Store } from '../store.ts';
import { appendEntry, refuseFrozen } from './item-entry-rows.ts';
import type { ItemEntry } from './item-entry-rows.ts';

/** What people decide of an assessment's items while it is worked on. */
export class ItemEntryRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What holds of each item that somebody has edited by the moment. */
  async entries(assessmentId: string, moment: number): Promise<Map<string, ItemEntry>> {
    const rows = await this.#store.read
      .selectFrom('item_entry')
      .selectAll()
      .where('assessment_id', '=', assessmentId)
      .where('recorded_at', '<=', moment)
      .orderBy('item')
      .orderBy('revision')
      .execute();
    return new Map(
      rows.map((row) => [
        row.item,
        {
          item: row.item,
          revision: row.revision,
          at: row.recorded_at,
          by: row.recorded_by,
          role: row.role as ItemEntry['role'],
          remarks: row.remarks,
          basis: row.basis,
        },
      ]),
    );
  }

  /**
   * @param entry `after`: the revision that whoever edits has read, 0 for none
   * @throws {TenkenError} `edited-meanwhile`: somebody else has edited it since; nothing is lost and nothing changed.
   * `assessment-blocked`: it is frozen
   */
  async edit(
    assessmentId: string,
    entry: Pick<ItemEntry, 'item' | 'role' | 'remarks' | 'basis'> & { after: number },
    { actor, now }: Change,
  ): Promise<number> {
    return this.#store.write.transaction().execute(async (db) => {
      await refuseFrozen(db, assessmentId);
      return appendEntry(db, assessmentId, entry, { actor, now });
    });
  }
}
