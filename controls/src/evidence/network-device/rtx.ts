import { ProbeError } from '@tenken/shared';
import { communityWord, firstMatch, fitting, leftOut, Lists, unique } from './dialect.ts';
import type { Answers, Dialect } from './dialect.ts';
import type { DeviceFacts, StoredPassword } from './schema.ts';
import { longest } from './ios.ts';

const harmless = [
  /^\S+ Rev\.[\d.]+/,
  /^# \S+ Rev\.[\d.]+/,
  /^ *(?:pp|tunnel) select (?:\d+|anonymous|none)$/,
  /^ *ip \S+ address \S+$/,
  /^ *ip \S+ secure filter (?:in|out)(?: [\d-]+)*(?: dynamic(?: \d+)*)?$/,
  /^ *ip filter \d+ [a-z-]+(?: [\w.*,/:=<>-]+)*$/,
  /^ *login timer (?:\d+|clear)$/,
  /^ *(?:telnetd|sshd|httpd) service (?:on|off)$/,
  /^ *(?:telnetd|sshd|httpd) host (?:any|none|lan|[a-z]+\d+|[\d.]+(?:-[\d.]+)?)(?: (?:lan|[a-z]+\d+|[\d.]+(?:-[\d.]+)?))*$/,
  /^ *syslog host [\d.]+(?: [\d.]+)*$/,
  /^ *ntpdate \S+$/,
];

function kept(line: string): string | null {
  if (/^ *snmp host/.test(line)) return `snmp host ${/ host (none|any|[\d.]+)/.exec(line)?.[1] ?? leftOut}`;
  const fits = fitting(harmless, line);
  if (fits !== null) return fits;
  const timer = /^ *schedule at \d+ .{0,60}? \* ntpdate ([\w.:-]+)/.exec(line);
  if (timer) return `schedule ntpdate ${timer[1]}`;
  const community = /^ *(snmp(?:v2c)? community read-(?:only|write)) (\S+)/.exec(line);
  if (community) return `${community[1]} ${communityWord(community[2] ?? '')}`;
  const password = /^ *(login|administrator) password( encrypted)?(?: \S|$)/.exec(line);
  if (password) return `${password[1]} password${password[2] ?? ''} ${leftOut}`;
  const user = /^ *login user (\S+)( encrypted)?(?: \S|$)/.exec(line);
  if (user) return `login user ${user[1]}${user[2] ?? ''} ${leftOut}`;
  const attribute = /^ *user attribute (?:(\S+) )?(?=\S+=)/.exec(line);
  if (attribute) {
    const known = [...line.matchAll(/ ((?:administrator|connection|login-timer)=[\w,-]+)/g)].map(
      ([, one]) => one,
    );
    return `user attribute ${[...(attribute[1] && !attribute[1].includes('=') ? [attribute[1]] : []), ...known].join(' ')}`;
  }
  return null;
}

export const rtx: Dialect = {
  commands: ['show environment', 'show config'],
  essential: ['show environment', 'show config'],
  kept,
  parse: parseRtx,
};

/** `login timer`, documented default. */
const defaultIdleSeconds = 300;

/**
 * YAMAHA RTX. The configuration shows only what differs from the defaults: telnetd and httpd are on, sshd is off. Its
 * sshd knows version 2 only. Whether ntpdate succeeded is told nowhere.
 */
export function parseRtx(answers: Answers): DeviceFacts {
  const about = answers.get('show environment') ?? '';
  const config = answers.get('show config') ?? '';
  const lines = config.split('\n').map((line) => line.trim());
  const all = (form: RegExp) => lines.flatMap((line) => form.exec(line)?.[1] ?? []);
  // It begins with the revision and cannot be told from an empty one otherwise.
  if (!lines.some((line) => /^# \S+ Rev\./.test(line))) {
    throw new ProbeError('unparsable', 'show config does not begin with the revision');
  }
  const telnet = !lines.includes('telnetd service off');
  const ssh = lines.includes('sshd service on');
  const http = !lines.includes('httpd service off');
  const limited = (daemon: string) => {
    const hosts = all(new RegExp(`^${daemon} host (.+)$`));
    return hosts.length > 0 && hosts.every((host) => host !== 'any');
  };
  const used = [
    ...(telnet ? [limited('telnetd')] : []),
    ...(ssh ? [limited('sshd')] : []),
    ...(http ? [limited('httpd')] : []),
  ];
  const communities = all(/^snmp(?:v2c)? community read-(?:only|write) (\S+)$/);
  const snmpHosts = all(/^snmp host (\S+)/).filter((host) => host !== 'none');
  const { users, passwords, timers } = accountsOf(lines);
  const own = all(/^login timer (\d+|clear)$/)[0];
  const ownSeconds = own === undefined ? defaultIdleSeconds : own === 'clear' ? 0 : Number(own);
  return {
    name: null,
    model: firstMatch(about, /^(\S+) Rev\./m),
    version: firstMatch(about, /^\S+ Rev\.([\d.]+)/m),
    clock: { synchronized: null, servers: unique(all(/^(?:schedule )?ntpdate (\S+)$/)) },
    logTargets: unique(all(/^syslog host (.+)$/).flatMap((hosts) => hosts.split(' '))),
    users,
    passwords,
    management: {
      telnet,
      sshVersion1: false,
      http,
      restricted: used.every(Boolean),
      idleSeconds: longest([Math.min(ownSeconds, 1_000_000), ...timers]),
      // The name is `public` unless told; nobody is let in until a host is named.
      communities: snmpHosts.length === 0 ? 0 : Math.max(1, communities.length),
      defaultCommunities:
        snmpHosts.length === 0
          ? 0
          : communities.length === 0
            ? 1
            : communities.filter((word) => word === '(default)').length,
    },
    addressedInterfaces: new Set(all(/^ip (\S+) address \S+$/)).size,
    accessLists: filtersOf(lines),
  };
}

function accountsOf(lines: readonly string[]) {
  const users: DeviceFacts['users'] = [];
  const timers: number[] = [];
  const passwords: StoredPassword[] = [];
  for (const word of ['login', 'administrator']) {
    const line = lines.find((one) => one.startsWith(`${word} password`));
    passwords.push(stored(`${word} password`, line === undefined ? null : line.includes(' encrypted ')));
  }
  for (const line of lines) {
    const [, name] = /^login user (\S+)/.exec(line) ?? [];
    if (name === undefined) continue;
    const attributes = lines.find((one) => one.startsWith(`user attribute ${name} `)) ?? '';
    users.push({ name: name.slice(0, 128), administrator: !/ administrator=off\b/.test(attributes) });
    passwords.push(stored(`user ${name}`, line.includes(' encrypted ')));
    const timer = / login-timer=(\d+|clear)\b/.exec(attributes)?.[1];
    if (timer !== undefined) timers.push(timer === 'clear' ? 0 : Math.min(Number(timer), 1_000_000));
  }
  return { users, passwords, timers };
}

function stored(of: string, encrypted: boolean | null): StoredPassword {
  const own = { of: of.slice(0, 128) };
  if (encrypted === null) return { ...own, storage: 'none', form: 'not set' };
  return encrypted
    ? { ...own, storage: 'strong-hash', form: 'encrypted' }
    : { ...own, storage: 'plain', form: 'not encrypted' };
}

/** Filters are numbered one by one; what an interface uses, in its order, is the list. */
function filtersOf(lines: readonly string[]) {
  const passesAll = new Set<string>();
  for (const line of lines) {
    const filter = /^ip filter (\d+) (pass\S*) \* \*(?: \*)*$/.exec(line);
    if (filter) passesAll.add(filter[1] ?? '');
  }
  const lists = new Lists();
  let selected = '';
  for (const line of lines) {
    selected = /^((?:pp|tunnel) select \S+)$/.exec(line)?.[1] ?? selected;
    const bound = /^ip (\S+) secure filter (in|out)((?: [\d-]+)*)/.exec(line);
    if (!bound) continue;
    const [, name = '', direction, numbers = ''] = bound;
    const where = ['pp', 'tunnel'].includes(name) ? selected.replace(' select', '') : name;
    for (const number of numbers.trim().split(' ').filter(Boolean)) {
      lists.entry(`${where} ${direction}`, passesAll.has(number));
    }
    lists.bind(`${where} ${direction}`, `${where} ${direction}`);
  }
  return lists.all();
}
