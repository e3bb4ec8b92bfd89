import Database from 'better-sqlite3';

/** 8 MiB between two looks at the progress. */
const pagesAtOnce = 2048;

/**
 * Copies a database that others write to meanwhile, as it is at one moment, into a file that needs no log beside it.
 *
 * The read transaction is what makes it one moment: without it SQLite's backup begins anew whenever somebody writes,
 * and under load never ends. While it lasts the log cannot be emptied, and grows.
 *
 * @param onProgress from 0 to 1
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const source = new Database(from, { readonly: true, timeout: 5000 });
  try {
    source.exec('BEGIN');
    source.prepare('select count(*) from sqlite_schema').get();
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        // A small one is copied between the first look, when there is nothing yet, and the end.
        if (remainingPages < totalPages) onProgress(1 - remainingPages / totalPages);
        return pagesAtOnce;
      },
    });
    onProgress(1);
  } finally {
    source.close();
  }
  const copy = new Database(to);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}
