import type { Host } from '@tenken/shared';
import type { FileProtection } from './schema.ts';
import { readUnixFiles } from './wanted.ts';
import type { Wanted } from './wanted.ts';

const fixed: Wanted[] = [
  { path: '/private/etc/master.passwd', purpose: 'passwords' },
  { path: '/private/var/db/dslocal/nodes/Default/users', purpose: 'passwords' },
  { path: '/private/etc/passwd', purpose: 'accounts' },
  { path: '/private/etc/group', purpose: 'accounts' },
  { path: '/private/etc/sudoers', purpose: 'sudo-rules' },
  { path: '/private/etc', purpose: 'system-folder' },
  { path: '/private/etc/pam.d', purpose: 'system-folder' },
  { path: '/Library/LaunchDaemons', purpose: 'system-folder' },
  { path: '/private/var/root', purpose: 'system-folder' },
  ...['profile', 'bashrc', 'zprofile', 'zshrc', 'zshenv'].map((name): Wanted => ({
    path: `/private/etc/${name}`,
    purpose: 'system-file',
  })),
];

/** What runs as, or is trusted by, the superuser: of each entry the permissions alone. */
const trusted: Wanted[] = [
  { path: '/private/etc/pam.d', purpose: 'system-file' },
  { path: '/private/etc/ssh/sshd_config.d', purpose: 'system-file' },
  { path: '/Library/LaunchDaemons', purpose: 'system-file' },
];

const folders: Wanted[] = [
  { path: '/private/etc/sudoers.d', purpose: 'sudo-rules' },
  { path: '/private/etc/ssh', purpose: 'ssh-settings' },
  { path: '/private/var/root/.ssh', purpose: 'ssh-user-key' },
];

export function readMacos(host: Host): Promise<FileProtection> {
  return readUnixFiles(host, fixed, folders, trusted);
}
