import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { agentFile } from './agent-file.ts';

export type ScanProcess = ChildProcess;

/** A scan runs each of its parts once: V8 neither optimizes nor lets young objects pile up. */
const small = ['--lite-mode', '--max-semi-space-size=1'];

/**
 * Starts the process in which probes run, with a channel for messages. V8 ends it when its heap grows over the limit.
 *
 * @param entry a module that calls `answerScans`; without it the agent itself
 */
export function startScanProcess(maxHeapMegabytes: number, entry?: string): ScanProcess {
  const file = entry ?? agentFile();
  // Node takes the types out of sources by WebAssembly, which V8 in its small mode does not have.
  const flags = file.endsWith('.ts') ? [] : small;
  const args = [...flags, `--max-old-space-size=${maxHeapMegabytes}`, file];
  return spawn(process.execPath, entry === undefined ? [...args, 'scan-child'] : args, {
    shell: false,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
}
