import { basename, join } from 'node:path';

/** The shipped files lie in one folder; among the sources the agent's own one is a folder up. */
export function agentFile(): string {
  const { dirname, filename } = import.meta;
  return basename(filename) === 'agent-file.ts'
    ? join(dirname, '..', 'main.ts')
    : join(dirname, 'tenken-agent.mjs');
}
