import { ToldError } from '../told-error.ts';
import { MoveProgress } from '../store/move/move-progress.ts';
import type { Whole } from '../store/move/move-progress.ts';
import type { SourceFile } from '../store/move/source-file.ts';
import type { TargetServer } from '../store/move/target-server.ts';
import { halfMovedTable } from '../store/postgres/half-moved.ts';

/** What a database has of the store that is to be moved to it. */
export type Begun = { state: 'empty' | 'anew'; whole: null } | { state: 'continue'; whole: Whole };

/**
 * @param options `name`: `HOST/DATABASE`; `anew`: whatever is there of this store is not gone on with
 * @throws {ToldError} `database-not-empty` for anything but an empty database, or an unfinished copy of this very store
 */
export async function begunThere(
  server: TargetServer,
  source: SourceFile,
  options: { anew: boolean; name: string },
): Promise<Begun> {
  const tables = await server.tables();
  if (tables.length === 0) return { state: 'empty', whole: null };
  if (!tables.includes(halfMovedTable)) {
    const some = `${tables.slice(0, 3).join(', ')}${tables.length > 3 ? ', …' : ''}`;
    throw ToldError.of('database-not-empty', {
      ja: `データベース ${options.name} には表が${tables.length}個あります（${some}）。空のデータベースを作り（createdb）、それを指定してください。`,
      en: `The database ${options.name} already has ${tables.length === 1 ? 'a table' : `${tables.length} tables`} (${some}). Make an empty database (createdb) and name that.`,
    });
  }
  const whole = await new MoveProgress(server).whole();
  if (whole.identity !== source.identity) {
    throw ToldError.of('database-not-empty', {
      ja: `データベース ${options.name} には別の収集サーバー（${whole.from}）の移行途中のデータがあります。空のデータベースを指定してください。`,
      en: `The database ${options.name} holds an unfinished copy of another store (${whole.from}). Name an empty database.`,
    });
  }
  const isUsable =
    !options.anew && whole.fingerprint === source.fingerprint && whole.migration === source.migrations.at(-1);
  return isUsable ? { state: 'continue', whole } : { state: 'anew', whole: null };
}
