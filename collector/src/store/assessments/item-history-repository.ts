import type { Assessment } from './assessment.ts';
import type { Answer } from './answer-repository.ts';
import type { Store } from '../store.ts';

/** What people have written of an item so far: who edits names what they have read. Ids are null where there is none. */
export type ItemTag = { revision: number; attestation: string | null; plan: string | null };

/** One thing that somebody did with an item. Instants are milliseconds since 1970. */
export type ItemEvent = { at: number; by: string } & (
  | { kind: 'edit'; revision: number; role: string | null; remarks: string | null }
  | {
      kind: 'answer';
      answer: Answer;
      note: string;
      person: string;
      expiresOn: string;
      endedAt: number | null;
    }
  | { kind: 'plan'; owner: string; dueOn: string; text: string; endedAt: number | null }
);

type Of = Pick<Assessment, 'id' | 'systemId' | 'checklist'>;

/** What people wrote of items, before and now; nothing has to be judged for it. */
export class ItemHistoryRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By item; those that nobody has touched are left out. */
  async tags({ id, systemId, checklist }: Of): Promise<Map<string, ItemTag>> {
    const { read } = this.#store;
    const found = new Map<string, ItemTag>();
    const tagOf = (item: string) => {
      const tag = found.get(item) ?? { revision: 0, attestation: null, plan: null };
      found.set(item, tag);
      return tag;
    };
    const edits = await read
      .selectFrom('item_entry')
      .select(['item', (build) => build.fn.max('revision').as('revision')])
      .where('assessment_id', '=', id)
      .groupBy('item')
      .execute();
    for (const { item, revision } of edits) tagOf(item).revision = Number(revision);
    for (const table of ['attestation', 'plan'] as const) {
      const rows = await read
        .selectFrom(table)
        .select(['item', 'id'])
        .where('withdrawn_at', 'is', null)
        .where('system_id', '=', systemId)
        .where('checklist', '=', checklist)
        .execute();
      for (const row of rows) tagOf(row.item)[table] = row.id;
    }
    return found;
  }

  /** Newest first. */
  async history({ id, systemId, checklist }: Of, item: string): Promise<ItemEvent[]> {
    const { read } = this.#store;
    const edits = await read
      .selectFrom('item_entry')
      .selectAll()
      .where('assessment_id', '=', id)
      .where('item', '=', item)
      .execute();
    const answers = await read
      .selectFrom('attestation')
      .selectAll()
      .where('system_id', '=', systemId)
      .where('checklist', '=', checklist)
      .where('item', '=', item)
      .execute();
    const plans = await read
      .selectFrom('plan')
      .selectAll()
      .where('system_id', '=', systemId)
      .where('checklist', '=', checklist)
      .where('item', '=', item)
      .execute();
    const events: ItemEvent[] = [
      ...edits.map(({ recorded_at: at, recorded_by: by, revision, role, remarks }): ItemEvent => {
        return { kind: 'edit', at, by, revision, role, remarks };
      }),
      ...answers.map((row): ItemEvent => ({
        kind: 'answer',
        at: row.recorded_at,
        by: row.recorded_by,
        answer: row.answer as Answer,
        note: row.note,
        person: row.person,
        expiresOn: row.expires_on,
        endedAt: row.withdrawn_at,
      })),
      ...plans.map((row): ItemEvent => ({
        kind: 'plan',
        at: row.recorded_at,
        by: row.recorded_by,
        owner: row.owner,
        dueOn: row.due_on,
        text: row.content,
        endedAt: row.withdrawn_at,
      })),
    ];
    return events.toSorted((a, b) => b.at - a.at);
  }
}
