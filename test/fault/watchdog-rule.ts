import { globSync, readFileSync } from 'node:fs';
import { treeUsage } from '../../agent/src/hosts/process-tree.ts';

/** One look at a process and all that it started. `privateBytes` and `residentBytes`: of the one that holds most. */
export type Look = {
  atMs: number;
  cpuMs: number;
  privateBytes: number;
  residentBytes: number;
  pids: readonly number[];
};

/**
 * The rule by which osquery ends its worker in its restrictive setting: every 3 s it looks at what was used since, and
 * two looks in a row above 5 % of all processors are one violation, as are 100 MB. Here it is held over a whole agent
 * with its programs, and from every tenth of a second on.
 *
 * @param part of these limits that may be used
 * @see https://osquery.readthedocs.io/en/stable/installation/cli-flags/ `--watchdog_level`
 */
export function violations(looks: readonly Look[], processors: number, part = 1): string[] {
  const everyMs = 3000;
  const mostMs = part * 0.05 * processors * everyMs;
  const found: string[] = [];
  const first = looks[0]?.atMs ?? 0;
  const last = looks.at(-1)?.atMs ?? 0;
  for (let from = first; from + 2 * everyMs <= last; from += 100) {
    const one = usedUntil(looks, from + everyMs) - usedUntil(looks, from);
    const two = usedUntil(looks, from + 2 * everyMs) - usedUntil(looks, from + everyMs);
    if (one > mostMs && two > mostMs) found.push(`${one} and ${two} ms of ${mostMs} at ${from - first} ms`);
  }
  const most = Math.max(...looks.map(({ privateBytes }) => privateBytes));
  if (most > part * 100e6) found.push(`${most} bytes of memory of its own`);
  return found;
}

/** Most that was used within any 6 s, as a part of all processors. */
export function mostInSixSeconds(looks: readonly Look[], processors: number): number {
  const used = looks.map(({ atMs, cpuMs }) => usedUntil(looks, atMs + 6000) - cpuMs);
  return Math.max(...used) / 6000 / processors;
}

function usedUntil(looks: readonly Look[], atMs: number): number {
  return looks.findLast((look) => look.atMs <= atMs)?.cpuMs ?? 0;
}

/** Null: it has ended. What a program used whose parent did not wait for it is not seen any more when it has ended. */
export async function lookAt(pid: number): Promise<Look | null> {
  const usage = await treeUsage(pid);
  if (usage === null || usage.pids.length === 0) return null;
  const held = usage.pids.map(memoryOf);
  return {
    atMs: performance.now(),
    cpuMs: usage.cpuMs,
    privateBytes: Math.max(0, ...held.map((one) => one.privateBytes)),
    residentBytes: Math.max(0, ...held.map((one) => one.residentBytes)),
    pids: usage.pids,
  };
}

/** Nothing of a process that has ended. */
export function memoryOf(pid: number): Pick<Look, 'privateBytes' | 'residentBytes'> {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const bytes = (lines: RegExp) =>
      [...rollup.matchAll(lines)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
    return {
      privateBytes: bytes(/^Private_\w+:\s+(\d+) kB$/gm),
      residentBytes: bytes(/^Rss:\s+(\d+) kB$/gm),
    };
  } catch {
    return { privateBytes: 0, residentBytes: 0 };
  }
}

/** Processes that are stopped and carry this text in their command line. */
export function stoppedWith(text: string): string[] {
  return globSync('/proc/[0-9]*/stat').flatMap((path) => {
    try {
      const stat = readFileSync(path, 'utf8');
      const line = readFileSync(path.replace('stat', 'cmdline'), 'utf8').replaceAll('\0', ' ');
      return line.includes(text) && stat.slice(stat.lastIndexOf(')') + 2).startsWith('T') ? [line] : [];
    } catch {
      return [];
    }
  });
}
