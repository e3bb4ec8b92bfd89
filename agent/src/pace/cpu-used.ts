import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second wherever Node runs. */
const tickMs = 10;

/**
 * Milliseconds of processor that this process, all its ended children and these programs with their children have used.
 * Looks at them alone: reading all of /proc twenty times a second would be the dearest part of a scan. Linux.
 */
export function cpuUsedMs(programs: Iterable<number>): number {
  const { user, system } = process.cpuUsage();
  let ms = (user + system) / 1000 + endedChildrenMs();
  const open = [...programs];
  const seen = new Set<number>();
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    const fields = statOf(pid);
    if (fields === null) continue;
    ms += (field(fields, 14) + field(fields, 15) + field(fields, 16) + field(fields, 17)) * tickMs;
    open.push(...childrenOf(pid));
  }
  return ms;
}

function endedChildrenMs(): number {
  const fields = statOf('self');
  return fields === null ? 0 : (field(fields, 16) + field(fields, 17)) * tickMs;
}

/** Null: it has ended. */
function statOf(pid: number | 'self'): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in brackets, which may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** proc(5) counts the fields from 1; the first two are cut off. */
function field(fields: readonly string[], number: number): number {
  return Number(fields[number - 3]);
}

/** Kernels without CONFIG_PROC_CHILDREN have no such file: then children count when they have ended. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}
