declare module 'systeminformation/lib/cpu.js' {
  import type { Systeminformation } from 'systeminformation';

  export function cpu(): Promise<Systeminformation.CpuData>;
}

declare module 'systeminformation/lib/system.js' {
  import type { Systeminformation } from 'systeminformation';

  export function bios(): Promise<Systeminformation.BiosData>;
  export function system(): Promise<Systeminformation.SystemData>;
}
