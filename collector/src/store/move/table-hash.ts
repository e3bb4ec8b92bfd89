import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { own } from '@tenken/shared';
import type { MovedTable, TextRow } from './moved-table.ts';
import type { SourceFile } from './source-file.ts';
import type { TargetServer } from './target-server.ts';
import { RowWriter } from './text-row.ts';
import type { ColumnKind, NulCounts } from './text-row.ts';

/**
 * What a table holds, by which both sides are compared: SHA-256 over its rows in the order of their key, each a line
 * with a JSON array of the texts by which PostgreSQL writes the values (null; digits; the text; \x and hexadecimal).
 */
export type TableContent = { rows: number; sha256: string };

const rowsAtOnce = 1000;

/** Of the file, with U+0000 as it is moved. */
export async function contentOfSource(
  source: SourceFile,
  table: MovedTable,
  kinds: readonly ColumnKind[],
  onProgress: (rows: number) => void,
): Promise<TableContent & { nul: NulCounts }> {
  const first = await hashed(source, table, kinds, 'as-stored', onProgress);
  const isOrderOther = table.key.some((column) => own(first.nul, column) !== undefined);
  return isOrderOther ? hashed(source, table, kinds, 'as-there', onProgress) : first;
}

async function hashed(
  source: SourceFile,
  table: MovedTable,
  kinds: readonly ColumnKind[],
  order: 'as-stored' | 'as-there',
  onProgress: (rows: number) => void,
): Promise<TableContent & { nul: NulCounts }> {
  const writer = new RowWriter(table, kinds);
  const hash = createHash('sha256');
  let rows = 0;
  let some: TextRow[] = [];
  for (const row of source.rows(table, order)) {
    some.push(writer.texts(row));
    if (some.length < rowsAtOnce) continue;
    rows += add(hash, some);
    some = [];
    onProgress(rows);
    await nextTurn();
  }
  rows += add(hash, some);
  return { rows, sha256: hash.digest('hex'), nul: writer.nul };
}

/** Within a transaction that sees one moment. @param first only so many rows */
export async function contentOfTarget(
  server: TargetServer,
  table: MovedTable,
  onProgress: (rows: number) => void,
  first?: number,
): Promise<TableContent> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const some of server.rows(table, first)) {
    rows += add(hash, some);
    onProgress(rows);
  }
  return { rows, sha256: hash.digest('hex') };
}

function add(hash: Hash, rows: readonly TextRow[]): number {
  if (rows.length > 0) hash.update(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return rows.length;
}
