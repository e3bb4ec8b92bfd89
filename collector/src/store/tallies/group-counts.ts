import type { Outcome } from '@tenken/shared';
import type { Store } from '../store.ts';
import type { Grouping } from './tally-repository.ts';

/** How many hosts of a group have which outcome, by control. */
export type CountsByControl = ReadonlyMap<string, Readonly<Partial<Record<Outcome, number>>>>;

/** Of each a thousand small objects: as many as the widest tables have columns, and some that people look at in turn. */
const keptGroups = 120;

/**
 * What is counted of groups, as read last. Whoever changes the tallies of a group gives it another stamp in the same
 * transaction, so nothing here is told that another process has changed since.
 */
export class GroupCounts {
  readonly #store: Pick<Store, 'read'>;
  readonly #known = new Map<string, { stamp: string; counts: CountsByControl }>();

  constructor(store: Pick<Store, 'read'>) {
    this.#store = store;
  }

  /** By group and control, under one variant of limits; a group without hosts has none. */
  async of(by: Grouping, groups: readonly string[], variant: string): Promise<Map<string, CountsByControl>> {
    const found = new Map<string, CountsByControl>();
    if (groups.length === 0) return found;
    // Before the counts: those may be newer than their stamp, and are then read once more, but never older.
    const stamped = await this.#store.read
      .selectFrom('group_size')
      .select(['group_id', 'stamp'])
      .where('grouping', '=', by)
      .where('group_id', 'in', [...groups])
      .execute();
    const keyOf = (group: string) => JSON.stringify([by, variant, group]);
    const changed: string[] = [];
    for (const { group_id: group, stamp } of stamped) {
      const known = this.#known.get(keyOf(group));
      if (known?.stamp === stamp) found.set(group, known.counts);
      else changed.push(group);
    }
    const read = await this.#read(by, changed, variant);
    for (const { group_id: group, stamp } of stamped) {
      const counts = read.get(group) ?? found.get(group) ?? new Map<string, never>();
      found.set(group, counts);
      const key = keyOf(group);
      // A map keeps the order of insertion: what was asked for last goes to the end.
      this.#known.delete(key);
      this.#known.set(key, { stamp, counts });
    }
    for (const key of this.#known.keys()) {
      if (this.#known.size <= keptGroups) break;
      this.#known.delete(key);
    }
    return found;
  }

  async #read(
    by: Grouping,
    groups: readonly string[],
    variant: string,
  ): Promise<Map<string, CountsByControl>> {
    const found = new Map(
      groups.map((group) => [group, new Map<string, Partial<Record<Outcome, number>>>()] as const),
    );
    if (groups.length === 0) return found;
    const rows = await this.#store.read
      .selectFrom('group_tally')
      .select(['group_id', 'control', 'outcome', 'hosts'])
      .where('grouping', '=', by)
      .where('group_id', 'in', [...groups])
      .where('variant', '=', variant)
      .where('hosts', '>', 0)
      .execute();
    for (const { group_id: group, control, outcome, hosts } of rows) {
      const controls = found.get(group);
      const counts = controls?.get(control);
      if (counts) counts[outcome as Outcome] = hosts;
      else controls?.set(control, { [outcome]: hosts });
    }
    return found;
  }
}
