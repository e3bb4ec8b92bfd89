import type { MoveProgress, TableProgress } from './move-progress.ts';
import type { MovedTable } from './moved-table.ts';
import type { Place, SourceFile, SourceValue } from './source-file.ts';
import type { TargetServer } from './target-server.ts';
import { copyLine, RowWriter } from './text-row.ts';
import type { ColumnKind, NulCounts } from './text-row.ts';

/** What is stored in one transaction: a second or so of work that a kill undoes. */
const rowsOfChunk = 20_000;
const charactersOfChunk = 32 * 1024 * 1024;
/** What is handed to the connection at once; so much is in memory, whatever a table has. */
const charactersOfPiece = 64 * 1024;

type Copying = {
  source: SourceFile;
  server: TargetServer;
  progress: MoveProgress;
  kinds: readonly ColumnKind[];
  /** Rows that are there, after each chunk. */
  onProgress: (rows: number) => void;
};

/** Copies what is missing of a table, in the order of its key. @returns what there is then */
export async function copyTable(
  table: MovedTable,
  begun: TableProgress,
  { source, server, progress, kinds, onProgress }: Copying,
): Promise<TableProgress> {
  let state = begun;
  if (state.done) return state;
  const rows = source.rows(table, 'as-stored', state.after);
  try {
    while (!state.done) {
      const chunk = new Chunk(table, kinds, rows);
      const before = state;
      state = await server.transaction(async () => {
        await server.copyIn(table, chunk.pieces());
        const after = chunk.after(before);
        await progress.keep(table.name, before, after);
        return after;
      });
      onProgress(state.rows);
    }
  } finally {
    rows.return(undefined);
  }
  return state;
}

/** Some rows of a table on their way. */
class Chunk {
  readonly #table: MovedTable;
  readonly #writer: RowWriter;
  readonly #rows: Iterator<SourceValue[]>;
  #count = 0;
  #last: SourceValue[] | null = null;
  #isEnd = false;

  constructor(table: MovedTable, kinds: readonly ColumnKind[], rows: Iterator<SourceValue[]>) {
    this.#table = table;
    this.#writer = new RowWriter(table, kinds);
    this.#rows = rows;
  }

  *pieces(): Generator<string> {
    let piece = '';
    let characters = 0;
    while (this.#count < rowsOfChunk && characters < charactersOfChunk) {
      const next = this.#rows.next();
      if (next.done === true) {
        this.#isEnd = true;
        break;
      }
      const line = copyLine(this.#writer.texts(next.value));
      this.#last = next.value;
      this.#count += 1;
      characters += line.length;
      piece += line;
      if (piece.length < charactersOfPiece) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
  }

  after(before: TableProgress): TableProgress {
    return {
      rows: before.rows + this.#count,
      after: this.#last === null ? before.after : [...placeOf(this.#table, this.#last)],
      nul: sum(before.nul, this.#writer.nul),
      done: this.#isEnd,
    };
  }
}

function placeOf({ name, columns, key }: MovedTable, row: readonly SourceValue[]): Place {
  return key.map((column) => {
    const value = row[columns.indexOf(column)] ?? null;
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
    throw new Error(`${name}.${column} cannot be gone on from`);
  });
}

function sum(left: NulCounts, right: NulCounts): NulCounts {
  const counts = new Map(Object.entries(left));
  for (const [column, count] of Object.entries(right)) counts.set(column, (counts.get(column) ?? 0) + count);
  return Object.fromEntries(counts);
}
