import type { Host } from '@tenken/shared';
import { examineTargets } from '../network-targets/examine-targets.ts';
import { examineEndpoint } from '../tls/examine.ts';
import type { TlsTargets } from './schema.ts';

/** Other people's servers: gently. */
const parallelConnections = 1;

/** Connects to the addresses that the host has checked, and looks nothing up. */
export async function readTargets(host: Host): Promise<TlsTargets> {
  const examined = await examineTargets(host, 'tls', async (target, timeoutMs) => {
    const { address, port, startTls, serverName } = target;
    const endpoint = {
      address,
      port,
      startTls: startTls ?? undefined,
      serverName: serverName ?? undefined,
    };
    const { seen, tls } = await examineEndpoint(host, endpoint, { timeoutMs, parallelConnections });
    return { seen, facts: tls };
  });
  return {
    targets: examined.map((one): TlsTargets['targets'][number] => {
      if (one.asked === null) {
        const { target, origin, address, refused } = one.refused;
        return { target, origin, address, refused, seen: null, tls: null };
      }
      const { kind: _, ...asked } = one.asked;
      return { ...asked, seen: one.seen, tls: one.facts };
    }),
  };
}
