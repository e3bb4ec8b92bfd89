import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { ownProgram, runOnNode } from './own-program.ts';

export type ScanProcess = ChildProcess;

/**
 * Starts the process in which probes run, with a channel for messages. V8 ends it when its heap grows over the limit.
 *
 * @param entry a module that calls `answerScans`; without it the agent itself
 */
export function startScanProcess(maxHeapMegabytes: number, entry?: string): ScanProcess {
  const { file, args } =
    entry === undefined
      ? ownProgram(['scan-child'], { maxHeapMegabytes })
      : runOnNode(entry, [], [`--max-old-space-size=${maxHeapMegabytes}`]);
  return spawn(file, args, {
    shell: false,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
}
