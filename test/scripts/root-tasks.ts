import { program, type Result } from './program.ts';

/** Runs scripts of the root package through turbo: side by side, all of them, those unchanged since from its cache. */
export function rootTasks(tasks: readonly string[]): Promise<Result> {
  return program('node_modules/turbo/bin/turbo', [
    'run',
    ...tasks.map((task) => `//#${task}`),
    '--continue=always',
    '--output-logs=errors-only',
    '--log-order=grouped',
  ]);
}
