import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { contentOf, filesIn, logon, namesOf, readManagers } from './display-managers.ts';
import type { AutomaticLogon } from './display-managers.ts';

/** Sessions that begin without anybody having proved who they are: graphical ones, and consoles. */
export async function readAutomaticLogons(host: Host, unread: Unread[]): Promise<AutomaticLogon[]> {
  const found = await readManagers(host, unread);
  const suse = await readPart(unread, suseFile, null, () => readSuse(host));
  if (suse) found.push(suse);
  found.push(...((await readPart(unread, 'getty units', [], () => readGettys(host))) ?? []));
  return found.slice(0, 20);
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
      ? await filesIn(host, `${unitFolder}/${name}`)
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
