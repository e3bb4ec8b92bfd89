import { LocalHost } from '@tenken/agent';
import type { NameBook } from '@tenken/agent';
import { examineSsh } from '@tenken/controls/evidence';
import type { SshExamination } from '@tenken/controls/evidence';
import type { NetworkTarget, Text } from '@tenken/shared';
import type { MeasureOptions } from '../network-servers.ts';

/** What one address of a target was found to be. */
export type SshMeasurement = Omit<SshExamination, 'seen'> & {
  target: NetworkTarget;
  /** Null: there is none, so that nothing was connected to. */
  address: string | null;
  /** Why nothing was measured, beside what `seen` says. */
  problem: Text | null;
  /** `no-address`: nothing was connected to. */
  seen: SshExamination['seen'] | 'no-address';
  measuredAt: Date;
};

/** One measurement of each address that is wanted: of one, unless all were asked for. */
export async function measureSsh(
  target: NetworkTarget,
  names: NameBook,
  { family, allAddresses, ...limits }: MeasureOptions & { maxConnections: number },
): Promise<SshMeasurement[]> {
  const { addresses, problem } = await names.addresses(target.host, family);
  if (problem !== null) return [notMeasured(target, problem)];
  const measured: SshMeasurement[] = [];
  for (const address of addresses) {
    const measuredAt = new Date();
    // No connection is spent on finding out whether one is taken: servers count those that do not sign in.
    const examination = await examineSsh(new LocalHost(), { address, port: target.port }, limits);
    measured.push({ ...examination, target, address, problem: null, measuredAt });
    if (!allAddresses && !unreachable.has(examination.seen)) return measured.slice(-1);
  }
  return allAddresses ? measured : measured.slice(0, 1);
}

const unreachable = new Set<SshExamination['seen']>(['refused-connection', 'no-connection']);

function notMeasured(target: NetworkTarget, problem: Text): SshMeasurement {
  const nothing = {
    address: null,
    seen: 'no-address',
    said: null,
    ssh: null,
    connections: 0,
    elapsedMs: 0,
  } as const;
  return { ...nothing, target, problem, measuredAt: new Date() };
}
