import type { Host } from '@tenken/shared';
import { examineEndpoint } from '../tls/examine.ts';
import { parallel } from '../tls/parallel.ts';
import type { TlsTargets } from './schema.ts';

/** Other people's servers: few at a time, and gently. */
const parallelTargets = 2;
const parallelConnections = 1;
const targetTimeoutMs = 120_000;
const totalTimeoutMs = 240_000;

/** `totalTimeoutMs`, and what the last two may take over it. */
export const probeTimeoutMs = 270_000;

/** Connects to the addresses that the host has checked, and looks nothing up. */
export async function readTargets(host: Host): Promise<TlsTargets> {
  const named = (await host.networkTargets()).filter(({ kind }) => kind === 'tls');
  const endAt = host.now().getTime() + totalTimeoutMs;
  const targets = await parallel(parallelTargets, named, async (one): Promise<TlsTargets['targets'][number]> => {
    const { target, origin } = one;
    if (one.refused !== null) {
      return { target, origin, address: null, refused: one.refused, seen: null, tls: null };
    }
    const { address, port, startTls, serverName, refused } = one;
    const known = { target, origin, address, port, startTls, serverName, refused };
    const left = endAt - host.now().getTime();
    if (left <= 0) return { ...known, seen: 'out-of-time', tls: null };
    const endpoint = { address, port, startTls: startTls ?? undefined, serverName: serverName ?? undefined };
    const timeoutMs = Math.min(targetTimeoutMs, left);
    const { seen, tls } = await examineEndpoint(host, endpoint, { timeoutMs, parallelConnections });
    return { ...known, seen, tls };
  });
  return { targets };
}
