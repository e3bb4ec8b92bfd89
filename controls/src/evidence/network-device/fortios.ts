import { own, ProbeError } from '@tenken/shared';
import { communityWord, firstMatch, fitting, leftOut, Lists, unique } from './dialect.ts';
import type { Answers, Dialect } from './dialect.ts';
import type { DeviceFacts, StoredPassword } from './schema.ts';

const section = {
  global: 'show full-configuration system global',
  admins: 'show system admin',
  interfaces: 'show system interface',
  ntp: 'show full-configuration system ntp',
  ntpStatus: 'diagnose sys ntp status',
  syslog: 'show full-configuration log syslogd setting',
  syslog2: 'show full-configuration log syslogd2 setting',
  policies: 'show firewall policy',
  snmp: 'show system snmp community',
} as const;

const value = '(?:"[\\w .:/@*-]*"|[\\w.:/*-]+)';
/** Settings whose values are words of a closed list, names of interfaces, addresses or numbers. */
const harmlessKeys = [
  'accprofile',
  'action',
  'admin-telnet',
  'admin-ssh-v1',
  'admin-https-redirect',
  'admintimeout',
  'allowaccess',
  'dstaddr',
  'dstintf',
  'ip',
  'ntpsync',
  'server',
  'service',
  'srcaddr',
  'srcintf',
  'status',
  'trusthost\\d{1,2}',
  'type',
].join('|');

const harmless = [
  /^Version: Forti\S+ v[\d.]+/,
  /^Hostname: \S+$/,
  /^Virtual domain configuration: \S+$/,
  /^synchronized: (?:yes|no), ntpsync: (?:enabled|disabled)/,
  /^ *config [a-z0-9 -]+$/,
  /^ *(?:next|end)$/,
  new RegExp(`^ *(?:set (?:${harmlessKeys})(?: ${value})+|unset allowaccess)$`),
];

function kept(line: string): string | null {
  const fits = fitting(harmless, line);
  if (fits !== null) return fits.trim();
  // Whatever its name is, the end of it has to have a beginning.
  const edit = /^ *edit (.+)$/.exec(line);
  if (edit) return `edit "${(edit[1] ?? '').replaceAll(/[^\w .:/@-]/g, '')}"`;
  const password = /^ *set password(?: (ENC) ([A-Z]{2}\d)?)?/.exec(line);
  if (password) return `set password ${password[1] ? (password[2] ?? 'ENC') : 'plain'} ${leftOut}`;
  // In `system snmp community` the name is the password; elsewhere nobody needs a name.
  const name = /^ *set name ("[^"]*"|\S+)$/.exec(line);
  return name ? `set name ${communityWord(name[1] ?? '')}` : null;
}

export const fortios: Dialect = {
  commands: ['get system status', ...Object.values(section)],
  essential: [
    'get system status',
    section.global,
    section.admins,
    section.interfaces,
    section.ntp,
    section.syslog,
    section.policies,
    section.snmp,
  ],
  kept,
  parse: parseFortios,
};

/** One `edit` of a table, or the section itself (`name` null): its settings, values as words. */
type Entry = { path: string; name: string | null; settings: Map<string, string[]> };

/** `AK1` is SHA-1 with a salt; `SH2` and `PB2` are SHA-256 and PBKDF2. */
const forms: Record<string, StoredPassword['storage']> = {
  AK1: 'weak-hash',
  SH2: 'strong-hash',
  PB2: 'strong-hash',
  plain: 'plain',
};

/** FortiGate. */
export function parseFortios(answers: Answers): DeviceFacts {
  const about = answers.get('get system status') ?? '';
  const domains = firstMatch(about, /^Virtual domain configuration: (\S+)$/m);
  if (domains !== null && domains !== 'disable') {
    throw new ProbeError(
      'unsupported',
      'virtual domains are on; nobody has written how to read each of them',
    );
  }
  const of = (command: string) => entriesOf(answers.get(command) ?? null, command);
  const global = of(section.global).find(({ name }) => name === null);
  const first = (entry: Entry | undefined, key: string) => entry?.settings.get(key)?.[0] ?? null;
  const admins = of(section.admins).filter(({ path, name }) => path === 'system admin' && name !== null);
  // There is no such device without settings and an administrator.
  if (global === undefined || admins.length === 0) {
    throw new ProbeError('unparsable', 'the settings or the administrators are missing in the answers');
  }
  const interfaces = of(section.interfaces).filter(
    ({ path, name, settings }) =>
      path === 'system interface' && name !== null && settings.get('status')?.[0] !== 'down',
  );
  const ways = new Set(interfaces.flatMap(({ settings }) => settings.get('allowaccess') ?? []));
  const ntp = of(section.ntp);
  const ntpStatus = answers.get(section.ntpStatus) ?? null;
  const targets = [section.syslog, section.syslog2]
    .flatMap((command) => (answers.get(command) === null ? [] : of(command)))
    .filter(({ settings }) => settings.get('status')?.[0] === 'enable')
    .flatMap(({ settings }) => settings.get('server') ?? [])
    .filter((server) => server !== '');
  const communities = of(section.snmp).filter(
    ({ path, name, settings }) =>
      path === 'system snmp community' && name !== null && settings.get('status')?.[0] !== 'disable',
  );
  const minutes = Number(first(global, 'admintimeout') ?? Number.NaN);
  return {
    name: firstMatch(about, /^Hostname: (\S+)$/m),
    model: firstMatch(about, /^Version: (Forti\S+) v/m),
    version: firstMatch(about, /^Version: Forti\S+ v([\d.]+)/m),
    clock: {
      synchronized:
        ntpStatus === null
          ? null
          : /^synchronized: yes/m.test(ntpStatus)
            ? true
            : /^synchronized: no/m.test(ntpStatus)
              ? false
              : null,
      // FortiGuard's servers stand in no list.
      servers:
        first(
          ntp.find(({ name }) => name === null),
          'ntpsync',
        ) === 'disable'
          ? []
          : first(
                ntp.find(({ name }) => name === null),
                'type',
              ) === 'fortiguard'
            ? ['fortiguard']
            : unique(
                ntp.flatMap(({ name, settings }) => (name === null ? [] : (settings.get('server') ?? []))),
              ),
    },
    logTargets: unique(targets),
    users: admins.map((entry) => ({
      name: (entry.name ?? '').slice(0, 128),
      administrator:
        first(entry, 'accprofile') === null ? null : first(entry, 'accprofile') === 'super_admin',
    })),
    passwords: admins.map((entry) => passwordOf(entry)),
    management: {
      telnet: first(global, 'admin-telnet') === 'disable' ? false : ways.has('telnet'),
      sshVersion1: onOrOff(first(global, 'admin-ssh-v1')),
      // It is sent on to HTTPS where the redirect is on.
      http: ways.has('http') && first(global, 'admin-https-redirect') !== 'enable',
      restricted: admins.length > 0 && admins.every(isLimited),
      idleSeconds: Number.isSafeInteger(minutes) ? Math.min(minutes * 60, 1_000_000) : null,
      communities: communities.length,
      defaultCommunities: communities.filter((entry) => first(entry, 'name') === '(default)').length,
    },
    addressedInterfaces: interfaces.filter(
      ({ settings }) => (settings.get('ip')?.[0] ?? '0.0.0.0') !== '0.0.0.0',
    ).length,
    accessLists: policiesOf(of(section.policies)),
  };
}

/** @throws {ProbeError} `unparsable` when the end is missing */
function entriesOf(text: string | null, command: string): Entry[] {
  if (text === null || text === '') return [];
  const lines = text.split('\n').filter((line) => line !== '');
  const entries: Entry[] = [];
  const open: Entry[] = [];
  const begin = (path: string, name: string | null) => {
    const entry = { path, name, settings: new Map<string, string[]>() };
    entries.push(entry);
    open.push(entry);
  };
  for (const line of lines) {
    const current = open.at(-1);
    if (line.startsWith('config ')) {
      begin(line.slice('config '.length), null);
    } else if (line.startsWith('edit ') && current) {
      begin(current.path, line.slice('edit '.length).replaceAll('"', ''));
    } else if (line === 'next' || line === 'end') open.pop();
    else if (line.startsWith('set ') && current) {
      const [, key = '', rest = ''] = /^set (\S+) (.*)$/.exec(line) ?? [];
      current.settings.set(
        key,
        (rest.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', '')),
      );
    }
    if (open.length > 20) break;
  }
  if (open.length > 0) throw new ProbeError('unparsable', `the answer to ${command} has no end`);
  return entries;
}

function passwordOf(entry: Entry): StoredPassword {
  const of = `user ${entry.name ?? ''}`.slice(0, 128);
  const [form] = entry.settings.get('password') ?? [];
  if (form === undefined) return { of, storage: 'none', form: 'not set' };
  return { of, storage: own(forms, form) ?? 'other', form: form.slice(0, 128) };
}

/** Trusted hosts of all addresses are none. */
function isLimited({ settings }: Entry): boolean {
  const hosts = [...settings].filter(([key]) => key.startsWith('trusthost'));
  return (
    hosts.length > 0 && hosts.every(([, [address, mask]]) => address !== '0.0.0.0' || mask !== '0.0.0.0')
  );
}

function policiesOf(entries: readonly Entry[]) {
  const lists = new Lists();
  for (const { path, name, settings } of entries) {
    if (path !== 'firewall policy' || name === null || settings.get('status')?.[0] === 'disable') continue;
    const only = (key: string, word: string) => settings.get(key)?.includes(word) === true;
    const list = `${(settings.get('srcintf') ?? []).join(',')} > ${(settings.get('dstintf') ?? []).join(',')}`;
    const isAny =
      only('srcaddr', 'all') && only('dstaddr', 'all') && only('service', 'ALL') && only('action', 'accept');
    lists.entry(list.slice(0, 128), isAny);
    lists.bind(list.slice(0, 128), 'interfaces');
  }
  return lists.all();
}

function onOrOff(word: string | null): boolean | null {
  if (word === 'enable') return true;
  return word === 'disable' ? false : null;
}
