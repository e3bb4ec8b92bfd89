import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { LocalAccounts } from './schema.ts';

export type AutomaticLogon = LocalAccounts['automaticLogons'][number];

type DisplayManager = {
  by: AutomaticLogon['by'];
  /** Files and folders with `*.conf`; a later one wins. */
  places: readonly string[];
  programs: readonly string[];
  userIn: (settings: Settings) => string | null;
};

type Settings = ReadonlyMap<string, string>;

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
    by: 'lightdm',
    places: ['/usr/share/lightdm/lightdm.conf.d', '/etc/lightdm/lightdm.conf.d', '/etc/lightdm/lightdm.conf'],
    programs: ['/usr/sbin/lightdm', '/usr/bin/lightdm'],
    userIn: lightdmUser,
  },
];

/** Sessions that begin without anybody having proved who they are: graphical ones, and consoles. */
export async function readAutomaticLogons(host: Host, unread: Unread[]): Promise<AutomaticLogon[]> {
  const found: AutomaticLogon[] = [];
  for (const manager of displayManagers) {
    const logon = await readPart(unread, `automatic logon of ${manager.by}`, null, () =>
      readManager(host, manager),
    );
    if (logon) found.push(logon);
  }
  const suse = await readPart(unread, suseFile, null, () => readSuse(host));
  if (suse) found.push(suse);
  found.push(...((await readPart(unread, 'getty units', [], () => readGettys(host))) ?? []));
  return found.slice(0, 20);
}

async function readManager(host: Host, manager: DisplayManager): Promise<AutomaticLogon | null> {
  const settings = new Map<string, string>();
  let source: string | null = null;
  for (const place of manager.places) {
    for (const path of place.endsWith('.conf') ? [place] : await confFiles(host, place)) {
      const content = await contentOf(host, path);
      if (content === null) continue;
      const before = manager.userIn(settings);
      for (const [key, value] of parseIni(content)) settings.set(key, value);
      if (manager.userIn(settings) !== before) source = path;
    }
  }
  const user = manager.userIn(settings);
  if (user === null || source === null) return null;
  // What a display manager leaves behind when it is removed does nothing.
  for (const program of manager.programs) {
    if (await exists(host, program)) return logon(manager.by, user, source);
  }
  return null;
}

const suseFile = '/etc/sysconfig/displaymanager';

async function readSuse(host: Host): Promise<AutomaticLogon | null> {
  const content = await contentOf(host, suseFile);
  const user = /^\s*DISPLAYMANAGER_AUTOLOGIN\s*=\s*["']?([^"'\s#]+)/m.exec(content ?? '')?.[1];
  return user ? logon('gdm', user, suseFile) : null;
}

const unitFolder = '/etc/systemd/system';

/** Drop-ins and replaced units of the consoles, whose command line says `--autologin` or `-a`. */
async function readGettys(host: Host): Promise<AutomaticLogon[]> {
  const found: AutomaticLogon[] = [];
  for (const name of await namesOf(host, unitFolder)) {
    if (!/^(serial-|console-|container-)?getty(@[^/]*)?\.service(\.d)?$/.test(name)) continue;
    const paths = name.endsWith('.d')
      ? await confFiles(host, `${unitFolder}/${name}`)
      : [`${unitFolder}/${name}`];
    for (const path of paths) {
      const user = gettyUser((await contentOf(host, path)) ?? '');
      if (user !== null) found.push(logon('getty', user, path));
    }
  }
  return found;
}

/** The user whom the last `ExecStart=` of a unit file signs in; an empty `ExecStart=` takes back those before it. */
export function gettyUser(unit: string): string | null {
  if (/\S/.test(unit) && !/^\s*\[\w+\]/m.test(unit)) {
    throw new ProbeError('unparsable', 'a unit without a section');
  }
  let user: string | null = null;
  for (const [, command = ''] of unit.matchAll(/^\s*ExecStart\s*=[ \t]*(.*)$/gm)) {
    const found = /(?:^|\s)(?:--autologin[ =]|-a ?)([^\s-]\S*)/.exec(command)?.[1];
    user = found ?? null;
  }
  return user;
}

/** `section/key` in lower case; of two lines the later one counts. */
export function parseIni(content: string): Map<string, string> {
  if (/^\s*[^\s#;[]/m.test(content) && !/^\s*\[[^\]]*\]/m.test(content)) {
    throw new ProbeError('unparsable', 'settings without a section');
  }
  const settings = new Map<string, string>();
  let section = '';
  for (const line of content.split('\n')) {
    const heading = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading.toLowerCase();
      continue;
    }
    const [, key, value] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key && value !== undefined) settings.set(`${section}/${key.toLowerCase()}`, value);
  }
  return settings;
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

function logon(by: AutomaticLogon['by'], user: string, source: string): AutomaticLogon {
  return { by, on: true, user: user.slice(0, 128), source: source.slice(0, 300), passwordInClear: false };
}

async function confFiles(host: Host, folder: string): Promise<string[]> {
  return (await namesOf(host, folder))
    .filter((name) => name.endsWith('.conf'))
    .map((name) => `${folder}/${name}`);
}

async function namesOf(host: Host, folder: string): Promise<string[]> {
  try {
    return await host.list(folder);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

async function contentOf(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 256 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
