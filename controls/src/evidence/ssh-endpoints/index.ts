import { text } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { defineEvidence } from '../define.ts';
import { readLinuxListeners } from '../tls-endpoints/linux.ts';
import { readMacosListeners } from '../tls-endpoints/macos.ts';
import { readWindowsListeners } from '../tls-endpoints/windows.ts';
import type { Unread } from '../unread.ts';
import { ownPortsTimeoutMs } from '../examine-own-ports.ts';
import { examineListeners } from './examine-listeners.ts';
import { SshEndpoints } from './schema.ts';

async function readLinux(host: Host): Promise<SshEndpoints> {
  return examineListeners(host, await readLinuxListeners(host));
}

async function readWindows(host: Host): Promise<SshEndpoints> {
  return examineListeners(host, await readWindowsListeners(host));
}

async function readMacos(host: Host): Promise<SshEndpoints> {
  const unread: Unread[] = [];
  return examineListeners(host, await readMacosListeners(host, unread), unread);
}

export const sshEndpoints = defineEvidence<SshEndpoints>({
  id: 'ssh-endpoints',
  version: 1,
  title: text('SSHの受け口', 'SSH endpoints'),
  schema: SshEndpoints,
  probes: {
    // /proc/net/tcp and MSFT_NetTCPConnection show every user's sockets to anyone; lsof does not.
    linux: { read: readLinux, rights: 'anyone', timeoutMs: ownPortsTimeoutMs },
    windows: { read: readWindows, rights: 'anyone', timeoutMs: ownPortsTimeoutMs },
    macos: { read: readMacos, rights: 'administrator', timeoutMs: ownPortsTimeoutMs },
  },
});
