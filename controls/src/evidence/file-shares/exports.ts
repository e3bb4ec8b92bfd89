import { ProbeError } from '@tenken/shared';
import type { Share } from './schema.ts';

/**
 * `/srv/a host(rw,sync) 10.0.0.0/8(ro)`, in exports(5) and, one client a line, in /var/lib/nfs/etab. A client
 * without a name, or a blank before the bracket, is the whole world. A continued line ends in a backslash.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseExports(text: string): Share[] {
  const shares: Share[] = [];
  for (const raw of text.replaceAll('\\\n', ' ').split('\n')) {
    const line = raw.replace(/#.*$/, '').trim();
    const match = /^(?:"([^"]+)"|(\S+))(?:\s+(.*))?$/.exec(line);
    const path = match?.[1] ?? match?.[2];
    if (path === undefined) continue;
    // What is shared cannot be told from a file that is no list of paths: no shares would be the wrong answer.
    if (!path.startsWith('/')) throw new ProbeError('unparsable', 'a line of the exports names no path');
    const clients = [...(match?.[3] ?? '').matchAll(/([^\s(]*)(?:\(([^)]*)\))?/g)].filter(
      ([whole]) => whole !== '',
    );
    // A path alone is exported to everybody with the defaults.
    const list = clients.length === 0 ? [['', '', ''] as const] : clients;
    const parsed = list.map(([, client = '', options = '']) => clientOf(client, options));
    const open = parsed.filter(({ isWorld }) => isWorld);
    shares.push({
      protocol: 'nfs',
      name: path.slice(0, 200),
      path: path.slice(0, 200),
      special: false,
      openTo: open.length > 0 ? ['everyone', 'anonymous'] : [],
      writable: open.length > 0 ? open.some(({ isWritable }) => isWritable) : null,
      remoteRoot: parsed.some(({ hasRoot }) => hasRoot),
    });
  }
  return merged(shares);
}

function clientOf(
  client: string,
  options: string,
): { isWorld: boolean; isWritable: boolean; hasRoot: boolean } {
  const words = options.split(',').map((word) => word.trim());
  // With Kerberos people prove who they are, from whatever machine.
  const security = words.findLast((word) => word.startsWith('sec='))?.slice('sec='.length) ?? 'sys';
  const isProven = client.startsWith('gss/') || security.split(':').every((kind) => kind.startsWith('krb5'));
  const isWorld = !isProven && /^(?:|\*|0\.0\.0\.0\/0(?:\.0\.0\.0)?|::\/0|<world>)$/.test(client);
  return {
    isWorld,
    isWritable: words.findLast((word) => word === 'rw' || word === 'ro') === 'rw',
    hasRoot:
      words.findLast((word) => word === 'no_root_squash' || word === 'root_squash') === 'no_root_squash' &&
      !words.includes('all_squash'),
  };
}

function merged(shares: readonly Share[]): Share[] {
  const known = new Map<string, Share>();
  for (const share of shares) {
    const earlier = known.get(share.name);
    known.set(share.name, earlier ? both(earlier, share) : share);
  }
  return [...known.values()];
}

function both(a: Share, b: Share): Share {
  return {
    ...a,
    openTo: [...new Set([...a.openTo, ...b.openTo])],
    writable: a.writable === null ? b.writable : b.writable === null ? a.writable : a.writable || b.writable,
    remoteRoot: a.remoteRoot === true || b.remoteRoot === true,
  };
}
