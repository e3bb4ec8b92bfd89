import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const tenkenBin = join(import.meta.dirname, '..', '..', 'collector', 'bin', 'tenken.js');

export type Ended = { exitCode: number | null; stdout: string; stderr: string };

export type Running = {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves with the first match on stdout or stderr. @throws {Error} with all output when the process ends first */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  ended: Promise<Ended>;
};

/** Starts the real command as a process of its own, which ends with the test at the latest. */
export function startTenken(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [tenkenBin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: '1', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
      for (const look of watchers) look();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
        if (match) {
          watchers.delete(look);
          resolve(match);
        }
      };
      watchers.add(look);
      look();
      void ended.then(({ exitCode }) =>
        reject(new Error(`tenken ended with ${exitCode}:\n${output.stdout}\n${output.stderr}`)),
      );
    });
  return { process: child, printed, ended };
}

export function runTenken(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return startTenken(args, env).ended;
}
