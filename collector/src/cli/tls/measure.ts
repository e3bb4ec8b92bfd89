import { firstReachable, LocalHost } from '@tenken/agent';
import type { NameBook } from '@tenken/agent';
import { examineEndpoint } from '@tenken/controls/evidence';
import type { Examination, TlsFacts } from '@tenken/controls/evidence';
import type { NetworkTarget, Text } from '@tenken/shared';
import type { MeasureOptions } from '../network-servers.ts';

/** What one address of a target was found to be. */
export type Measurement = {
  target: NetworkTarget;
  /** Null: there is none, so that nothing was connected to. */
  address: string | null;
  /** Why nothing was measured, beside what `seen` says. */
  problem: Text | null;
  /** `no-address`: nothing was connected to. */
  seen: Examination['seen'] | 'no-address';
  tls: TlsFacts | null;
  connections: number;
  elapsedMs: number;
  measuredAt: Date;
};

/** One measurement of each address that is wanted: of one, unless all were asked for. */
export async function measureTarget(
  target: NetworkTarget,
  names: NameBook,
  options: MeasureOptions,
): Promise<Measurement[]> {
  const { addresses, problem } = await names.addresses(target.host, options.family);
  if (problem !== null) return [notMeasured(target, problem)];
  if (options.allAddresses) {
    const measured: Measurement[] = [];
    for (const address of addresses) measured.push(await measureAddress(target, address, options));
    return measured;
  }
  const { address, connections } = await firstReachable(addresses, target.port);
  // Where none takes a connection, the examination of the first says how that looks.
  const measured = await measureAddress(target, address ?? addresses[0] ?? target.host, options);
  return [{ ...measured, connections: measured.connections + connections }];
}

function notMeasured(target: NetworkTarget, problem: Text): Measurement {
  const nothing = { address: null, seen: 'no-address', tls: null, connections: 0, elapsedMs: 0 } as const;
  return { target, problem, measuredAt: new Date(), ...nothing };
}

async function measureAddress(
  target: NetworkTarget,
  address: string,
  { timeoutMs }: MeasureOptions,
): Promise<Measurement> {
  const measuredAt = new Date();
  const startedAt = performance.now();
  const endpoint = {
    address,
    port: target.port,
    startTls: target.startTls ?? undefined,
    serverName: target.serverName ?? undefined,
  };
  const { seen, tls, connections } = await examineEndpoint(new LocalHost(), endpoint, { timeoutMs });
  const elapsedMs = Math.round(performance.now() - startedAt);
  return { target, address, problem: null, seen, tls, connections, elapsedMs, measuredAt };
}
