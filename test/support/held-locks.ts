import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How many locks a process holds on what SQLite shares between processes; without one the next process takes the log for
 * one that nobody uses, and cuts it off under the first. Null where there is no such file, or no such list.
 */
export function locksOnLog({ pid, data }: { pid: number; data: string }): number | null {
  const shared = join(data, 'tenken.db-shm');
  if (!existsSync(shared) || !existsSync('/proc/locks')) return null;
  const inode = statSync(shared).ino;
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .map((line) => /POSIX\s+ADVISORY\s+\w+\s+(\d+)\s+\w+:\w+:(\d+)\s/.exec(line))
    .filter((found) => found !== null && Number(found[1]) === pid && Number(found[2]) === inode).length;
}
