import type { Host } from '@tenken/shared';
import { isContainer } from '../container.ts';
import { exists } from '../exists.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import {
  readDnf5Automatic,
  readDnfAutomatic,
  readOsUpdate,
  readTransactionalUpdate,
  readUnattendedUpgrades,
  readYastOnlineUpdate,
  readYumCron,
} from './linux-mechanisms.ts';
import { nothingElse } from './schema.ts';
import type { AutomaticUpdates, Mechanism } from './schema.ts';
import { readSnapRefresh } from './snap.ts';

export async function readLinux(host: Host): Promise<AutomaticUpdates> {
  const unread: Unread[] = [];
  if (await isContainer(host)) return { ...nothingElse, unread, container: true, mechanisms: [] };
  const systemd = await exists(host, '/run/systemd/system');
  const readers: [string, () => Promise<Mechanism | null>][] = [
    ['unattended-upgrades', () => readUnattendedUpgrades(host, systemd)],
    ['dnf-automatic', () => readDnfAutomatic(host)],
    ['dnf5-automatic', () => readDnf5Automatic(host)],
    ['yum-cron', () => readYumCron(host)],
    ['transactional-update', () => readTransactionalUpdate(host)],
    ['os-update', () => readOsUpdate(host)],
    ['yast-online-update', () => readYastOnlineUpdate(host)],
  ];
  const mechanisms: Mechanism[] = [];
  for (const [what, read] of readers) {
    const mechanism = await readPart(unread, what, null, read);
    if (mechanism) mechanisms.push(mechanism);
  }
  const snap = await readPart(unread, 'snap refresh --time', null, () => readSnapRefresh(host));
  if (snap) mechanisms.push(snap.mechanism);
  // A hold of snaps holds snaps alone: it stands among their settings and pauses nothing else.
  return { ...nothingElse, unread, mechanisms };
}
