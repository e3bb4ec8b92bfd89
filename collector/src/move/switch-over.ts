import { chownSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { sync } from '../backup/files.ts';
import { appendAudit } from '../store/audit-repository.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import { placeForOpening, rememberMovedPlace } from '../store/database-place.ts';
import { openPostgresStore } from '../store/postgres/open.ts';
import { finishHalfMoved } from '../store/postgres/half-moved.ts';
import type { MoveOptions } from './move-store.ts';
import type { MoveReport } from './move-report.ts';

/**
 * Lets the folder point to where its data is now. First the folder, then the database: between the two neither is
 * opened by a collector, and whoever is interrupted there goes on with the same command.
 */
export async function switchOver(options: MoveOptions, report: MoveReport): Promise<void> {
  const { directory, place, actor, now } = options;
  keepReport(options.report, report, directory);
  giveToOwner(rememberMovedPlace(directory, place), directory);
  sync(directory.path);
  const store = await openPostgresStore({ ...placeForOpening(place), isHalfMoved: true });
  try {
    const rows = report.tables.reduce((sum, { target }) => sum + target.rows, 0);
    await store.write.transaction().execute(async (db) => {
      await finishHalfMoved(db);
      await appendAudit(db, {
        at: now().getTime(),
        actor,
        action: 'store-moved',
        subject: 'collector',
        details: { to: report.to, tables: report.tables.length, rows, report: options.report },
      });
    });
  } finally {
    await store.close();
  }
}

/** The file stays as it is; under its name nobody would start on it, or write to it, by accident. */
export function finishRename(directory: DataDirectory): void {
  const { database, movedDatabase, path } = directory;
  for (const end of ['', '-wal']) {
    if (existsSync(`${database}${end}`)) renameSync(`${database}${end}`, `${movedDatabase}${end}`);
  }
  // An index of the log that SQLite makes anew where it needs one.
  rmSync(`${database}-shm`, { force: true });
  sync(path);
}

export function keepReport(file: string, report: MoveReport, directory: DataDirectory): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  giveToOwner(file, directory);
  sync(file);
}

/** What root writes into the folder is for the collector, which is another user. */
function giveToOwner(file: string, { path }: DataDirectory): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(path);
  chownSync(file, uid, gid);
}
