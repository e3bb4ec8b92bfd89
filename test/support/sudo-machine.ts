import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const sudoUser = 'tenken-scan';
export const sudoPassword = '合言葉 p\'w"$(id)\\';
const uid = 31_337;

/** Why no machine with sudo rules of the test's own can be made here; null when one can. */
export function whyNoSudoMachine(): string | null {
  if (process.getuid?.() !== 0) return 'accounts and sudo rules of a test need root';
  for (const program of ['/usr/bin/sudo', '/usr/bin/unshare', '/usr/bin/openssl']) {
    if (!existsSync(program)) return `${program} is missing`;
  }
  const tried = spawnSync('unshare', ['--mount', 'mount', '--bind', '/etc/hostname', '/etc/hostname']);
  return tried.status === 0 ? null : 'mounts of its own are not allowed here';
}

/**
 * What puts a program into a view of this machine that has one more account and other sudo rules. Only that program
 * and its children see them; the machine's own files stay as they are.
 */
export function withSudoRules(folder: string, rules: readonly string[]): string[] {
  const files: Record<string, string> = {
    '/etc/passwd': `${readFileSync('/etc/passwd', 'utf8')}${sudoUser}:x:${uid}:${uid}::/:/bin/sh\n`,
    '/etc/group': `${readFileSync('/etc/group', 'utf8')}${sudoUser}:x:${uid}:\n`,
    '/etc/shadow': `${readFileSync('/etc/shadow', 'utf8')}${sudoUser}:${sudoPasswordHash()}:20000:0:99999:7:::\n`,
    '/etc/sudoers': ['Defaults use_pty', 'root ALL=(ALL:ALL) ALL', ...rules, ''].join('\n'),
  };
  const modes: Record<string, number> = { '/etc/shadow': 0o640, '/etc/sudoers': 0o440 };
  const mounts = Object.entries(files).map(([path, content]) => {
    const own = join(folder, path.slice(1).replaceAll('/', '-'));
    writeFileSync(own, content, { mode: modes[path] ?? 0o644 });
    return `mount --bind ${own} ${path}`;
  });
  return [
    'unshare',
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    `${mounts.join(' && ')} && exec "$@"`,
    'sh',
  ];
}

/** As /etc/shadow keeps it. */
export function sudoPasswordHash(): string {
  const input = `${sudoPassword}\n`;
  return spawnSync('openssl', ['passwd', '-6', '-stdin'], { input, encoding: 'utf8' }).stdout.trim();
}
