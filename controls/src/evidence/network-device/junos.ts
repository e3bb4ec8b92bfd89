import { ProbeError } from '@tenken/shared';
import { communityWord, cryptForm, firstMatch, fitting, leftOut, Lists, unique } from './dialect.ts';
import type { Answers, Dialect } from './dialect.ts';
import type { DeviceFacts, StoredPassword } from './schema.ts';
import { longest } from './ios.ts';

const configuration = 'show configuration | display inheritance no-comments | display set';

/** Parts of the tree that have no place for a secret; `description` and other free words are in none of them. */
const harmless = [
  /^(?:Hostname|Model|Junos): \S+$/,
  /^JUNOS Software Release \[[^\]]+\]/,
  /^[*+o# x.-][\w.:-]+\s+[\w.:-]+\s+\d+\s+[a-z-]\s/,
  /^set system host-name \S+$/,
  /^set system services (?:ssh|telnet|netconf|web-management)(?: [\w./-]+){0,6}$/,
  /^set system ntp (?:server|peer) [\w.:-]+/,
  /^set system syslog host [\w.:-]+/,
  /^set system login (?:user \S+ class \S+|class \S+ (?:idle-timeout \d+|permissions [a-z-]+))$/,
  /^set interfaces \S+ unit \d+ family inet6? (?:address [0-9A-Fa-f.:/]+|filter (?:input|output) \S+|dhcp)(?= |$)/,
  /^set interfaces \S+(?: unit \d+)?(?: disable)?$/,
  /^set firewall (?:family inet6? )?filter \S+(?: term \S+(?: (?:from [a-z-]+ [\w./:-]+|then (?:accept|discard|reject|log|syslog|count \S+)))?)?$/,
  /^set security policies (?:from-zone \S+ to-zone \S+|global) policy \S+(?: (?:match (?:source-address|destination-address|application) \S+|then (?:permit|deny|reject)))?$/,
  /^\/\* ACCESS-DENIED \*\/$/,
];

/** Names a place in the tree, and no value; places of secrets are left out. */
const deactivation =
  /^deactivate (?:system|interfaces|firewall|security|snmp$)(?: (?!\S*(?:password|secret|key|auth|community|psk))[\w./:-]+){0,12}$/i;

function kept(line: string): string | null {
  const plain = line.replace(/ ## SECRET-DATA$/, '');
  const fits = fitting(harmless, plain);
  if (fits !== null) return fits;
  if (deactivation.test(plain)) return plain;
  const community = /^(set snmp community )("[^"]*"|\S+)(?: authorization (\S+))?/.exec(plain);
  if (community) return `${community[1]}${communityWord(community[2] ?? '')}`;
  const stored =
    /^(set system (?:root-authentication|login user \S+ authentication) )(encrypted-password|plain-text-password-value) "?(?:\$(\w+)\$)?/.exec(
      plain,
    );
  if (stored) return `${stored[1]}${stored[2]} ${stored[3] ?? 'none'} ${leftOut}`;
  return null;
}

export const junos: Dialect = {
  commands: ['show version', configuration, 'show ntp associations no-resolve'],
  essential: ['show version', configuration],
  kept,
  parse: parseJunos,
};

/** Sessions are not ended unless a class says so. */
const defaultIdleSeconds = 0;

/** Junos, switches, routers and SRX. */
export function parseJunos(answers: Answers): DeviceFacts {
  const about = answers.get('show version') ?? '';
  const config = answers.get(configuration) ?? '';
  if (config.includes('ACCESS-DENIED')) {
    throw new ProbeError('permission-denied', 'this user may not see the whole configuration');
  }
  const lines = inForce(config);
  const all = (form: RegExp) => lines.flatMap((line) => form.exec(line)?.[1] ?? []);
  const has = (form: RegExp) => lines.some((line) => form.test(line));
  if (!has(/^set system /)) throw new ProbeError('unparsable', 'there is no configuration in the answer');
  const communities = new Set(all(/^set snmp community (\S+)/));
  const communityCount = unique(lines.filter((line) => line.startsWith('set snmp community '))).length;
  const { users, passwords, idleSeconds } = accountsOf(lines);
  const associations = answers.get('show ntp associations no-resolve') ?? null;
  const filterLists = filtersOf(lines);
  return {
    name: firstMatch(about, /^Hostname: (\S+)$/m),
    model: firstMatch(about, /^Model: (\S+)$/m),
    version:
      firstMatch(about, /^Junos: (\S+)$/m) ?? firstMatch(about, /^JUNOS Software Release \[([^\]]+)\]/m),
    clock: {
      // The source that is followed has an asterisk.
      synchronized: associations === null ? null : /^\*/m.test(associations),
      servers: unique(all(/^set system ntp (?:server|peer) (\S+)/)),
    },
    logTargets: unique(all(/^set system syslog host (\S+)/)),
    users,
    passwords,
    management: {
      telnet: has(/^set system services telnet\b/),
      // Releases before 18 take version 1 unless told; the line itself is enough to tell when it is there.
      sshVersion1: has(/^set system services ssh protocol-version v1$/)
        ? true
        : has(/^set system services ssh protocol-version v2$/) || release(about) >= 18
          ? false
          : null,
      http: has(/^set system services web-management http(?:\s|$)/),
      restricted: has(/^set interfaces lo0 unit \d+ family inet6? filter input /),
      idleSeconds,
      communities: communityCount,
      defaultCommunities: communities.has('(default)') ? 1 : 0,
    },
    addressedInterfaces: new Set(
      all(/^set interfaces ((?!lo0|fxp|em\d|me\d|vme)\S+ unit \d+) family inet6? (?:address|dhcp)/),
    ).size,
    accessLists: filterLists,
  };
}

/** `deactivate X` takes away everything that is set below X. */
function inForce(config: string): string[] {
  const lines = config.split('\n').filter((line) => line !== '');
  const off = lines
    .filter((line) => line.startsWith('deactivate '))
    .map((line) => `set ${line.slice('deactivate '.length)}`);
  return lines.filter((line) => !off.some((root) => line === root || line.startsWith(`${root} `)));
}

function release(about: string): number {
  return Number(firstMatch(about, /^Junos: (\d+)\./m) ?? 0);
}

function accountsOf(lines: readonly string[]) {
  const classes = new Map<string, string>();
  const idle = new Map<string, number>();
  const passwords: StoredPassword[] = [];
  for (const line of lines) {
    const user = /^set system login user (\S+) class (\S+)$/.exec(line);
    if (user) classes.set(user[1] ?? '', user[2] ?? '');
    const timeout = /^set system login class (\S+) idle-timeout (\d+)$/.exec(line);
    if (timeout) idle.set(timeout[1] ?? '', Math.min(Number(timeout[2]) * 60, 1_000_000));
    const stored = /^set system (?:(root)-authentication|login user (\S+) authentication) \S+ (\S+) /.exec(
      line,
    );
    if (stored) {
      passwords.push({
        of: `user ${stored[1] ?? stored[2] ?? ''}`.slice(0, 128),
        storage: stored[3] === 'none' ? 'other' : cryptForm(stored[3] ?? ''),
        form: stored[3] === 'none' ? 'unknown' : `$${stored[3]}$`.slice(0, 128),
      });
    }
  }
  const users = [...classes].map(([name, own]) => ({
    name: name.slice(0, 128),
    // A class of one's own may hold any permission.
    administrator:
      own === 'super-user'
        ? true
        : ['operator', 'read-only', 'unauthorized'].includes(own)
          ? false
          : lines.includes(`set system login class ${own} permissions all`)
            ? true
            : null,
  }));
  const seconds = [...classes.values()].map((own) => idle.get(own) ?? defaultIdleSeconds);
  return { users, passwords, idleSeconds: longest(seconds) };
}

function filtersOf(lines: readonly string[]) {
  const lists = new Lists();
  const terms = new Map<string, { list: string; accepts: boolean; narrows: boolean }>();
  const policies = new Map<string, { list: string; permits: boolean; any: Set<string>; narrows: boolean }>();
  for (const line of lines) {
    const term = /^set firewall (?:family inet6? )?filter (\S+) term (\S+)(?: (from|then) (\S+))?/.exec(line);
    if (term) {
      const [, list = '', name = '', part, word] = term;
      const key = `${list} ${name}`;
      const known = terms.get(key) ?? { list, accepts: false, narrows: false };
      if (part === 'from') known.narrows = true;
      if (part === 'then' && word === 'accept') known.accepts = true;
      terms.set(key, known);
    }
    const bound = /^set interfaces (\S+) unit (\d+) family inet6? filter (input|output) (\S+)$/.exec(line);
    if (bound) lists.bind(bound[4] ?? '', `${bound[1]}.${bound[2]} ${bound[3] === 'input' ? 'in' : 'out'}`);
    const policy =
      /^set security policies (?:from-zone (\S+) to-zone (\S+)|(global)) policy (\S+)(?: (match|then) (\S+)(?: (\S+))?)?/.exec(
        line,
      );
    if (policy) {
      const [, from, to, , name = '', part, word = '', value] = policy;
      const list = from === undefined ? 'global' : `${from} > ${to}`;
      const key = `${list} ${name}`;
      const known = policies.get(key) ?? { list, permits: false, any: new Set<string>(), narrows: false };
      if (part === 'match' && value === 'any') known.any.add(word);
      if (part === 'match' && value !== 'any') known.narrows = true;
      if (part === 'then' && word === 'permit') known.permits = true;
      policies.set(key, known);
      lists.bind(list, 'zones');
    }
  }
  for (const { list, accepts, narrows } of terms.values()) lists.entry(list, accepts && !narrows);
  for (const { list, permits, any, narrows } of policies.values()) {
    lists.entry(list, permits && any.size === 3 && !narrows);
  }
  return lists.all();
}
