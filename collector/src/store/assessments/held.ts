import type { ExpressionBuilder } from 'kysely';
import type { Change } from '../../audit/audit-entry.ts';
import type { Held } from './assessment-tables.ts';
import type { Schema } from '../schema.ts';

type HeldTable = {
  [Table in keyof Schema]: Schema[Table] extends Held ? Table : never;
}[keyof Schema];

/** A condition for rows that hold at this moment, milliseconds since 1970: recorded until then, not withdrawn by then. */
export function heldAt<Table extends HeldTable>(moment: number) {
  return (where: ExpressionBuilder<Schema, Table>) => {
    const columns = where as unknown as ExpressionBuilder<Schema, 'plan'>;
    return columns.and([
      columns('recorded_at', '<=', moment),
      columns.or([columns('withdrawn_at', 'is', null), columns('withdrawn_at', '>', moment)]),
    ]);
  };
}

/** Columns of a row that begins to hold. */
export function held({ actor, now }: Change): Held {
  return { recorded_at: now, withdrawn_at: null, recorded_by: actor };
}
