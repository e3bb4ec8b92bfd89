import { fork } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { damagedDatabase, structuralDamageOf } from './damage.ts';

/** What is read in a fraction of a second; a start of more than that would be an outage of its own. */
const checkedAtOnceBytes = 64 * 1024 * 1024;

/**
 * Looks for damage that SQLite would meet some day: a small database before anything is served, a large one meanwhile,
 * by a process that comes after all others on this machine.
 *
 * @param onDamage called later, for a large database only
 * @param onError why a large database could not be looked at
 * @returns ends the search, at once
 * @throws {TenkenError} `database-damaged`
 */
export function checkAtStart(
  path: string,
  onDamage: (what: string) => void,
  onError: (error: unknown) => void,
  atOnceBytes = checkedAtOnceBytes,
): () => Promise<unknown> {
  if (statSync(path).size <= atOnceBytes) {
    const what = structuralDamageOf(path);
    if (what !== null) throw damagedDatabase(path, what);
    return () => Promise.resolve();
  }
  return checkBeside(path, onDamage, onError);
}

/** A thread would not do: nothing ends one that is inside SQLite, and a collector could not end for minutes. */
function checkBeside(
  path: string,
  onDamage: (what: string) => void,
  onError: (error: unknown) => void,
): () => Promise<unknown> {
  const child = fork(fileURLToPath(new URL('./damage-process.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const gone = once(child, 'close');
  let said = '';
  let isTold = false;
  let isEnded = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  child.on('message', (what: string | null) => {
    isTold = true;
    if (what !== null) onDamage(what);
  });
  child.on('error', onError);
  child.on('close', (code, signal) => {
    if (!isTold && !isEnded) onError(new Error(`the check ended with ${signal ?? code}: ${said}`));
  });
  child.send(path, (error) => {
    if (error && !isEnded) onError(error);
  });
  makeLast(child.pid);
  child.unref();
  child.channel?.unref();
  return async () => {
    isEnded = true;
    child.kill('SIGKILL');
    await gone.catch(onError);
  };
}

/** Not allowed everywhere, and the check is as right without. */
function makeLast(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // A sandbox may forbid it.
  }
}
