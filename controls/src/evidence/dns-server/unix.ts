import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readIncluded } from '../included-files.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { bindOf } from './bind.ts';
import { readNamedConf } from './named-conf.ts';
import type { DnsServer } from './schema.ts';
import { unboundIncludes, unboundOf } from './unbound.ts';

const bindPlaces = ['/etc/bind/named.conf', '/etc/named.conf'];
const unboundPlace = '/etc/unbound/unbound.conf';
const dnsmasqPlace = '/etc/dnsmasq.conf';

export async function readUnix(host: Host): Promise<DnsServer> {
  const unread: Unread[] = [];
  const installed: DnsServer['installed'] = [];
  let bind: DnsServer['bind'] = null;
  for (const path of bindPlaces) {
    const found = await readPart(unread, path, false, () => exists(host, path));
    if (found !== true || installed.includes('bind')) continue;
    installed.push('bind');
    bind = await readPart(unread, 'bind', null, async () => {
      const statements = await readNamedConf(host, path);
      return statements && bindOf(statements);
    });
  }
  let unbound: DnsServer['unbound'] = null;
  if ((await readPart(unread, unboundPlace, false, () => exists(host, unboundPlace))) === true) {
    installed.push('unbound');
    unbound = await readPart(unread, 'unbound', null, async () => {
      const files = await readIncluded(host, unboundPlace, { base: '/etc/unbound', named: unboundIncludes });
      return unboundOf(files.map(({ content }) => content));
    });
  }
  if ((await readPart(unread, dnsmasqPlace, false, () => exists(host, dnsmasqPlace))) === true) {
    installed.push('dnsmasq');
  }
  return { unread, installed, bind, unbound, windows: null };
}
