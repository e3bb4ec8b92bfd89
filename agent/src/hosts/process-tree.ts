import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** One process and all that it started, as far as the system tells who started whom. */
export type TreeUsage = { pids: number[]; cpuMs: number; rssBytes: number };

type Entry = { pid: number; parent: number; cpuMs: number; rssBytes: number };

/** Linux counts in hundredths of a second wherever Node runs. */
const tickMs = 10;
const pageBytes = 4096;

/**
 * What a process, its children and theirs use now, with the time of children that have ended. Null where the system
 * does not tell it cheaply: on Windows each look would start a PowerShell.
 */
export async function treeUsage(root: number): Promise<TreeUsage | null> {
  const all = process.platform === 'linux' ? fromProc() : await fromPs();
  if (all === null) return null;
  const pids = new Set([root]);
  // Parents are listed before or after their children: until nothing is added.
  for (let before = 0; before !== pids.size;) {
    before = pids.size;
    for (const { pid, parent } of all) if (pids.has(parent)) pids.add(pid);
  }
  const tree = all.filter(({ pid }) => pids.has(pid));
  return {
    pids: tree.map(({ pid }) => pid),
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: tree.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
}

/** Ends a process with all that it started; programs of probes lead process groups of their own. */
export async function endTree(root: number): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)('C:\\Windows\\System32\\taskkill.exe', ['/PID', String(root), '/T', '/F'], {
      windowsHide: true,
    }).catch(() => undefined);
    return;
  }
  const tree = await treeUsage(root);
  for (const pid of new Set([root, ...(tree?.pids ?? [])])) {
    end(-pid);
    end(pid);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, or leads no group.
  }
}

function fromProc(): Entry[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The second field is a name in brackets, which may hold anything; proc(5) counts the fields from 1.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const field = (number: number) => Number(fields[number - 3]);
      const ticks = field(14) + field(15) + field(16) + field(17);
      return [
        { pid: Number(name), parent: field(4), cpuMs: ticks * tickMs, rssBytes: field(24) * pageBytes },
      ];
    } catch {
      return [];
    }
  });
}

async function fromPs(): Promise<Entry[] | null> {
  if (process.platform !== 'darwin') return null;
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-axo', 'pid=,ppid=,rss=,time='], {
      env: { LC_ALL: 'C' },
    });
    return parsePs(stdout);
  } catch {
    return null;
  }
}

/** Lines of `ps -axo pid=,ppid=,rss=,time=`; time is `[H:]M:S.ss`, memory counts in KiB. */
export function parsePs(output: string): Entry[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parent, rss, hours = '0', minutes, seconds] =
      /^\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,12})\s+(?:(\d{1,9}):)?(\d{1,9}):(\d{2}(?:\.\d+)?)\s*$/.exec(line) ??
      [];
    if (pid === undefined) return [];
    const cpuMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return [{ pid: Number(pid), parent: Number(parent), cpuMs, rssBytes: Number(rss) * 1024 }];
  });
}
