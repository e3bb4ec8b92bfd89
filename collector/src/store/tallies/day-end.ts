import { sql } from 'kysely';
import { dayNumber } from './days.ts';
import type { Db } from '../reports/evidence-repository.ts';
import { preparedQuery } from '../sql/prepared-query.ts';

/** Two years, so that a year can be compared with the one before. */
const keptDays = 800;

const selectState = preparedQuery<Record<string, never>, { day: number | null }>((db) =>
  db.selectFrom('tally_state').select('day').where('id', '=', 1),
);

/**
 * Before the first change of a day: what holds now is what the last day that saw a change ended with. A clock that was
 * set back changes nothing of it.
 */
export async function endDay(db: Db, now: number): Promise<void> {
  const today = dayNumber(now);
  const [state] = await selectState(db, {});
  const day = state?.day ?? null;
  if (day !== null && day >= today) return;
  const begun = await db
    .insertInto('tally_state')
    .values({ id: 1, day: today })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ day: today })
        // Where another collector has begun the day since it was read, that one ends the last.
        .where((where) =>
          where.or([where('tally_state.day', 'is', null), where('tally_state.day', '<', today)]),
        ),
    )
    .returning('id')
    .executeTakeFirst();
  if (day === null || !begun) return;
  for (const table of ['day_tally', 'due_tally'] as const) {
    await db
      .deleteFrom(table)
      .where('day', '<', today - keptDays)
      .execute();
  }
  await db.deleteFrom('due_tally').where('hosts', '=', 0).execute();
  await db
    .deleteFrom('change_tally')
    .where('hour', '<', (today - keptDays) * 24)
    .execute();
  await db.deleteFrom('report_hour').where('hosts', '=', 0).execute();
  for (const control of [sql.ref<string>('control'), sql.lit('')]) {
    await db
      .insertInto('day_tally')
      .columns(['control', 'day', 'outcome', 'hosts'])
      .expression((source) =>
        source
          .selectFrom('finding_tally')
          .select([
            control.as('counted'),
            sql.lit(day).as('day'),
            'outcome',
            (select) => select.fn.sum<number>('hosts').as('hosts'),
          ])
          .where('variant', '=', 'default')
          .groupBy(['counted', 'outcome']),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['control', 'day', 'outcome'])
          .doUpdateSet((set) => ({ hosts: set.ref('excluded.hosts') })),
      )
      .execute();
  }
}
