import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSshHost } from '../../agent/src/hosts/ssh/open-ssh-host.ts';
import type { SshTarget } from '../../agent/src/hosts/ssh/open-ssh-host.ts';
import type { SshHost } from '../../agent/src/hosts/ssh/ssh-host.ts';
import { scratchFolder } from './scratch-folder.ts';
import type { SshServer } from './ssh-server.ts';

/** How this test reaches its own server. */
export function targetOf(server: SshServer, more: Partial<SshTarget> = {}): SshTarget {
  const knownHostsFile = join(scratchFolder(), 'known_hosts');
  writeFileSync(knownHostsFile, server.knownHosts);
  return {
    address: { user: server.user, host: '127.0.0.1', port: server.port },
    credentials: { keyFiles: [server.keyFile] },
    knownHostsFile,
    sudo: 'never',
    ...more,
  };
}

export function openOver(server: SshServer, more: Partial<SshTarget> = {}): Promise<SshHost> {
  return openSshHost(targetOf(server, more));
}
