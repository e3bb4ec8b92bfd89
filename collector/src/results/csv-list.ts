import type { Language } from '@tenken/shared';
import { own } from '@tenken/shared';
import type { Table } from '../documents/table.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { CsvColumn } from './csv-columns.ts';

/**
 * A list as a table with the columns that were asked for, in their order; all of them unless told.
 *
 * @param wanted names with commas between them
 * @throws {Refusal} `column-unknown`
 */
export function csvTable<Thing>(
  id: string,
  known: Record<string, CsvColumn<Thing>>,
  wanted: string | undefined,
  language: Language,
  things: () => Iterable<Thing> | AsyncIterable<Thing>,
): Table {
  const names = wanted === undefined ? Object.keys(known) : wanted.split(',').map((name) => name.trim());
  const columns = names.map((name) => {
    const column = own(known, name);
    if (column) return column;
    throw new Refusal(
      400,
      'column-unknown',
      `This list has no column ${name.slice(0, 40)}. There are: ${Object.keys(known).join(',')}.`,
    );
  });
  return {
    id,
    title: id,
    columns: columns.map(({ head }) => ({ head: head[language], width: 20 })),
    async *rows() {
      for await (const thing of things()) yield columns.map(({ of }) => of(thing, language));
    },
  };
}
