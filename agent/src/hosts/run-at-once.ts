import { spawnSync } from 'node:child_process';

export type Run = (program: string, args: readonly string[]) => { status: number | null; said: string };

/**
 * Starts a program of the operating system and waits for it, a minute at most: for what is set up before any scan. Probes
 * go through `Host`.
 *
 * @param program with its whole path
 */
export const runAtOnce: Run = (program, args) => {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  return { status, said: (error?.message ?? `${stderr}${stdout}`).trim().slice(0, 300) };
};
