import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookAt, memoryOf } from '../../fault/watchdog-rule.ts';
import type { Look } from '../../fault/watchdog-rule.ts';

const lookEveryMs = 100;
const mark = 'TENKEN_BENCH_SCAN';

/** What the unit tells the system, as far as that goes without it: limits of a control group are left out. */
const asUnit = ['nice', '-n', '10', 'ionice', '-c', '3'];

/** `left`: processes of it that are still there a second after its end, and the resident memory of them all. */
export type Traced = { looks: Look[]; left: number; leftBytes: number };

/**
 * Runs an agent to its end as its unit starts it and looks at it and its programs ten times a second.
 *
 * @param id marks its processes
 * @throws {Error} when it fails, or when its processes could not be told from others
 */
export async function traced(line: readonly string[], id: string): Promise<Traced> {
  const child = startAsUnit(line, id);
  const ended = once(child, 'close');
  const said = child.stderr ? text(child.stderr) : Promise.resolve('');
  const begun = { atMs: performance.now(), cpuMs: 0, privateBytes: 0, residentBytes: 0, pids: [] };
  const looks: Look[] = [begun];
  const seen = new Map<number, string>();
  let marked = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const look = child.pid === undefined ? null : await lookAt(child.pid);
    // A process that ends takes the times of its children with it.
    if (look && look.cpuMs >= (looks.at(-1)?.cpuMs ?? 0)) looks.push(look);
    for (const pid of look?.pids ?? []) seen.set(pid, startOf(pid));
    if (looks.length % 10 === 2) marked = Math.max(marked, markedWith(id).length);
    await sleep(lookEveryMs);
  }
  await ended;
  if (child.exitCode !== 0) throw new Error(`the scan ended with ${child.exitCode}: ${await said}`);
  if (seen.size === 0 || marked === 0) throw new Error('the scan was not seen while it ran');
  await sleep(1000);
  const stillThere = [...seen].filter(([pid, start]) => start !== '' && startOf(pid) === start);
  const left = [...new Set([...stillThere.map(([pid]) => pid), ...markedWith(id)])];
  const leftBytes = left.reduce((sum, pid) => sum + memoryOf(pid).residentBytes, 0);
  return { looks, left: left.length, leftBytes };
}

export function startAsUnit(line: readonly string[], id: string): ChildProcess {
  const [file = '', ...args] = [...asUnit, ...line];
  return spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, [mark]: id } });
}

/** When a process began, in ticks since the system did: a number may be given again. Empty: it has ended. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Processes with this mark among their environment, also those whose parent has ended. */
function markedWith(id: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      return environment.includes(`${mark}=${id}`) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
