import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, TenkenError } from '@tenken/shared';

/**
 * Lets one scan of an identity run at a time. The file names a process and when it started: one that was killed, or
 * whose number belongs to another process by now, holds nothing.
 *
 * @throws {TenkenError} `scan-running`
 */
export function lockScan(folder: string): { release: () => void } {
  const path = join(folder, 'scan.lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      makeFolder(folder);
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid} ${startOf(process.pid) ?? ''}\n`);
      closeSync(file);
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      // A disk that takes no lock must not keep the agent from looking: a second scan is the smaller evil.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return { release: () => undefined };
    }
    const holder = livingHolder(path);
    if (holder !== null) {
      throw new TenkenError(
        'scan-running',
        `Process ${holder} scans for this identity already. Wait for it.`,
      );
    }
    try {
      rmSync(path, { force: true });
    } catch {
      return { release: () => undefined };
    }
  }
  throw new TenkenError('scan-running', 'Another process began to scan at this moment. Wait for it.');
}

function livingHolder(path: string): number | null {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const [, pid, start] = /^(\d+) (\d*)\n$/.exec(content) ?? [];
  if (pid === undefined) return null;
  const number = Number(pid);
  try {
    process.kill(number, 0);
  } catch (error) {
    // EPERM: it lives, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  const startNow = startOf(number);
  return startNow !== null && start !== '' && startNow !== start ? null : number;
}

/** Clock ticks from the start of the system to that of a process, by proc(5); null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in brackets, which may hold anything; the start is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
