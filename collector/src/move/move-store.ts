import { existsSync } from 'node:fs';
import { ToldError } from '../told-error.ts';
import type { DataDirectory } from '../store/data-directory.ts';
import { lockDataDirectory } from '../store/data-directory.ts';
import { databasePlaceOf, placeForOpening } from '../store/database-place.ts';
import type { DatabasePlace } from '../store/database-place.ts';
import { MonthRepository } from '../store/retention/month-repository.ts';
import { MoveProgress } from '../store/move/move-progress.ts';
import { Moving } from '../store/move/moving.ts';
import type { SourceFile } from '../store/move/source-file.ts';
import { TargetServer } from '../store/move/target-server.ts';
import { halfMovedTable } from '../store/postgres/half-moved.ts';
import { openPostgresStore } from '../store/postgres/open.ts';
import { nameOfDatabase, placeOfDatabase } from '../store/postgres/place.ts';
import { tenkenVersion } from '../version.ts';
import { checkedSource, openSource } from './checked-source.ts';
import { compared } from './compare.ts';
import type { MovePlan, MoveReport, MoveStep } from './move-report.ts';
import { begunThere } from './opened-target.ts';
import { finishRename, switchOver } from './switch-over.ts';

export type MoveOptions = {
  directory: DataDirectory;
  place: DatabasePlace;
  /** What is there of an unfinished copy is not gone on with. */
  anew: boolean;
  /** Where the report goes. */
  report: string;
  actor: string;
  now: () => Date;
  onStep: (step: MoveStep) => void;
};

/** Counting and indexing millions of rows takes minutes, and nobody waits for a page meanwhile. */
const answerMs = 60 * 60_000;

/**
 * Moves the database of a stopped collector to an empty PostgreSQL, compares both sides, and lets the folder point
 * there. Interrupted at any moment, the same call goes on.
 *
 * @returns what the comparison found; where it is not `equal` nothing was switched over. null where all was done before
 * @throws {TenkenError} `data-directory-in-use`, `database-damaged`, `database-too-new`, `database-too-old`,
 *   `database-away`, `database-not-empty`, `store-move-failed`
 */
export function moveStore(options: MoveOptions): Promise<MoveReport | null> {
  const { directory, place, anew, onStep } = options;
  return withBoth(options, async (server) => {
    if (await isSwitched(server, options)) {
      finishRename(directory);
      return null;
    }
    const source = await checkedSource(directory.database, (bodies, reports) =>
      onStep({ doing: 'check', bodies, reports }),
    );
    try {
      const begun = await begunThere(server, source, { anew, name: placeOfDatabase(place.url) });
      const progress = new MoveProgress(server);
      if (begun.state === 'anew') await progress.dropAll();
      if (begun.whole === null) await progress.begin(beginning(options, source));
      await prepareThere(place, source);
      const moving = await Moving.of(source, server);
      await moving.copy(
        (table, rows, all, begunAt) => onStep({ doing: 'copy', table, rows, all, begunAt }),
        (done, all) => onStep({ doing: 'index', done, all }),
      );
      const report = await reportOf(options, moving, (await progress.whole()).begunAt);
      if (!report.equal) return report;
      await switchOver(options, report);
      source.close();
      finishRename(directory);
      return report;
    } finally {
      source.close();
    }
  });
}

/** What a move would do; nothing is written on either side. @throws {TenkenError} as `moveStore` */
export function planOfMove(options: MoveOptions): Promise<MovePlan> {
  const { directory, place, anew, onStep } = options;
  return withBoth(options, async (server) => {
    if (await isSwitched(server, options)) throw movedAlready(place);
    const source = await checkedSource(directory.database, (bodies, reports) =>
      onStep({ doing: 'check', bodies, reports }),
    );
    try {
      const name = nameOfDatabase(place.url);
      const { state } = await begunThere(server, source, { anew, name: placeOfDatabase(place.url) });
      const there = state === 'continue' ? await new MoveProgress(server).tables() : new Map<string, never>();
      const tables = source.tables().map((table) => ({
        name: table.name,
        rows: source.count(table.name),
        rowsThere: there.get(table.name)?.rows ?? 0,
      }));
      return {
        from: directory.database,
        to: name,
        migration: source.migrations.at(-1) ?? '',
        target: state,
        tables,
      };
    } finally {
      source.close();
    }
  });
}

/**
 * Compares both sides and changes nothing: a copy on its way, or, after the switch, the file that was kept with what
 * is there now.
 *
 * @throws {TenkenError} as `moveStore`
 */
export function compareMoved(options: MoveOptions): Promise<MoveReport> {
  const { directory, place, now } = options;
  return withBoth(options, async (server) => {
    const isHere = existsSync(directory.database);
    const source = openSource(isHere ? directory.database : directory.movedDatabase);
    try {
      const isHalf = (await server.tables()).includes(halfMovedTable);
      const isKnown = isHalf || databasePlaceOf(directory) !== null;
      if (!isKnown) throw nothingThere(place);
      if (isHalf) await begunThere(server, source, { anew: false, name: placeOfDatabase(place.url) });
      const begunAt = isHalf ? (await new MoveProgress(server).whole()).begunAt : now().toISOString();
      return await reportOf(options, await Moving.of(source, server), begunAt, !isHalf);
    } finally {
      source.close();
    }
  });
}

/** Brings a database to this version's schema, with a place for packs of reports that are older than it. */
async function prepareThere(place: DatabasePlace, source: SourceFile): Promise<void> {
  const store = await openPostgresStore({ ...placeForOpening(place), isHalfMoved: true });
  try {
    await new MonthRepository(store).makeFor(source.monthsOfPacks());
  } finally {
    await store.close();
  }
}

async function withBoth<T>(
  { directory, place }: MoveOptions,
  work: (server: TargetServer) => Promise<T>,
): Promise<T> {
  const lock = lockDataDirectory(directory);
  try {
    const known = databasePlaceOf(directory);
    if (known !== null && known.url !== place.url) throw movedAlready(known);
    const server = await TargetServer.connect(placeForOpening(place));
    try {
      return await work(server);
    } finally {
      await server.close();
    }
  } finally {
    lock.release();
  }
}

/** Whether the folder points there, and what points there is complete. @throws {ToldError} `store-moved` */
async function isSwitched(server: TargetServer, { directory, place }: MoveOptions): Promise<boolean> {
  const known = databasePlaceOf(directory);
  const isHere = existsSync(directory.database);
  if (!isHere && known === null) {
    throw ToldError.of('store-moved', {
      ja: `${directory.path} のデータは移行済みで、移行先を示す database.json がありません。`,
      en: `The data of ${directory.path} was moved before, and database.json, which says where to, is missing.`,
    });
  }
  if (known === null) return false;
  if (!isHere) throw movedAlready(place);
  return !(await server.tables()).includes(halfMovedTable);
}

function movedAlready({ url }: DatabasePlace): ToldError {
  return ToldError.of('database-not-empty', {
    ja: `このフォルダーのデータはデータベース ${placeOfDatabase(url)} に移行済みです。確かめるには --verify-only を付けます。`,
    en: `The data of this folder is in ${nameOfDatabase(url)} already. --verify-only compares it with the file that was kept.`,
  });
}

function nothingThere({ url }: DatabasePlace): ToldError {
  return ToldError.of('database-not-empty', {
    ja: `データベース ${placeOfDatabase(url)} に、このフォルダーから移したデータはありません。--verify-only を付けずに実行すると移行します。`,
    en: `${nameOfDatabase(url)} holds nothing that was moved from this folder. Without --verify-only it is moved.`,
  });
}

function beginning({ directory, now }: MoveOptions, source: SourceFile) {
  return {
    identity: source.identity,
    fingerprint: source.fingerprint,
    from: directory.database,
    migration: source.migrations.at(-1) ?? '',
    begunAt: now().toISOString(),
    phase: 'begun' as const,
    later: [],
  };
}

async function reportOf(
  { directory, place, now, onStep }: MoveOptions,
  moving: Moving,
  begunAt: string,
  isSwitched = false,
): Promise<MoveReport> {
  const store = await openPostgresStore({ ...placeForOpening(place), answerMs, isHalfMoved: true });
  try {
    const { tables, wrongCounters, auditLog, tallies, equal } = await compared({
      moving,
      target: store,
      authority: directory.authority,
      isSwitched,
      onStep,
    });
    return {
      format: 'tenken-store-move',
      version: 1,
      madeBy: `tenken ${tenkenVersion}`,
      from: directory.database,
      to: nameOfDatabase(place.url),
      migration: moving.source.migrations.at(-1) ?? '',
      begunAt,
      comparedAt: now().toISOString(),
      tables,
      onlyThere: [...moving.onlyThere],
      wrongCounters,
      auditLog,
      tallies,
      equal,
    };
  } finally {
    await store.close();
  }
}
