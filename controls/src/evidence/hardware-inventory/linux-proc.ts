import { positive, said } from './said.ts';
import type { HardwareInventory } from './schema.ts';

type Cpuinfo = HardwareInventory['processors'] & { hasHypervisor: boolean };

/**
 * `/proc/cpuinfo`. On x86 each thread tells its socket and core; on ARM only the threads are listed, and who made
 * them stands there as a number.
 */
export function parseCpuinfo(content: string): Cpuinfo {
  const sockets = new Set<string>();
  const cores = new Set<string>();
  let threads = 0;
  let model: string | null = null;
  let hasHypervisor = false;
  for (const block of content.split(/\n\s*\n/)) {
    const entries = new Map<string, string>();
    for (const line of block.split('\n')) {
      const at = line.indexOf(':');
      if (at > 0) entries.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
    }
    if (!entries.has('processor')) continue;
    threads += 1;
    model ??= said(entries.get('model name'));
    hasHypervisor ||= / hypervisor( |$)/.test(` ${entries.get('flags') ?? ''}`);
    const socket = entries.get('physical id');
    const core = entries.get('core id');
    if (socket === undefined) continue;
    sockets.add(socket);
    if (core !== undefined) cores.add(`${socket}/${core}`);
  }
  return {
    model,
    sockets: positive(sockets.size),
    cores: positive(cores.size),
    threads: positive(threads),
    hasHypervisor,
  };
}

/** `/proc/meminfo`: what the kernel has to give away, in bytes. */
export function parseMemTotal(content: string): number | null {
  const [, kilobytes] = /^MemTotal:\s+(\d{1,12}) kB$/m.exec(content) ?? [];
  return kilobytes === undefined ? null : positive(Number(kilobytes) * 1024);
}
