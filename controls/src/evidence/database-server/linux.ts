import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { mysqlIncludes, readIncluded } from '../included-files.ts';
import { listOrEmpty } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { mysqlOf } from './mysql.ts';
import { readCluster } from './postgresql.ts';
import type { Cluster } from './postgresql.ts';
import type { DatabaseServer, PostgresCluster } from './schema.ts';

const maxClusters = 20;
const mysqlPrograms = [
  '/usr/sbin/mysqld',
  '/usr/sbin/mariadbd',
  '/usr/libexec/mysqld',
  '/usr/libexec/mariadbd',
];
const mysqlFiles = ['/etc/my.cnf', '/etc/mysql/my.cnf'];

export async function readLinux(host: Host): Promise<DatabaseServer> {
  const unread: Unread[] = [];
  const clusters = (await readPart(unread, 'postgresql', [], () => clustersOf(host))) ?? [];
  const postgresql: PostgresCluster[] = [];
  for (const cluster of clusters.slice(0, maxClusters)) {
    const found = await readPart(unread, cluster.folder, null, () => readCluster(host, cluster));
    if (found) postgresql.push(found);
  }
  const mysql = await readPart(unread, 'mysql', null, () => readMysql(host));
  return { unread, postgresql, mysql, sqlServer: [], truncated: clusters.length > maxClusters };
}

/** Debian's folders, those of RHEL and SUSE, and those of the packages of the project. */
async function clustersOf(host: Host): Promise<Cluster[]> {
  const found: Cluster[] = [];
  for (const version of await listOrEmpty(host, '/etc/postgresql')) {
    for (const name of await listOrEmpty(host, `/etc/postgresql/${version}`)) {
      const part = `postgresql/${version}/${name}`;
      if (await exists(host, `/etc/${part}/postgresql.conf`)) {
        found.push({ folder: `/etc/${part}`, data: `/var/lib/${part}` });
      }
    }
  }
  const versions = (await listOrEmpty(host, '/var/lib/pgsql')).filter((name) => /^\d+$/.test(name));
  for (const data of ['/var/lib/pgsql/data', ...versions.map((name) => `/var/lib/pgsql/${name}/data`)]) {
    if (await exists(host, `${data}/postgresql.conf`)) found.push({ folder: data, data });
  }
  return found;
}

async function readMysql(host: Host): Promise<DatabaseServer['mysql']> {
  let isInstalled = false;
  for (const path of mysqlPrograms) isInstalled ||= await exists(host, path);
  if (!isInstalled) return null;
  const contents: string[] = [];
  for (const path of mysqlFiles) {
    const files = await readIncluded(host, path, { base: '/etc', named: mysqlIncludes });
    contents.push(...files.map(({ content }) => content));
  }
  return mysqlOf(contents);
}
