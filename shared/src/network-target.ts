import { isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { TenkenError } from './errors.ts';

/** Protocols that begin in clear and turn into TLS when the client asks for it, and the ports they usually have. */
export const startTlsPorts = {
  smtp: 25,
  lmtp: 24,
  imap: 143,
  pop3: 110,
  ldap: 389,
  ftp: 21,
  postgresql: 5432,
  mysql: 3306,
  xmpp: 5222,
  'xmpp-server': 5269,
  rdp: 3389,
  sieve: 4190,
  nntp: 119,
} as const;

export type StartTlsProtocol = keyof typeof startTlsPorts;

export const startTlsProtocols = Object.keys(startTlsPorts) as [StartTlsProtocol, ...StartTlsProtocol[]];

export function isStartTlsProtocol(name: string): name is StartTlsProtocol {
  return Object.hasOwn(startTlsPorts, name);
}

/** A server that somebody named to be measured. Nothing was looked up or connected to. */
export type NetworkTarget = {
  /** A name in its ASCII form, lower case, or an address as it was written; without brackets. */
  host: string;
  port: number;
  startTls: StartTlsProtocol | null;
  /** Name that the client tells the server (SNI): the one that was asked for, else the host where it is a name. */
  serverName: string | null;
};

export const targetKinds = ['tls', 'ssh'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** What holds for a target that does not say it itself. */
export type TargetDefaults = {
  startTls?: StartTlsProtocol | undefined;
  serverName?: string | undefined;
};

const plainPorts: Record<TargetKind, number> = { tls: 443, ssh: 22 };

/**
 * Reads `HOST`, `HOST:PORT`, `[IPv6]:PORT` or, for TLS, `smtp://HOST:PORT` with any name of `startTlsProtocols`, and
 * behind it, after spaces, `starttls=PROTOCOL` and `name=SNI`. Full-width characters are read as their plain ones.
 *
 * @throws {TenkenError} `usage` that says what is wrong and what to write instead
 */
export function networkTarget(text: string, kind: TargetKind, defaults: TargetDefaults = {}): NetworkTarget {
  if (text.length > maxLineCharacters)
    throw wrong(text, `It is longer than ${maxLineCharacters} characters.`);
  const [place = '', ...settings] = text.normalize('NFKC').trim().split(/\s+/u);
  const said = readSettings(text, settings, kind);
  const { scheme, authority } = splitScheme(text, place, kind);
  if (scheme !== null && said.startTls !== undefined && said.startTls !== scheme) {
    throw wrong(text, `It says ${scheme} and ${said.startTls}: name one of them.`);
  }
  const startTls = scheme ?? said.startTls ?? (kind === 'tls' ? defaults.startTls : undefined) ?? null;
  const { name, port } = splitPort(text, authority);
  const host = readHost(text, name);
  const serverName = said.serverName ?? (defaults.serverName && readName(text, defaults.serverName));
  return {
    host,
    port: port ?? (startTls === null ? plainPorts[kind] : startTlsPorts[startTls]),
    startTls,
    serverName: serverName ?? (isIP(host) === 0 ? host : null),
  };
}

/** `host:port` as it is written in messages and reports; a name of other letters has its ASCII form. */
export function targetName({ host, port }: Pick<NetworkTarget, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** For people: a name of other letters is shown in both forms, so that nobody takes one for another. */
export function shownTarget(target: Pick<NetworkTarget, 'host' | 'port'>): string {
  const unicode = isIP(target.host) === 0 ? domainToUnicode(target.host) : target.host;
  const ascii = targetName(target);
  return unicode === target.host || unicode === '' ? ascii : `${unicode}:${target.port} (${ascii})`;
}

/** A name of a host in its ASCII form. @throws {TenkenError} `usage` */
export function hostName(text: string): string {
  return readName(text, text.normalize('NFKC').trim());
}

const maxLineCharacters = 1024;

function readSettings(text: string, settings: readonly string[], kind: TargetKind) {
  const said: { startTls?: StartTlsProtocol; serverName?: string } = {};
  for (const setting of settings) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/u.exec(setting) ?? [];
    if (kind === 'tls' && key === 'starttls' && said.startTls === undefined) {
      if (!isStartTlsProtocol(value)) {
        throw wrong(text, `There is no starttls=${value}. There are: ${startTlsProtocols.join(', ')}.`);
      }
      said.startTls = value;
    } else if (kind === 'tls' && key === 'name' && said.serverName === undefined) {
      said.serverName = readName(text, value);
    } else {
      const known = kind === 'tls' ? ' Behind a target stand starttls=PROTOCOL and name=SNI, once each.' : '';
      throw wrong(text, `${setting} means nothing here.${known}`);
    }
  }
  return said;
}

function splitScheme(text: string, place: string, kind: TargetKind) {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/iu.exec(place) ?? [];
  if (scheme === undefined) {
    if (/^(?:file|data|javascript|mailto):/iu.test(place)) throw wrong(text, notAServer);
    return { scheme: null, authority: withoutPath(text, place) };
  }
  const name = scheme.toLowerCase();
  if (name === 'file') throw wrong(text, notAServer);
  const authority = withoutPath(text, rest.replace(/\/$/u, ''));
  if (name === (kind === 'tls' ? 'https' : 'ssh')) return { scheme: null, authority };
  if (name === 'http') {
    throw wrong(
      text,
      `http:// is HTTP without TLS. Write the TLS port, such as ${splitPort(text, authority).name}:443.`,
    );
  }
  if (kind === 'tls' && isStartTlsProtocol(name)) return { scheme: name, authority };
  const instead =
    kind === 'tls'
      ? `Write HOST:PORT, or one of these before ://: ${startTlsProtocols.join(', ')}.`
      : 'Write HOST:PORT.';
  throw wrong(text, `${name}:// is not measured. ${instead}`);
}

const notAServer = 'That is no server. Write HOST:PORT.';

/** Only the server is measured: a path would promise that something else is. */
function withoutPath(text: string, place: string): string {
  if (place.includes('@')) {
    // Not repeated: a password may stand there, and the message ends up in logs.
    throw new TenkenError(
      'usage',
      'A server to measure has no user and no @: nobody signs in. Write HOST:PORT.',
    );
  }
  const end = place.search(/[/\\?#]/u);
  if (end === -1) return place;
  throw wrong(
    text,
    `Only a server can be measured, not a path on it. Write ${place.slice(0, end) || 'HOST:PORT'}.`,
  );
}

function splitPort(text: string, authority: string): { name: string; port: number | null } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/u.exec(authority);
  if (bracketed) {
    const [, address = '', port] = bracketed;
    if (!isIPv6(address) || !addressForm.test(address)) throw wrong(text, `[${address}] is no IPv6 address.`);
    return { name: address, port: port === undefined ? null : readPort(text, port) };
  }
  // Without brackets nobody can tell where the address ends and the port begins.
  if (isIPv6(authority)) {
    throw wrong(text, `An IPv6 address stands in brackets: [${authority}] or [${authority}]:PORT.`);
  }
  const [name = '', port, ...more] = authority.split(':');
  if (more.length > 0) throw wrong(text, 'It has more than one colon. Write HOST:PORT or [IPv6]:PORT.');
  return { name, port: port === undefined ? null : readPort(text, port) };
}

/** Behind % stands the interface of a link-local address. */
const addressForm = /^[0-9a-f:.]+(?:%[\w.-]{1,32})?$/iu;

function readPort(text: string, digits: string): number {
  const port = Number(digits);
  if (!/^\d{1,5}$/.test(digits) || port < 1 || port > 65_535) {
    throw wrong(text, 'The port is a whole number from 1 to 65535.');
  }
  return port;
}

function readHost(text: string, name: string): string {
  // The name of an interface keeps its case.
  if (isIPv6(name)) return name.replace(/^[^%]+/u, (digits) => digits.toLowerCase());
  return isIPv4(name) ? name : readName(text, name);
}

/**
 * What looks like a number is an address to some resolvers (127.1, 0x7f000001, 2130706433), and to others a name: it
 * is refused, so that nobody is surprised by what is measured.
 */
function readName(text: string, name: string): string {
  const written = name.replace(/\.$/u, '');
  if (written === '') throw wrong(text, 'It names no host. Write HOST:PORT.');
  const ascii = domainToASCII(written).toLowerCase();
  if (isIP(ascii) !== 0 || /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/u.test(ascii)) {
    throw wrong(text, 'An IPv4 address has four decimal numbers, such as 192.0.2.1.');
  }
  const labels = ascii.split('.');
  if (
    ascii.length > 253 ||
    !labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/u.test(label))
  ) {
    throw wrong(text, `${JSON.stringify(written.slice(0, 100))} is no name of a host.`);
  }
  return ascii;
}

function wrong(text: string, what: string): TenkenError {
  const shown = text.trim().replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
  const start = shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
  return new TenkenError(
    'usage',
    `${start === '' ? 'An empty text' : start} names no server to measure. ${what}`,
  );
}
