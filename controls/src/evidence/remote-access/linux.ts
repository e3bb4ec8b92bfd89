import type { Host } from '@tenken/shared';
import { exists } from '../exists.ts';
import { isOpen, readEnabledServices } from '../login-factors/enabled-services.ts';
import { readSshdConfig } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { RemoteAccess } from './schema.ts';
import { readDefaultRootLogin, settingsOf } from './ssh-settings.ts';

export async function readLinux(host: Host): Promise<RemoteAccess> {
  const unread: Unread[] = [];
  const ssh = await readPart(unread, 'sshd_config', null, () => readSsh(host));
  return { unread, ssh, rdp: null, winrm: null, screenSharing: null };
}

async function readSsh(host: Host): Promise<RemoteAccess['ssh']> {
  if (!(await exists(host, '/usr/sbin/sshd'))) return null;
  const open = await isOpen(host, await readEnabledServices(host), ['ssh', 'sshd'], '/run/sshd.pid');
  const config = await readSshdConfig(host);
  return { open, ...settingsOf(config), defaultRootLogin: await readDefaultRootLogin(host, config) };
}
