import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export type FailingCalls = {
  /** Calls that were made to fail so far. */
  count: () => number;
  stop: () => Promise<void>;
};

/**
 * Makes system calls of a running process fail, on one file only, as a disk would that breaks now.
 *
 * @param calls names as strace takes them, such as `fsync,fdatasync`
 */
export async function failCalls(
  pid: number,
  file: string,
  calls: string,
  error: 'EIO' | 'ENOSPC',
): Promise<FailingCalls> {
  const child = spawn(
    'strace',
    ['-f', '-p', String(pid), '-P', file, '-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'close');
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    told += chunk;
  });
  const until = performance.now() + 10_000;
  while (!/ attached/.test(told)) {
    if (child.exitCode !== null || performance.now() > until) {
      throw new Error(`strace did not attach: ${told}`);
    }
    await sleep(20);
  }
  return {
    count: () => told.match(/\(INJECTED\)/g)?.length ?? 0,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
