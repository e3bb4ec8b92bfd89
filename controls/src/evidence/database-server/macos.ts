import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { mysqlIncludes, readIncluded } from '../included-files.ts';
import { listOrEmpty } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { mysqlOf } from './mysql.ts';
import { readCluster } from './postgresql.ts';
import type { DatabaseServer, PostgresCluster } from './schema.ts';

const maxClusters = 20;
/** Homebrew on Apple silicon and on Intel. */
const prefixes = ['/opt/homebrew', '/usr/local'];

/** macOS has no database server of its own: Homebrew's folders, and those of the installer of PostgreSQL. */
export async function readMacos(host: Host): Promise<DatabaseServer> {
  const unread: Unread[] = [];
  const clusters = (await readPart(unread, 'postgresql', [], () => clustersOf(host))) ?? [];
  const postgresql: PostgresCluster[] = [];
  for (const data of clusters.slice(0, maxClusters)) {
    const found = await readPart(unread, data, null, () => readCluster(host, { folder: data, data }));
    if (found) postgresql.push(found);
  }
  const mysql = await readPart(unread, 'mysql', null, () => readMysql(host));
  return { unread, postgresql, mysql, sqlServer: [], truncated: clusters.length > maxClusters };
}

async function clustersOf(host: Host): Promise<string[]> {
  const folders: string[] = [];
  for (const prefix of prefixes) {
    const names = await listOrEmpty(host, `${prefix}/var`);
    folders.push(
      ...names.filter((name) => name.startsWith('postgres')).map((name) => `${prefix}/var/${name}`),
    );
  }
  const versions = await listOrEmpty(host, '/Library/PostgreSQL');
  folders.push(...versions.map((name) => `/Library/PostgreSQL/${name}/data`));
  const found: string[] = [];
  for (const folder of folders) {
    if (await exists(host, `${folder}/postgresql.conf`)) found.push(folder);
  }
  return found;
}

async function readMysql(host: Host): Promise<DatabaseServer['mysql']> {
  let isInstalled = await exists(host, '/usr/local/mysql/bin/mysqld');
  const contents: string[] = [];
  for (const prefix of prefixes) {
    isInstalled ||= await exists(host, `${prefix}/var/mysql`);
    const files = await readIncluded(host, `${prefix}/etc/my.cnf`, {
      base: `${prefix}/etc`,
      named: mysqlIncludes,
    });
    contents.push(...files.map(({ content }) => content));
  }
  const files = await readIncluded(host, '/etc/my.cnf', { base: '/etc', named: mysqlIncludes });
  contents.push(...files.map(({ content }) => content));
  return isInstalled ? mysqlOf(contents) : null;
}
