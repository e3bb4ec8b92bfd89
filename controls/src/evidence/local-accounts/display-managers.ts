import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { LocalAccounts } from './schema.ts';

export type AutomaticLogon = LocalAccounts['automaticLogons'][number];
type StartedManager = NonNullable<LocalAccounts['displayManagers']>[number];

/** `section/key` in lower case; keys outside of any section begin with `/`. */
export type Settings = ReadonlyMap<string, string>;

type DisplayManager = {
  by: AutomaticLogon['by'];
  /** Files, and folders with files that end like `suffix`; a later one wins. */
  places: readonly string[];
  suffix?: string;
  programs: readonly string[];
  parse?: (content: string) => Map<string, string>;
  userIn: (settings: Settings) => string | null;
};

const displayManagers: readonly DisplayManager[] = [
  {
    by: 'gdm',
    places: ['/etc/gdm3/custom.conf', '/etc/gdm3/daemon.conf', '/etc/gdm/custom.conf'],
    programs: ['/usr/sbin/gdm3', '/usr/sbin/gdm', '/usr/bin/gdm'],
    userIn: (settings) => gdmUser(settings, 'automaticlogin') ?? gdmUser(settings, 'timedlogin'),
  },
  {
    by: 'sddm',
    places: ['/usr/lib/sddm/sddm.conf.d', '/etc/sddm.conf.d', '/etc/sddm.conf'],
    programs: ['/usr/bin/sddm', '/usr/sbin/sddm'],
    userIn: (settings) => settings.get('autologin/user') || null,
  },
  {
    // KDE's successor of sddm and its fork: the same settings in places of its own.
    by: 'plasmalogin',
    places: ['/usr/lib/plasmalogin/plasmalogin.conf.d', '/etc/plasmalogin.conf.d', '/etc/plasmalogin.conf'],
    programs: ['/usr/bin/plasmalogin', '/usr/sbin/plasmalogin'],
    userIn: (settings) => settings.get('autologin/user') || null,
  },
  {
    by: 'lightdm',
    places: [
      '/usr/share/lightdm/lightdm.conf.d',
      '/etc/xdg/lightdm/lightdm.conf.d',
      '/etc/lightdm/lightdm.conf.d',
      '/etc/lightdm/lightdm.conf',
    ],
    programs: ['/usr/sbin/lightdm', '/usr/bin/lightdm'],
    userIn: lightdmUser,
  },
  {
    // Other greeters bring a file of their own beside config.toml, as COSMIC does, and a unit that names it.
    by: 'greetd',
    places: ['/etc/greetd'],
    suffix: '.toml',
    programs: ['/usr/sbin/greetd', '/usr/bin/greetd', '/usr/local/bin/greetd'],
    parse: parseToml,
    userIn: greetdUser,
  },
  {
    // Debian's reads default.conf, a link that its alternatives keep; elsewhere it is lxdm.conf.
    by: 'lxdm',
    places: ['/etc/lxdm/lxdm.conf', '/etc/lxdm/default.conf'],
    programs: ['/usr/sbin/lxdm', '/usr/bin/lxdm'],
    userIn: (settings) => settings.get('base/autologin') || null,
  },
  {
    by: 'ly',
    places: ['/etc/ly/config.ini', '/usr/local/etc/ly/config.ini'],
    programs: ['/usr/bin/ly', '/usr/bin/ly-dm', '/usr/local/bin/ly'],
    parse: parseLines,
    userIn: (settings) => notNull(settings.get('/auto_login_user')),
  },
  {
    by: 'slim',
    places: ['/etc/slim.conf'],
    programs: ['/usr/bin/slim', '/usr/sbin/slim'],
    parse: parseWords,
    userIn: (settings) =>
      settings.get('/auto_login')?.toLowerCase() === 'yes' ? settings.get('/default_user') || null : null,
  },
  {
    // It asks nobody anything: where it is switched on, it signs its user in.
    by: 'nodm',
    places: ['/etc/default/nodm', '/etc/nodm.conf'],
    programs: ['/usr/sbin/nodm', '/usr/bin/nodm'],
    parse: parseLines,
    userIn: (settings) =>
      /^(false|no|0)$/i.test(settings.get('/nodm_enabled') ?? '') ? null : settings.get('/nodm_user') || null,
  },
];

/** Names of programs that the managers above run as; `xdm` has no automatic logon. */
const knownPrograms =
  /^(gdm3?|gdm-binary|sddm|sddm-helper|plasmalogin|lightdm|greetd|lxdm|lxdm-binary|ly|ly-dm|slim|nodm|xdm)$/;

/** Automatic logons of the graphical login programs that are installed. */
export async function readManagers(host: Host, unread: Unread[]): Promise<AutomaticLogon[]> {
  const found: AutomaticLogon[] = [];
  for (const manager of displayManagers) {
    found.push(
      ...((await readPart(unread, `automatic logon of ${manager.by}`, [], () =>
        readManager(host, manager),
      )) ?? []),
    );
  }
  return found;
}

async function readManager(host: Host, manager: DisplayManager): Promise<AutomaticLogon[]> {
  const { places, suffix = '.conf', parse = parseIni, userIn, by } = manager;
  const found: AutomaticLogon[] = [];
  const settings = new Map<string, string>();
  let source: string | null = null;
  for (const place of places) {
    const isFolder = suffix === '.toml' || place.endsWith('.d');
    for (const path of isFolder ? await filesIn(host, place, suffix) : [place]) {
      const content = await contentOf(host, path);
      if (content === null) continue;
      const before = userIn(settings);
      // Each of greetd's files stands for itself; the others are laid upon one another.
      if (by === 'greetd') settings.clear();
      for (const [key, value] of parse(content)) settings.set(key, value);
      const user = userIn(settings);
      if (by === 'greetd' && user !== null) found.push(logon(by, user, path));
      if (user !== before) source = path;
    }
  }
  const user = userIn(settings);
  if (by !== 'greetd' && user !== null && source !== null) found.push(logon(by, user, source));
  if (found.length === 0) return [];
  // What a display manager leaves behind when it is removed does nothing.
  for (const program of manager.programs) if (await exists(host, program)) return found;
  return [];
}

const units = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];
const debianChoice = '/etc/X11/default-display-manager';
/** SUSE: the program behind display-manager.service starts what this link names. */
const suseStarter = '/usr/lib/X11/display-manager';
const suseChoice = '/etc/alternatives/default-displaymanager';

/** Which display managers the system starts, and whether their settings are among those that are read here. */
export async function readStartedManagers(host: Host): Promise<StartedManager[]> {
  const programs = [await startedByUnit(host), (await contentOf(host, debianChoice))?.trim() ?? null];
  const found = new Map<string, StartedManager>();
  for (const program of programs) {
    if (!program || !(await isInstalled(host, program))) continue;
    const name = baseName(program).slice(0, 128);
    const settings = knownPrograms.test(name) ? 'read' : 'not-known';
    found.set(name, { name, settings });
  }
  return [...found.values()];
}

async function startedByUnit(host: Host): Promise<string | null> {
  for (const folder of units) {
    const unit = await contentOf(host, `${folder}/display-manager.service`);
    // Masked: an empty file.
    if (unit === null) continue;
    const program = programOf(unit);
    if (program === null && unit.trim() !== '') {
      throw new ProbeError('unparsable', `${folder}/display-manager.service starts nothing`);
    }
    if (program !== suseStarter) return program;
    try {
      return await host.readLink(suseChoice);
    } catch (error) {
      if (isProbeError(error, 'not-found')) return program;
      throw error;
    }
  }
  return null;
}

/** The program of the last `ExecStart=` of a unit, without the marks that systemd takes before it. */
export function programOf(unit: string): string | null {
  let program: string | null = null;
  for (const [, command = ''] of unit.matchAll(/^[ \t]*ExecStart[ \t]*=[ \t]*(.*)$/gm)) {
    program = /^[-@:+!|]*"?([^\s"]+)/.exec(command)?.[1] ?? null;
  }
  return program;
}

async function isInstalled(host: Host, program: string): Promise<boolean> {
  if (program.startsWith('/')) return exists(host, program);
  for (const folder of ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']) {
    if (await exists(host, `${folder}/${program}`)) return true;
  }
  return false;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `section/key` in lower case; of two lines the later one counts. */
export function parseIni(content: string): Map<string, string> {
  if (/^\s*[^\s#;[]/m.test(content) && !/^\s*\[[^\]]*\]/m.test(content)) {
    throw new ProbeError('unparsable', 'settings without a section');
  }
  return parseLines(content);
}

/** `key=value` lines, with sections or without. */
export function parseLines(content: string): Map<string, string> {
  refuseBinary(content);
  const settings = new Map<string, string>();
  let section = '';
  for (const line of content.split('\n')) {
    const heading = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading.trim().toLowerCase();
      continue;
    }
    const [, key, value] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key && value !== undefined) settings.set(`${section}/${key.toLowerCase()}`, unquoted(value));
  }
  return settings;
}

/** slim's: a word, space, and the rest of the line. */
export function parseWords(content: string): Map<string, string> {
  refuseBinary(content);
  const settings = new Map<string, string>();
  for (const line of content.split('\n')) {
    const [, key, value] = /^\s*([A-Za-z]\w*)\s+(.*?)\s*$/.exec(line) ?? [];
    if (key && value !== undefined) settings.set(`/${key.toLowerCase()}`, value);
  }
  return settings;
}

/**
 * The part of TOML that greetd's files are written in. What is said in another way (inline tables, dotted keys, text
 * of several lines) is refused rather than overlooked.
 */
export function parseToml(content: string): Map<string, string> {
  refuseBinary(content);
  for (const line of content.split('\n')) {
    const isPlain = /^\s*(#.*|\[\s*"?[\w-]+"?\s*\]\s*(#.*)?|[\w-]+\s*=\s*(?!\{|"""|''')\S.*)?\s*$/.test(line);
    if (!isPlain) throw new ProbeError('unparsable', 'TOML beyond plain keys in plain tables');
  }
  const settings = new Map<string, string>();
  let section = '';
  for (const line of content.split('\n')) {
    const heading = /^\s*\[\s*"?([\w-]+)"?\s*\]/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const [, key, double, single, bare] =
      /^\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^#]*))/.exec(line) ?? [];
    if (key) settings.set(`${section}/${key}`, (double ?? single ?? bare ?? '').trim());
  }
  return settings;
}

function refuseBinary(content: string): void {
  if (content.includes('\0')) throw new ProbeError('unparsable', 'settings that are no text');
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}

function notNull(value: string | undefined): string | null {
  return value && value !== 'null' ? value : null;
}

function gdmUser(settings: Settings, kind: string): string | null {
  if (!/^(true|1|yes)$/i.test(settings.get(`daemon/${kind}enable`) ?? '')) return null;
  return settings.get(`daemon/${kind}`) || null;
}

/** Sections name a seat, `[Seat:*]` all of them; older files say `[SeatDefaults]`. */
function lightdmUser(settings: Settings): string | null {
  for (const [key, value] of settings) {
    if (/^seat[^/]*\/autologin-(user|guest)$/.test(key) && value !== '' && value !== 'false') return value;
  }
  return null;
}

/**
 * `[initial_session]` is begun once without a question. `[default_session]` is meant for a greeter under an account
 * of its own; a desktop in its place, under somebody's account, is begun without a question every time.
 */
export function greetdUser(settings: Settings): string | null {
  const first = settings.get('initial_session/user') || null;
  if (first !== null || settings.has('initial_session/command')) return first ?? 'root';
  const user = settings.get('default_session/user') || 'greeter';
  const command = settings.get('default_session/command') ?? '';
  const isGreeter = /^_?greetd?$|greeter$/.test(user) || /greet|dlm|ddlm|nwg-hello/.test(command);
  return isGreeter ? null : user;
}

export function logon(by: AutomaticLogon['by'], user: string, source: string): AutomaticLogon {
  return { by, on: true, user: user.slice(0, 128), source: source.slice(0, 300), passwordInClear: false };
}

export async function filesIn(host: Host, folder: string, suffix = '.conf'): Promise<string[]> {
  return (await namesOf(host, folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => `${folder}/${name}`);
}

export async function namesOf(host: Host, folder: string): Promise<string[]> {
  try {
    return await host.list(folder);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

export async function contentOf(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 256 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
