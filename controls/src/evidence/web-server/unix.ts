import type { Host } from '@tenken/shared';
import { apacheIncludes, nginxIncludes, readIncluded } from '../included-files.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { apacheOf } from './apache.ts';
import { nginxOf } from './nginx.ts';
import type { WebServer } from './schema.ts';

/** Debian and SUSE, macOS, RHEL. */
const apachePlaces = [
  ['/etc/apache2/apache2.conf', '/etc/apache2'],
  ['/etc/apache2/httpd.conf', '/etc/apache2'],
  ['/private/etc/apache2/httpd.conf', '/usr'],
  ['/etc/httpd/conf/httpd.conf', '/etc/httpd'],
] as const;

/** macOS brings Apache along; whether a server is offered is told by what listens. */
export async function readUnix(host: Host): Promise<WebServer> {
  const unread: Unread[] = [];
  let apache: WebServer['apache'] = null;
  for (const [path, base] of apachePlaces) {
    apache ??= await readPart(unread, 'apache', null, async () => {
      const files = await readIncluded(host, path, { base, named: apacheIncludes });
      return files.length === 0 ? null : apacheOf(files);
    });
  }
  const nginx = await readPart(unread, 'nginx', null, async () => {
    const files = await readIncluded(host, '/etc/nginx/nginx.conf', {
      base: '/etc/nginx',
      named: nginxIncludes,
    });
    return files.length === 0 ? null : nginxOf(files);
  });
  return { unread, apache, nginx, iis: null };
}
