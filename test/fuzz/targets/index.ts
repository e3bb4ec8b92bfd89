import type { FuzzTarget } from '../engine/target.ts';
import { binaryTargets } from './binary.ts';
import { carriedTargets } from './carried-in.ts';
import { examinedServerTargets } from './examined-servers.ts';
import { hostOutputTargets } from './host-output.ts';
import { probeTargets } from './probes.ts';
import { wireTargets } from './wire.ts';

export const targets: readonly FuzzTarget[] = [
  ...wireTargets,
  ...probeTargets,
  ...binaryTargets,
  ...examinedServerTargets,
  ...carriedTargets,
  ...hostOutputTargets,
];
