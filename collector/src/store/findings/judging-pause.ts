import type { Change } from '../../audit/audit-entry.ts';
import { appendAudit } from '../audit-repository.ts';
import type { Store } from '../store.ts';

const actions = { paused: 'judging-paused', resumed: 'judging-resumed' } as const;

/**
 * Whether the judging anew of all hosts rests, as a person wanted. The audit log says it: its newest line about that is
 * what holds, for every collector on the database and after every start. Lines are never removed.
 */
export class JudgingPause {
  readonly #store: Store;
  #isPaused = false;
  #seen = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** As of the last look. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Looks at what was written since the last look. @returns whether it rests now */
  async look(): Promise<boolean> {
    const last = await this.#store.read
      .selectFrom('audit_entry')
      .select((select) => select.fn.max<number | null>('sequence').as('sequence'))
      .executeTakeFirst();
    const upTo = Number(last?.sequence ?? 0);
    const newest = await this.#store.read
      .selectFrom('audit_entry')
      .select('action')
      .where('sequence', '>', this.#seen)
      .where('sequence', '<=', upTo)
      .where('action', 'in', Object.values(actions))
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    this.#seen = Math.max(this.#seen, upTo);
    if (newest !== undefined) this.#isPaused = newest.action === actions.paused;
    return this.#isPaused;
  }

  /** @returns false where it is so already */
  async set(isPaused: boolean, { actor, now }: Change): Promise<boolean> {
    if ((await this.look()) === isPaused) return false;
    const action = isPaused ? actions.paused : actions.resumed;
    await this.#store.write
      .transaction()
      .execute((db) => appendAudit(db, { at: now, actor, action, subject: 'collector' }));
    this.#isPaused = isPaused;
    return true;
  }
}
