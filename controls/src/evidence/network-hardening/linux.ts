import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { NetworkHardening } from './schema.ts';

const root = '/proc/sys/net';
const maxInterfaces = 100;
/** Ends of containers and virtual machines come and go; their values are those of `default`. */
const passing = /^(?:veth|cali|lxc|cni|vnet|tap|ifb)/;

/**
 * Values of the running kernel; files below /etc are intent only.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
export async function readLinux(host: Host): Promise<NetworkHardening> {
  const unread: Unread[] = [];
  const value = (path: string) =>
    readPart(unread, `${root}/${path}`, null, () => readNumber(host, `${root}/${path}`));
  const interfaces = (await host.list(`${root}/ipv4/conf`))
    .filter((name) => name !== 'all' && name !== 'default' && name !== 'lo' && !passing.test(name))
    .slice(0, maxInterfaces);
  const perInterface = async (family: string, name: string) => {
    const own: (number | null)[] = [];
    for (const one of interfaces) own.push(await value(`${family}/conf/${one}/${name}`));
    return { all: await value(`${family}/conf/all/${name}`), own };
  };
  const forwards = toBoolean(await value('ipv4/ip_forward'));
  const redirects4 = await perInterface('ipv4', 'accept_redirects');
  const routes4 = await perInterface('ipv4', 'accept_source_route');
  const filter = await perInterface('ipv4', 'rp_filter');
  const redirects6 = await perInterface('ipv6', 'accept_redirects');
  const routes6 = await perInterface('ipv6', 'accept_source_route');
  const cookies = await value('ipv4/tcp_syncookies');
  const ignored = await value('ipv4/icmp_echo_ignore_broadcasts');
  return {
    unread,
    container: await isContainer(host),
    synFlood: cookies === null ? null : cookies === 0 ? 'off' : cookies === 1 ? 'when-full' : 'always',
    reversePathFilter: weakestFilter(filter),
    acceptsRedirects: anyTrue([
      // A router needs both, everybody else one of them.
      ...redirects4.own.map((own) => combined(redirects4.all, own, forwards === true ? 'both' : 'either')),
      // IPv6 goes by the interface alone.
      ...redirects6.own.map((own) => toBoolean(own)),
    ]),
    acceptsSourceRoutes: anyTrue([
      ...routes4.own.map((own) => combined(routes4.all, own, 'both')),
      // Below zero: none at all; 0: those of mobile IPv6 alone.
      ...routes6.own.map((own) => (own === null ? null : own > 0)),
    ]),
    answersBroadcasts: ignored === null ? null : ignored === 0,
    forwards,
    synBacklog: await value('ipv4/tcp_max_syn_backlog'),
    acceptBacklog: await value('core/somaxconn'),
  };
}

type PerInterface = { all: number | null; own: (number | null)[] };

/** The higher number of both counts: 0 off, 1 strict, 2 loose. */
function weakestFilter({ all, own }: PerInterface): NetworkHardening['reversePathFilter'] {
  if (all === null || own.length === 0 || own.includes(null)) return null;
  const modes = own.map((value) => Math.max(all, value ?? 0));
  if (modes.includes(0)) return 'off';
  return modes.every((mode) => mode === 1) ? 'strict' : 'loose';
}

function combined(all: number | null, own: number | null, how: 'both' | 'either'): boolean | null {
  if (all === null || own === null) return null;
  return how === 'both' ? all > 0 && own > 0 : all > 0 || own > 0;
}

function anyTrue(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(true)) return true;
  // A family that is not there has no values; that both have none is no answer.
  return values.some((value) => value === false) ? false : null;
}

function toBoolean(value: number | null): boolean | null {
  return value === null ? null : value > 0;
}

async function readNumber(host: Host, path: string): Promise<number> {
  const text = new TextDecoder().decode(await host.readFile(path, { maxBytes: 64 })).trim();
  if (!/^-?\d{1,10}$/.test(text)) throw new ProbeError('unparsable', `${path} holds no number`);
  return Number(text);
}
