import { ExpressionWrapper, RawNode, sql } from 'kysely';
import type { Expression } from 'kysely';

/** By which it is known again. */
const fragments: readonly string[] = ['coalesce(', ', ', ')'];

/**
 * A column, never null, as an expression that no index of it stands for: SQLite, which guesses, then reads by the index
 * that was decided on before, with the sizes known. PostgreSQL counts, and is better left to it (`PlainColumns`).
 */
export function unindexed<Value = string>(column: string, instead: string | 0 = ''): Expression<Value> {
  const node = RawNode.create(fragments, [
    sql.ref(column).toOperationNode(),
    sql.lit(instead).toOperationNode(),
  ]);
  return new ExpressionWrapper(node);
}

/** The column alone, where a node is one of these; else null. */
export function columnOf(node: RawNode): RawNode['parameters'][number] | null {
  return node.sqlFragments === fragments ? (node.parameters[0] ?? null) : null;
}
