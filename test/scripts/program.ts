import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export type Result = 'passed' | 'FAILED';

/** Runs one of our JavaScript programs on this Node, with our own standard streams. */
export function program(path: string, args: readonly string[]): Promise<Result> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve(root, path), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
    });
    child.on('error', fail);
    child.on('exit', (code) => done(code === 0 ? 'passed' : 'FAILED'));
  });
}
