import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const tenken = join(import.meta.dirname, '../../collector/bin/tenken.js');

/**
 * Runs one `tenken` command and kills it.
 *
 * @param when milliseconds after its first line on standard error
 * @returns how it ended: by the signal, or with an exit code when it was quicker
 */
export async function killCommand(args: readonly string[], when: number): Promise<string | number | null> {
  const child = spawn(process.execPath, [tenken, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let timer: NodeJS.Timeout | null = null;
  child.stderr.once('data', () => {
    timer = setTimeout(() => child.kill('SIGKILL'), when);
  });
  child.stderr.resume();
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (timer) clearTimeout(timer);
  return signal ?? code;
}
