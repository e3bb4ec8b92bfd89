import { own, ProbeError } from '@tenken/shared';
import { communityWord, firstMatch, fitting, leftOut, Lists, unique } from './dialect.ts';
import type { Answers, Dialect } from './dialect.ts';
import type { DeviceFacts, StoredPassword } from './schema.ts';

/** Lines that are kept as they are: they have no place for a secret. */
const harmless = [
  /^Cisco (?:IOS|Internetwork)\b.*\bVersion [^\s,]+/,
  /^[Cc]isco \S+ .*(?:processor|memory)/,
  /^Clock is (?:un)?synchronized\b/,
  /^%NTP is not enabled/,
  /^SSH (?:Enabled|Disabled)(?: - version [\d.]+)?/,
  /^(?:hostname|interface) \S+$/,
  /^ ?line (?:con|aux|vty|tty) [\d ]+$/,
  /^ (?:no )?ip address(?: (?:dhcp|negotiated|pool|[\d.]+ [\d.]+(?: secondary)?))?$/,
  /^ shutdown$/,
  /^ ip access-group \S+ (?:in|out)$/,
  /^ ipv6 traffic-filter \S+ (?:in|out)$/,
  /^ (?:ipv6 )?access-class \S+ (?:in|out)(?: vrf-also)?$/,
  /^ (?:no )?exec-timeout(?: \d+){0,2}$/,
  /^ no exec$/,
  /^ transport input [a-z0-9 -]+$/,
  /^ (?:no )?login(?: local| authentication \S+)?$/,
  /^(?:no )?service password-encryption$/,
  /^(?:no )?aaa new-model$/,
  /^(?:no )?ip http (?:server|secure-server)$/,
  /^ip http access-class (?:ipv4 |ipv6 )?\S+$/,
  /^ip ssh version [12]$/,
  /^(?:no )?logging on$/,
  /^ip access-list (?:standard|extended) \S+$/,
  /^ipv6 access-list \S+$/,
  /^(?:end|!)$/,
];

/** One entry of an access list; remarks are people's words. */
const entry = /^( (?:\d+ )?|access-list \d+ )((?:permit|deny)\s+[\w./: -]+)$/;

function kept(line: string): string | null {
  const fits = fitting(harmless, line);
  if (fits !== null) return fits;
  if (entry.test(line)) return line;
  const logging = /^logging (?:host )?([\d.]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:]+|host \S+)(?: |$)/.exec(line);
  if (logging) return logging[0].trimEnd();
  const named = /^logging host [\w.:-]+/.exec(line);
  if (named) return named[0];
  // `key N` is a number, the key itself stands in `ntp authentication-key`, which is not kept.
  const ntp = /^(ntp (?:server|peer) (?:vrf \S+ )?(?:ip |ipv6 )?[\w.:-]+)/.exec(line);
  if (ntp) return ntp[1] ?? null;
  const community = /^snmp-server community (\S+)(?: view \S+)?( RO| RW)?/i.exec(line);
  if (community) return `snmp-server community ${communityWord(community[1] ?? '')}${community[2] ?? ''}`;
  const enable = /^enable (secret|password)(?: level \d+)?(?: ([0-9]))? \S/.exec(line);
  if (enable) return `enable ${enable[1]} ${enable[2] ?? '0'} ${leftOut}`;
  const user = /^username (\S+)((?: privilege \d+)?)/.exec(line);
  if (user) {
    const stored = / (secret|password)(?: ([0-9]))? \S/.exec(line.slice(user[0].length));
    const how = stored
      ? ` ${stored[1]} ${stored[2] ?? '0'} ${leftOut}`
      : / nopassword\b/.test(line)
        ? ' nopassword'
        : '';
    return `username ${user[1]}${user[2]}${how}`;
  }
  const own = /^ password(?: ([0-9]))? \S/.exec(line);
  return own ? ` password ${own[1] ?? '0'} ${leftOut}` : null;
}

/** `secret 0` exists in files only: the device hashes it when it takes it. */
const forms: Record<string, StoredPassword['storage']> = {
  '0': 'plain',
  '4': 'weak-hash',
  '5': 'weak-hash',
  '6': 'reversible',
  '7': 'reversible',
  '8': 'strong-hash',
  '9': 'strong-hash',
};

const defaultIdleSeconds = 600;

/** One `line vty` block. */
type Vty = { telnet: boolean | null; isOpen: boolean; restricted: boolean; idleSeconds: number };

export const ios: Dialect = {
  commands: ['show version', 'show running-config', 'show ntp status', 'show ip ssh'],
  essential: ['show version', 'show running-config'],
  kept,
  parse: parseIos,
};

/** Cisco IOS and IOS XE. */
export function parseIos(answers: Answers): DeviceFacts {
  const about = answers.get('show version') ?? '';
  const config = answers.get('show running-config') ?? '';
  const lines = config.split('\n');
  // Every configuration names its device and has an end; what has not is a part of one.
  if (!lines.includes('end') || !/^hostname \S/m.test(config)) {
    throw new ProbeError('unparsable', 'show running-config is no whole configuration');
  }
  const passwords: StoredPassword[] = [];
  const users: DeviceFacts['users'] = [];
  const lists = new Lists();
  const terminals: Vty[] = [];
  const servers: string[] = [];
  const targets: string[] = [];
  let communities = 0;
  let common = 0;
  let addressed = 0;
  let http: boolean | null = null;
  // Versions without it do not name it.
  let https: boolean | null = false;
  let httpRestricted = false;
  let place: { type: 'interface' | 'line' | 'list' | 'none'; name: string } = { type: 'none', name: '' };
  let up: { hasAddress: boolean; shut: boolean } | null = null;
  const closeInterface = () => {
    if (up?.hasAddress && !up.shut) addressed += 1;
    up = null;
  };
  const store = (of: string, word: string, form: string) => {
    // `type 0` with `secret` cannot be shown; anything else is a form that is not known here.
    passwords.push({
      of: of.slice(0, 128),
      storage: own(forms, form) ?? 'other',
      form: `${word} type ${form}`,
    });
  };
  for (const line of lines) {
    if (!line.startsWith(' ')) {
      closeInterface();
      place = { type: 'none', name: '' };
    }
    const [head = '', second = '', third = ''] = line.trim().split(/\s+/);
    const header = /^ ?(interface|line|ip access-list (?:standard|extended)|ipv6 access-list) (\S.*)$/.exec(
      line,
    );
    if (header && !line.startsWith('ip access-list') && !line.startsWith('ipv6 access-list')) {
      const type = header[1] === 'interface' ? 'interface' : 'line';
      place = { type, name: header[2] ?? '' };
      if (type === 'interface') up = { hasAddress: false, shut: false };
      else if (place.name.startsWith('vty')) {
        terminals.push({ telnet: null, isOpen: true, restricted: false, idleSeconds: defaultIdleSeconds });
      }
    } else if (header) place = { type: 'list', name: header[2] ?? '' };
    else if (place.type === 'interface') {
      if (/^ ip address \S/.test(line) && up) up.hasAddress = true;
      if (line === ' shutdown' && up) up.shut = true;
      const bound = /^ (?:ip access-group|ipv6 traffic-filter) (\S+) (in|out)$/.exec(line);
      if (bound) lists.bind(bound[1] ?? '', `${place.name} ${bound[2]}`);
    } else if (place.type === 'line') {
      const stored = /^ password (\d) /.exec(line);
      if (stored) store(`line ${place.name}`, 'password', stored[1] ?? '');
      const terminal = terminals.at(-1);
      if (terminal && place.name.startsWith('vty')) readTerminal(line, terminal, lists);
    } else if (place.type === 'list') {
      if (/^ (?:\d+ )?(?:permit|deny)\b/.test(line)) lists.entry(place.name, permitsAny(line));
    } else if (head === 'access-list') {
      lists.entry(second, permitsAny(line.replace(/^access-list \d+ /, ' ')));
    } else if (head === 'username') {
      const level = firstMatch(line, / privilege (\d+)/);
      users.push({ name: second.slice(0, 128), administrator: level === null ? false : level === '15' });
      const stored = / (secret|password) (\d) /.exec(line);
      if (stored) store(`user ${second}`, stored[1] ?? '', stored[2] ?? '');
      else if (line.endsWith(' nopassword')) {
        passwords.push({ of: `user ${second}`.slice(0, 128), storage: 'none', form: 'nopassword' });
      }
    } else if (head === 'enable') store(`enable ${second}`, second, third);
    else if (head === 'ntp') {
      const named = /^ntp (?:server|peer) (?:vrf \S+ )?(?:ip |ipv6 )?(\S+)/.exec(line);
      if (named) servers.push(named[1] ?? '');
    } else if (head === 'logging' && second !== 'on') targets.push(second === 'host' ? third : second);
    else if (head === 'snmp-server') {
      communities += 1;
      if (third === '(default)') common += 1;
    } else if (line === 'ip http server') http = true;
    else if (line === 'no ip http server') http = false;
    else if (line === 'ip http secure-server') https = true;
    else if (line === 'no ip http secure-server') https = false;
    else if (line.startsWith('ip http access-class')) httpRestricted = true;
  }
  closeInterface();
  const open = terminals.filter(({ isOpen }) => isOpen);
  return {
    name: firstMatch(config, /^hostname (\S+)$/m),
    model: firstMatch(about, /^[Cc]isco (\S+) .*(?:processor|memory)/m),
    version: firstMatch(about, /^Cisco .*\bVersion ([^\s,]+)/m),
    clock: { synchronized: clockOf(answers.get('show ntp status') ?? null), servers: unique(servers) },
    logTargets: lines.includes('no logging on') ? [] : unique(targets),
    users,
    passwords,
    management: {
      telnet: some(open.map(({ telnet }) => telnet)),
      sshVersion1: sshVersion1(answers.get('show ip ssh') ?? null, config),
      http,
      restricted: restrictedTo(terminals, { http, https, isLimited: httpRestricted }),
      idleSeconds: longest(open.map(({ idleSeconds }) => idleSeconds)),
      communities,
      defaultCommunities: common,
    },
    addressedInterfaces: addressed,
    accessLists: lists.all(),
  };
}

function restrictedTo(
  terminals: readonly Vty[],
  web: { http: boolean | null; https: boolean | null; isLimited: boolean },
): boolean | null {
  if (terminals.length === 0) return null;
  if (terminals.some(({ isOpen, restricted }) => isOpen && !restricted)) return false;
  const isServed = some([web.http, web.https]);
  if (web.isLimited || isServed === false) return true;
  return isServed === null ? null : false;
}

function readTerminal(line: string, terminal: Vty, lists: Lists): void {
  const input = firstMatch(line, /^ transport input (.+)$/)?.split(' ');
  if (input) {
    // What comes in by another protocol than these two is as little protected as telnet.
    terminal.telnet = input.some((protocol) => protocol !== 'ssh' && protocol !== 'none');
    if (input.includes('none')) terminal.isOpen = false;
  }
  const bound = /^ (?:ipv6 )?access-class (\S+) in\b/.exec(line);
  if (bound) {
    terminal.restricted = true;
    lists.bind(bound[1] ?? '', 'vty in');
  }
  const idle = /^ exec-timeout (\d+)(?: (\d+))?$/.exec(line);
  if (idle) terminal.idleSeconds = Math.min(Number(idle[1]) * 60 + Number(idle[2] ?? 0), 1_000_000);
  if (line === ' no exec-timeout') terminal.idleSeconds = 0;
}

/** `permit any`, `permit ip any any`, with `log` or other words that narrow nothing. */
function permitsAny(line: string): boolean {
  return /^ (?:\d+ )?permit\s+(?:any|(?:ip|ipv6)\s+any\s+any)(?:\s+log(?:-input)?)?\s*$/.test(line);
}

function clockOf(status: string | null): boolean | null {
  if (status === null) return null;
  if (/^Clock is synchronized/m.test(status)) return true;
  return /^(?:Clock is unsynchronized|%NTP is not enabled)/m.test(status) ? false : null;
}

/** `version 1.99` takes both. */
function sshVersion1(status: string | null, config: string): boolean | null {
  const told = status === null ? null : firstMatch(status, /^SSH Enabled - version ([\d.]+)/m);
  if (told !== null) return told !== '2.0';
  if (/^ip ssh version 2$/m.test(config)) return false;
  return /^ip ssh version 1$/m.test(config) ? true : null;
}

/** True when one is, null when one is not told. */
export function some(list: readonly (boolean | null)[]): boolean | null {
  if (list.includes(true)) return true;
  return list.includes(null) ? null : false;
}

/** 0 waits for ever. */
export function longest(seconds: readonly number[]): number | null {
  if (seconds.length === 0) return null;
  return seconds.includes(0) ? 0 : Math.max(...seconds);
}
