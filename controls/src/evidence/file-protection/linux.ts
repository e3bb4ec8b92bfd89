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
  { path: '/root', purpose: 'system-folder' },
  { path: '/usr/lib/systemd/system', purpose: 'system-folder' },
  { path: '/etc/profile', purpose: 'system-file' },
  { path: '/etc/bash.bashrc', purpose: 'system-file' },
  { path: '/etc/bashrc', purpose: 'system-file' },
  { path: '/etc/environment', purpose: 'system-file' },
  { path: '/etc/ld.so.preload', purpose: 'system-file' },
  { path: '/etc/ld.so.conf', purpose: 'system-file' },
  { path: '/etc/nsswitch.conf', purpose: 'system-file' },
  { path: '/etc/login.defs', purpose: 'system-file' },
  { path: '/etc/rc.local', purpose: 'system-file' },
  { path: '/etc/anacrontab', purpose: 'schedule' },
  { path: '/etc/apt/sources.list', purpose: 'system-file' },
  { path: '/etc/apt/trusted.gpg', purpose: 'system-file' },
  { path: '/root/.bashrc', purpose: 'system-file' },
  { path: '/root/.profile', purpose: 'system-file' },
  { path: '/root/.bash_profile', purpose: 'system-file' },
];

/** What runs as, or is trusted by, the superuser: of each entry the permissions alone. */
const trusted: Wanted[] = [
  'pam.d',
  'security',
  'profile.d',
  'init.d',
  'ld.so.conf.d',
  'ssh/sshd_config.d',
  'systemd/system',
  'apt/sources.list.d',
  'apt/trusted.gpg.d',
  'apt/keyrings',
  'apt/apt.conf.d',
  'yum.repos.d',
  'pki/rpm-gpg',
  'zypp/repos.d',
].map((name): Wanted => ({ path: `/etc/${name}`, purpose: 'system-file' }));

const schedules: Wanted[] = [
  ...['cron.weekly', 'cron.monthly'].map((name): Wanted => ({ path: `/etc/${name}`, purpose: 'schedule' })),
  // Debian and SUSE keep them in folders below the one of Red Hat.
  { path: '/var/spool/cron', purpose: 'user-schedule' },
  { path: '/var/spool/cron/crontabs', purpose: 'user-schedule' },
  { path: '/var/spool/cron/tabs', purpose: 'user-schedule' },
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
  return readUnixFiles(host, fixed, folders, [...trusted, ...schedules]);
}
