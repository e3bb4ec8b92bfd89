import { basename, join } from 'node:path';

/** In the shipped file everything is one module; among the sources the agent's own one is a folder up. */
export function agentFile(): string {
  const { dirname, filename } = import.meta;
  return basename(filename) === 'agent-file.ts' ? join(dirname, '..', 'main.ts') : filename;
}
