import { ProbeError } from '@tenken/shared';
import type { DiskArray } from './schema.ts';

type Pool = Pick<DiskArray, 'level' | 'redundant' | 'members'>;

const sections = /^(logs|cache|spares)$/;
const redundantGroup = /^(mirror|raidz\d?|draid\d?)/;

/**
 * The configuration in `zpool status -LP POOL`: one tab, then two spaces for each step down. It is not translated,
 * and there is no other form before OpenZFS 2.3. A pool lasts as long as each of its groups.
 */
export function parseZpoolStatus(output: string): Pool {
  const lines = output.split('\n');
  const head = lines.findIndex((line) => /^\tNAME\s+STATE\b/.test(line));
  if (head < 0) throw new ProbeError('unparsable', 'zpool status shows no configuration');
  const groups: string[] = [];
  const members = new Set<string>();
  for (const line of lines.slice(head + 2)) {
    const found = /^\t( *)(\S+)/.exec(line);
    if (!found) break;
    const [, indent = '', name = ''] = found;
    if (indent === '' && sections.test(name)) break;
    if (indent.length === 2) groups.push(name);
    if (name.startsWith('/dev/')) members.add(wholeDisk(name.slice('/dev/'.length)));
  }
  if (groups.length === 0) throw new ProbeError('unparsable', 'zpool status shows a pool without disks');
  const levels = [...new Set(groups.map((name) => redundantGroup.exec(name)?.[1] ?? 'single'))];
  return {
    level: levels.join('+').slice(0, 100),
    redundant: groups.every((name) => redundantGroup.test(name)),
    members: [...members].slice(0, 64),
  };
}

/** `sda1` lies on `sda`, `nvme0n1p2` on `nvme0n1`. */
export function wholeDisk(name: string): string {
  return name
    .replace(/^((?:sd|hd|vd|xvd)[a-z]{1,4})\d{1,4}$/, '$1')
    .replace(/^((?:nvme\d{1,4}n|mmcblk)\d{1,4})p\d{1,4}$/, '$1')
    .slice(0, 100);
}
