import { own, TenkenError } from '@tenken/shared';
import Database from 'better-sqlite3';
import { ToldError } from '../told-error.ts';
import { damageOf } from '../backup/damage-of.ts';
import { damagedDatabase, isDamage, refuseDamagedLog } from '../store/damage/damage.ts';
import { migrations } from '../store/migrations/index.ts';
import { SourceFile } from '../store/move/source-file.ts';

/**
 * The database file of a stopped collector, of this version and found whole.
 *
 * @throws {TenkenError} `database-damaged`, `database-too-new`, `database-too-old`, `data-directory-in-use`
 */
export async function checkedSource(
  path: string,
  onProgress: (bodies: number, reports: number) => void,
): Promise<SourceFile> {
  await refuseDamagedLog(path);
  refuseOtherVersion(path);
  const [damage] = await damageOf(path, onProgress);
  if (damage !== undefined) throw damagedDatabase(path, damage);
  return openSource(path);
}

/** The same, without reading all of it for damage. @throws {TenkenError} as `checkedSource` */
export function openSource(path: string): SourceFile {
  refuseOtherVersion(path);
  const source = new SourceFile(path);
  const lines = source.auditLinesWithNul();
  if (lines.length === 0) return source;
  source.close();
  throw ToldError.of('store-move-failed', {
    ja: `監査ログの ${lines.join(', ')} 行目に U+0000 があります。PostgreSQL の文字列には入らず、置き換えると行のハッシュが合わなくなるため、移行しません。`,
    en: `The audit log holds U+0000 in line ${lines.join(', ')}. Texts of PostgreSQL cannot hold it, and without it the hash of the line fits no more, so nothing is moved.`,
  });
}

function refuseOtherVersion(path: string): void {
  const applied = appliedTo(path);
  if (applied.some((name) => own(migrations, name) === undefined)) {
    throw new TenkenError(
      'database-too-new',
      `${path} was written by a later version of Tenken. Use that version.`,
    );
  }
  if (applied.length === Object.keys(migrations).length) return;
  throw ToldError.of('database-too-old', {
    ja: `${path} は前の版の形式です。tenken backup フォルダー --data フォルダー を実行すると、バックアップを取り、この版の形式にします。その後でもう一度実行してください。`,
    en: `${path} is as an earlier version has left it. Run tenken backup FOLDER --data FOLDER, which makes a backup and brings the data to this version; then run this again.`,
  });
}

function appliedTo(path: string): string[] {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true, timeout: 5000 });
    const known = database.prepare("select 1 from sqlite_schema where name = 'kysely_migration'").get();
    if (known === undefined) return [];
    return database.prepare<[], string>('select name from kysely_migration').pluck().all();
  } catch (error) {
    throw isDamage(error) ? damagedDatabase(path, (error as Error).message, error) : error;
  } finally {
    database?.close();
  }
}
