import { ProbeError } from '@tenken/shared';
import type { Driver } from './schema.ts';

/** Commands that load nothing. What else an `install` line runs cannot be known from here. */
const refusing = /^(?:\/(?:usr\/)?s?bin\/)?(?:false|true|nologin)$/;

/**
 * `modprobe --show-depends MODULE` with exit code 0: what loading would do, dependencies first, whether or not the
 * module is loaded. `install` lines stand in place of `insmod`. A refused dependency refuses the module: uas needs
 * usb-storage, so blocking that one blocks both (kmod 34, Linux 6.12), and the other way round it does not.
 */
export function parseShowDepends(output: string): Exclude<Driver['state'], 'absent' | 'blacklisted'> {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0 || !lines.every((line) => /^(insmod|install|builtin) \S/.test(line))) {
    throw new ProbeError(
      'unparsable',
      'modprobe --show-depends prints something else than what it would load',
    );
  }
  const commands = lines
    .filter((line) => line.startsWith('install '))
    .map((line) => line.slice('install '.length));
  if (commands.some((command) => refusing.test(command))) return 'blocked';
  if (commands.length > 0) return 'custom-command';
  return lines.at(-1)?.startsWith('builtin ') ? 'built-in' : 'loadable';
}

/** `modprobe --showconfig`: `blacklist usb_storage`. `-` and `_` are the same in names of modules. */
export function parseBlacklist(output: string): Set<string> {
  const names = new Set<string>();
  for (const line of output.split('\n')) {
    const name = /^blacklist\s+(\S+)\s*$/.exec(line)?.[1];
    if (name) names.add(name.replaceAll('_', '-'));
  }
  return names;
}
