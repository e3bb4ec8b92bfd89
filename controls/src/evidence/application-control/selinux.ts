import { ProbeError } from '@tenken/shared';

type Word = 'enforcing' | 'permissive' | 'disabled';

/** /sys/fs/selinux/enforce. @throws {ProbeError} `unparsable` */
export function parseEnforce(text: string): 'enforcing' | 'permissive' {
  const value = text.trim();
  if (value === '1') return 'enforcing';
  if (value === '0') return 'permissive';
  throw new ProbeError('unparsable', '/sys/fs/selinux/enforce is neither 0 nor 1');
}

/** `SELINUX=` of /etc/selinux/config; the last one counts. @throws {ProbeError} `unparsable` where it is not set */
export function parseSelinuxConfig(text: string): Word {
  let found: Word | null = null;
  for (const line of text.split('\n')) {
    const word = /^\s*SELINUX\s*=\s*(\w+)/.exec(line)?.[1]?.toLowerCase();
    if (word === 'enforcing' || word === 'permissive' || word === 'disabled') found = word;
  }
  if (found === null) throw new ProbeError('unparsable', '/etc/selinux/config does not set SELINUX');
  return found;
}

/** `selinux=0` and `enforcing=0` of the kernel command line win over the file; AppArmor has `apparmor=0`. */
export function kernelSwitch(commandLine: string, name: string): boolean | null {
  const values = commandLine
    .split(/\s+/)
    .flatMap((word) => new RegExp(`^${name}=([01])$`).exec(word)?.[1] ?? []);
  const last = values.at(-1);
  return last === undefined ? null : last === '1';
}
