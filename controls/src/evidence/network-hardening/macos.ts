import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { NetworkHardening } from './schema.ts';

const names = [
  'net.inet.ip.accept_sourceroute',
  'net.inet.ip.forwarding',
  'net.inet.icmp.drop_redirect',
  'net.inet.icmp.bmcastecho',
  'net.inet6.icmp6.rediraccept',
  'kern.ipc.somaxconn',
] as const;

/** Names that a version does not know are told on stderr, and the others are printed all the same. */
export async function readMacos(host: Host): Promise<NetworkHardening> {
  const shown = await host.run('/usr/sbin/sysctl', [...names]);
  return { unread: [], container: false, ...parseSysctl(shown.stdout) };
}

/** `net.inet.ip.forwarding: 0` */
export function parseSysctl(output: string): Omit<NetworkHardening, 'unread' | 'container'> {
  const values = new Map(
    [...output.matchAll(/^([a-z0-9_.]+): (-?\d{1,10})$/gm)].map((match) => [
      match[1] ?? '',
      Number(match[2]),
    ]),
  );
  if (names.every((name) => !values.has(name))) {
    throw new ProbeError('unparsable', 'sysctl prints none of its values');
  }
  const isOn = (name: (typeof names)[number]) => {
    const value = values.get(name);
    return value === undefined ? null : value > 0;
  };
  const drops = isOn('net.inet.icmp.drop_redirect');
  const accepts6 = isOn('net.inet6.icmp6.rediraccept');
  const backlog = values.get('kern.ipc.somaxconn');
  return {
    // Nothing of it is told.
    synFlood: null,
    reversePathFilter: null,
    acceptsRedirects: drops === false || accepts6 === true ? true : drops === null ? null : false,
    acceptsSourceRoutes: isOn('net.inet.ip.accept_sourceroute'),
    answersBroadcasts: isOn('net.inet.icmp.bmcastecho'),
    forwards: isOn('net.inet.ip.forwarding'),
    synBacklog: null,
    acceptBacklog: backlog === undefined || backlog < 0 ? null : backlog,
  };
}
