import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseDisabledServices } from '../login-factors/macos.ts';
import { parsePlist, plistMember } from '../plist.ts';
import { readSshdConfig } from '../sshd-config.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { RemoteAccess } from './schema.ts';
import { readDefaultRootLogin, settingsOf } from './ssh-settings.ts';

const remoteManagement = '/Library/Preferences/com.apple.RemoteManagement.plist';
/** Remote Management switches itself on by this file. */
const remoteManagementOn = '/private/etc/RemoteManagement.launchd';

export async function readMacos(host: Host): Promise<RemoteAccess> {
  const unread: Unread[] = [];
  const services = await readPart(unread, 'launchctl print-disabled', null, () => readServices(host));
  const ssh = await readPart(unread, 'sshd_config', null, async () => {
    const config = await readSshdConfig(host);
    return {
      open: services && (services.get('com.openssh.sshd') ?? false),
      ...settingsOf(config),
      defaultRootLogin: await readDefaultRootLogin(host, config),
    };
  });
  const managed = await readPart(unread, remoteManagementOn, false, async () => {
    await host.stat(remoteManagementOn);
    return true;
  });
  const legacyPassword = await readPart(unread, remoteManagement, null, async () => {
    const settings = parsePlist(await host.readFile(remoteManagement, { maxBytes: 256 * 1024 }));
    const value = plistMember(settings, 'VNCLegacyConnectionsEnabled');
    return value === true || value === 1 ? true : value === false || value === 0 ? false : null;
  });
  const screenSharing =
    services && managed !== null
      ? { open: managed || (services.get('com.apple.screensharing') ?? false), legacyPassword }
      : null;
  return { unread, ssh, rdp: null, winrm: null, screenSharing };
}

async function readServices(host: Host): Promise<Map<string, boolean>> {
  const shown = await host.run('launchctl', ['print-disabled', 'system'], { timeoutMs: 10_000 });
  if (shown.exitCode !== 0) {
    throw new ProbeError('internal', `launchctl print-disabled: exit ${shown.exitCode}`);
  }
  return parseDisabledServices(shown.stdout);
}
