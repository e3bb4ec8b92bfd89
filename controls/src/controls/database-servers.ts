import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { DatabaseServer } from '../evidence/database-server/schema.ts';
import type { ListeningServices } from '../evidence/listening-services/schema.ts';
import type { Judgement } from './define.ts';
import { listenersOfKind, shownListeners } from './other-listeners.ts';

/** What one database comes to. */
export type Found = {
  shown: string;
  outcome: 'pass' | 'fail' | 'unknown' | 'not-applicable';
  reason: string;
};

const databases = {
  ports: [1433, 1521, 3306, 5432, 6379, 27_017, 33_060, 50_000],
  programs: [
    'postgres',
    'mysqld',
    'mariadbd',
    'sqlservr',
    'tnslsnr',
    'oracle',
    'mongod',
    'redis-server',
    'db2sysc',
  ],
};

/** Reasons that the controls of databases share. */
export const databaseReasons = {
  'no-database': text(
    '決まった場所にデータベースサーバーはなく、待ち受けてもいない。',
    'There is no database server at the known places, and none listens.',
  ),
  'other-product': text(
    '設定を読めないデータベースが待ち受けている。その設定を人が確認する。',
    'A database listens whose settings are not read. Check them.',
  ),
  'too-many': text(
    'データベース又は待受けが多すぎて、すべては記録されていない。',
    'There are more than are listed.',
  ),
} satisfies Record<string, Text>;

/** The worst of all databases; those that listen and are not read are unknown, or left to people. */
export function judgeDatabases(
  found: readonly Found[],
  state: DatabaseServer,
  listening: ListeningServices,
  unseenLeftToPeople: boolean,
): Omit<Judgement, 'expected'> {
  const shownOf = (all: readonly Found[]) => all.slice(0, 5).map(({ shown }) => shown);
  const textOf = (words: readonly string[]) => text(words.join('、') || 'なし', words.join(', ') || 'none');
  const failed = found.filter(({ outcome }) => outcome === 'fail');
  const [first] = failed;
  if (first) return { outcome: 'fail', reason: first.reason, observed: textOf(shownOf(failed)) };
  const others = listenersOfKind(listening, databases).filter(({ program }) => !isRead(program, state));
  if (others.length > 0 && !(unseenLeftToPeople && found.length > 0)) {
    const outcome = unseenLeftToPeople ? 'not-applicable' : 'unknown';
    return { outcome, reason: 'other-product', observed: textOf([shownListeners(others)]) };
  }
  const open = found.find(({ outcome }) => outcome === 'unknown');
  if (open) return { outcome: 'unknown', reason: open.reason, observed: textOf([open.shown]) };
  const observed = textOf(shownOf(found));
  if (state.truncated || listening.truncated) return { outcome: 'unknown', reason: 'too-many', observed };
  if (found.length === 0) return { outcome: 'not-applicable', reason: 'no-database', observed };
  const passed = found.find(({ outcome }) => outcome === 'pass') ?? found[0];
  return { outcome: passed?.outcome ?? 'unknown', reason: passed?.reason ?? 'too-many', observed };
}

/** One of the known databases is installed, or something listens as a database does. */
export function databaseIsHere(state: DatabaseServer, listening: ListeningServices): boolean {
  const { postgresql, mysql, sqlServer } = state;
  const isInstalled = postgresql.length > 0 || mysql !== null || sqlServer.length > 0;
  return isInstalled || listenersOfKind(listening, databases).length > 0;
}

function isRead(program: string | null, { postgresql, mysql, sqlServer, unread }: DatabaseServer): boolean {
  const name = program?.toLowerCase().replace(/\.exe$/, '') ?? null;
  // What could not be read is told as such, and not as another product.
  const hasFailed = unread.length > 0;
  const kinds = [
    { names: ['postgres'], known: postgresql.length > 0 },
    { names: ['mysqld', 'mariadbd'], known: mysql !== null },
    { names: ['sqlservr'], known: sqlServer.length > 0 },
  ];
  if (name === null) return hasFailed || kinds.some(({ known }) => known);
  return kinds.some(({ names, known }) => names.includes(name) && (known || hasFailed));
}
