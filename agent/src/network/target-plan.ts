import { join } from 'node:path';
import type { AgentSettings } from '@tenken/shared';
import * as z from 'zod/mini';

/** Where the targets of a scan come from. */
export const TargetPlan = z.strictObject({
  /** The list of this host's administrator. */
  file: z.string(),
  /** What the collector's settings name: `HOST:PORT`, for TLS also `HOST:PORT/PROTOCOL`. */
  tls: z.array(z.string()),
  ssh: z.array(z.string()),
});
export type TargetPlan = z.infer<typeof TargetPlan>;

/** @param folder of the agent: the administrator's list is in it */
export function targetPlan(folder: string, settings: AgentSettings = {}): TargetPlan {
  return {
    file: join(folder, 'network-targets.txt'),
    tls: settings.tlsTargets ?? [],
    ssh: settings.sshTargets ?? [],
  };
}
