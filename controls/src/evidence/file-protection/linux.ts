import type { Host } from '@tenken/shared';
import type { FileProtection } from './schema.ts';
import { readUnixFiles } from './wanted.ts';
import type { Wanted } from './wanted.ts';

const fixed: Wanted[] = [
  { path: '/etc/shadow', purpose: 'passwords' },
  { path: '/etc/shadow-', purpose: 'passwords' },
  { path: '/etc/gshadow', purpose: 'passwords' },
  { path: '/etc/gshadow-', purpose: 'passwords' },
  { path: '/etc/security/opasswd', purpose: 'passwords' },
  { path: '/etc/passwd', purpose: 'accounts' },
  { path: '/etc/group', purpose: 'accounts' },
  { path: '/etc/sudoers', purpose: 'sudo-rules' },
  { path: '/etc/crontab', purpose: 'schedule' },
  { path: '/root/.ssh/authorized_keys', purpose: 'ssh-settings' },
  { path: '/etc', purpose: 'system-folder' },
  { path: '/usr/bin', purpose: 'system-folder' },
  { path: '/usr/sbin', purpose: 'system-folder' },
  { path: '/etc/pam.d', purpose: 'system-folder' },
  { path: '/etc/systemd/system', purpose: 'system-folder' },
];

const folders: Wanted[] = [
  { path: '/etc/sudoers.d', purpose: 'sudo-rules' },
  { path: '/etc/cron.d', purpose: 'schedule' },
  { path: '/etc/cron.hourly', purpose: 'schedule' },
  { path: '/etc/cron.daily', purpose: 'schedule' },
  { path: '/etc/ssh', purpose: 'ssh-settings' },
  { path: '/root/.ssh', purpose: 'ssh-user-key' },
];

export function readLinux(host: Host): Promise<FileProtection> {
  return readUnixFiles(host, fixed, folders);
}
