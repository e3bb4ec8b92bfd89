import { randomUUID } from 'node:crypto';
import type { Outcome } from '@tenken/shared';
import type { Db } from '../reports/evidence-repository.ts';
import { inChunks } from '../sql/in-chunks.ts';
import { preparedInsert } from '../sql/prepared-query.ts';
import { allControls } from './tally-tables.ts';
import type {
  ChangeTallyRow,
  DueTallyRow,
  FindingTallyRow,
  GroupTallyRow,
  SetTallyRow,
} from './tally-tables.ts';

export const groupings = ['label', 'platform', 'system'] as const;

/** By what a host is counted; '' where it has none. */
export type Groups = Record<(typeof groupings)[number], string>;

export type CountedFinding = { control: string; variant: string; outcome: string };

type GroupKey = { grouping: string; group_id: string };
type StampedGroup = GroupKey & { hosts: number; stamp: string };

function keyOf(parts: readonly (string | number)[]): string {
  return parts.join('\u0000');
}

/** In one order whoever writes them: two that write the same rows at once do not wait for each other. */
function inOrder<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows.keys()].toSorted().flatMap((name) => rows.get(name) ?? []);
}

/** Rows by their key, so that what goes up and down again is not written. */
class Steps<Row> {
  readonly #rows = new Map<string, { row: Row; step: number }>();

  add(key: readonly (string | number)[], row: Row, step: number): void {
    const name = keyOf(key);
    const known = this.#rows.get(name);
    if (known) known.step += step;
    else this.#rows.set(name, { row, step });
  }

  take(): { row: Row; step: number }[] {
    const taken = inOrder(this.#rows).filter(({ step }) => step !== 0);
    this.#rows.clear();
    return taken;
  }
}

/** What has changed in the kept tallies within a transaction; written at its end, each number once. */
export class TallyChanges {
  readonly #findings = new Steps<Omit<FindingTallyRow, 'hosts'>>();
  readonly #groups = new Steps<Omit<GroupTallyRow, 'hosts'>>();
  readonly #sizes = new Steps<GroupKey>();
  readonly #sets = new Steps<Omit<SetTallyRow, 'hosts'>>();
  readonly #due = new Steps<Omit<DueTallyRow, 'hosts'>>();
  readonly #changes = new Steps<Omit<ChangeTallyRow, 'changes'>>();
  readonly #reports = new Steps<{ hour: number }>();

  finding({ control, variant, outcome }: CountedFinding, groups: Groups, step: 1 | -1): void {
    this.#findings.add([control, variant, outcome], { control, variant, outcome }, step);
    for (const grouping of groupings) this.inGroup({ control, variant, outcome }, grouping, groups, step);
  }

  inGroup(
    { control, variant, outcome }: CountedFinding,
    grouping: (typeof groupings)[number],
    groups: Groups,
    step: 1 | -1,
  ): void {
    const row = { grouping, group_id: groups[grouping], control, variant, outcome };
    this.#groups.add([grouping, row.group_id, control, variant, outcome], row, step);
  }

  size(grouping: (typeof groupings)[number], groups: Groups, step: 1 | -1): void {
    const row = { grouping, group_id: groups[grouping] };
    this.#sizes.add([grouping, row.group_id], row, step);
  }

  passing(version: string, setId: string, step: 1 | -1): void {
    this.#sets.add([version, setId], { version, set_id: setId }, step);
  }

  due(control: string, day: number, step: 1 | -1): void {
    this.#due.add([day, control], { day, control }, step);
  }

  changed(hour: number, control: string, before: Outcome | '', after: Outcome): void {
    for (const counted of [control, allControls]) {
      this.#changes.add([hour, counted, before, after], { hour, control: counted, before, after }, 1);
    }
  }

  reported(hour: number, step: 1 | -1): void {
    this.#reports.add([hour], { hour }, step);
  }

  async write(db: Db): Promise<void> {
    await inChunks(db, hostsOf(this.#findings), addFindings);
    const [groups, sizes] = [hostsOf(this.#groups), hostsOf(this.#sizes)];
    await inChunks(db, groups, addGroups);
    await inChunks(db, stamped(groups, sizes), addSizes);
    await inChunks(db, hostsOf(this.#sets), addSets);
    await inChunks(db, hostsOf(this.#due), addDue);
    await inChunks(
      db,
      this.#changes.take().map(({ row, step }) => ({ ...row, changes: step })),
      addChanges,
    );
    await inChunks(db, hostsOf(this.#reports), addReports);
  }
}

function hostsOf<Row>(steps: Steps<Row>): (Row & { hosts: number })[] {
  return steps.take().map(({ row, step }) => ({ ...row, hosts: step }));
}

const addFindings = preparedInsert<FindingTallyRow>(['control', 'variant', 'outcome', 'hosts'], (db, rows) =>
  db
    .insertInto('finding_tally')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['control', 'variant', 'outcome'])
        .doUpdateSet((set) => ({ hosts: set('finding_tally.hosts', '+', set.ref('excluded.hosts')) })),
    ),
);

const addGroups = preparedInsert<GroupTallyRow>(
  ['grouping', 'group_id', 'variant', 'control', 'outcome', 'hosts'],
  (db, rows) =>
    db
      .insertInto('group_tally')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['grouping', 'group_id', 'variant', 'control', 'outcome'])
          .doUpdateSet((set) => ({ hosts: set('group_tally.hosts', '+', set.ref('excluded.hosts')) })),
      ),
);

const addSizes = preparedInsert<StampedGroup>(['grouping', 'group_id', 'hosts', 'stamp'], (db, rows) =>
  db
    .insertInto('group_size')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['grouping', 'group_id']).doUpdateSet((set) => ({
        hosts: set('group_size.hosts', '+', set.ref('excluded.hosts')),
        stamp: set.ref('excluded.stamp'),
      })),
    ),
);

/**
 * Says of these groups that what was read of them holds no more, and how their sizes have changed. Each row once and in
 * one order, as with all tallies: two that write them at once do not wait for each other.
 */
function stamped(groups: readonly GroupKey[], sizes: readonly (GroupKey & { hosts: number })[]) {
  const stamp = randomUUID();
  const rows = new Map<string, StampedGroup>();
  for (const { grouping, group_id, hosts } of [
    ...groups.map((group) => ({ ...group, hosts: 0 })),
    ...sizes,
  ]) {
    rows.set(keyOf([grouping, group_id]), { grouping, group_id, hosts, stamp });
  }
  return inOrder(rows);
}

const addSets = preparedInsert<SetTallyRow>(['version', 'set_id', 'hosts'], (db, rows) =>
  db
    .insertInto('set_tally')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['version', 'set_id'])
        .doUpdateSet((set) => ({ hosts: set('set_tally.hosts', '+', set.ref('excluded.hosts')) })),
    ),
);

const addDue = preparedInsert<DueTallyRow>(['day', 'control', 'hosts'], (db, rows) =>
  db
    .insertInto('due_tally')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['day', 'control'])
        .doUpdateSet((set) => ({ hosts: set('due_tally.hosts', '+', set.ref('excluded.hosts')) })),
    ),
);

const addChanges = preparedInsert<ChangeTallyRow>(
  ['hour', 'control', 'before', 'after', 'changes'],
  (db, rows) =>
    db
      .insertInto('change_tally')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['hour', 'control', 'before', 'after']).doUpdateSet((set) => ({
          changes: set('change_tally.changes', '+', set.ref('excluded.changes')),
        })),
      ),
);

const addReports = preparedInsert<{ hour: number; hosts: number }>(['hour', 'hosts'], (db, rows) =>
  db
    .insertInto('report_hour')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('hour')
        .doUpdateSet((set) => ({ hosts: set('report_hour.hosts', '+', set.ref('excluded.hosts')) })),
    ),
);
