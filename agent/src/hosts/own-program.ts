import { basename, join } from 'node:path';
import { isSea } from 'node:sea';

/** A scan runs each of its parts once: V8 neither optimizes nor lets young objects pile up. */
export const smallFlags = ['--lite-mode', '--max-semi-space-size=1'];

export type OwnProgram = { file: string; args: string[] };

/**
 * How another process of this same agent is started, with an upper limit of its heap where one is given. A single
 * executable has `smallFlags` built in, takes no script and knows other flags of V8 only by this option of Node's.
 */
export function ownProgram(args: readonly string[], limits: { maxHeapMegabytes?: number } = {}): OwnProgram {
  const { maxHeapMegabytes } = limits;
  const heap = maxHeapMegabytes === undefined ? [] : [`--max-old-space-size=${maxHeapMegabytes}`];
  if (isSea()) {
    const flags = heap.map((flag) => `--node-options=${flag}`);
    return { file: process.execPath, args: [...flags, ...args] };
  }
  return runOnNode(ownFile(), args, heap);
}

/** A module run by this Node. Node takes the types out of sources by WebAssembly, which V8 in its small mode lacks. */
export function runOnNode(
  module: string,
  args: readonly string[],
  flags: readonly string[] = [],
): OwnProgram {
  const small = module.endsWith('.ts') ? [] : smallFlags;
  return { file: process.execPath, args: [...small, ...flags, module, ...args] };
}

/** The shipped files lie in one folder; among the sources the agent's own one is a folder up. */
function ownFile(): string {
  return basename(import.meta.filename) === 'own-program.ts'
    ? join(import.meta.dirname, '..', 'main.ts')
    : join(import.meta.dirname, 'tenken-agent.mjs');
}
