import type { Host, HostTarget, TargetKind } from '@tenken/shared';
import { parallel } from '../tls/parallel.ts';

type Asked = Extract<HostTarget, { refused: null }>;
type Refused = Exclude<HostTarget, Asked>;

/** Other people's servers: few at a time. */
const parallelTargets = 2;
const totalTimeoutMs = 240_000;
const targetTimeoutMs = 120_000;

/** `totalTimeoutMs`, and what the last two may take over it. */
export const probeTimeoutMs = 270_000;

/** What one examination saw; `facts` null unless it is a server of the kind. */
type Examined<Seen, Facts> = { seen: Seen; facts: Facts | null };

export type ExaminedTarget<Seen, Facts> = Examined<Seen | 'out-of-time', Facts> & {
  asked: Asked;
};

/**
 * Measures the servers of one kind that somebody named, at the addresses that the host has checked; looks nothing up.
 * In the order in which they were named.
 */
export async function examineTargets<Seen, Facts>(
  host: Host,
  kind: TargetKind,
  examine: (target: Asked, timeoutMs: number) => Promise<Examined<Seen, Facts>>,
): Promise<(ExaminedTarget<Seen, Facts> | { asked: null; refused: Refused })[]> {
  const named = (await host.networkTargets()).filter((target) => target.kind === kind);
  const endAt = host.now().getTime() + totalTimeoutMs;
  return parallel(parallelTargets, named, async (target) => {
    if (target.refused !== null) return { asked: null, refused: target };
    const left = endAt - host.now().getTime();
    if (left <= 0) return { asked: target, seen: 'out-of-time' as const, facts: null };
    return { asked: target, ...(await examine(target, Math.min(targetTimeoutMs, left))) };
  });
}
