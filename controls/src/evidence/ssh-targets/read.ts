import type { Host } from '@tenken/shared';
import { examineTargets } from '../network-targets/examine-targets.ts';
import { examineSsh } from '../ssh/examine.ts';
import type { SshTargets } from './schema.ts';

/** Of one server: its connections follow each other, and a device may take seconds for a key exchange. */
const serverTimeoutMs = 30_000;

/** Connects to the addresses that the host has checked, and looks nothing up. */
export async function readTargets(host: Host): Promise<SshTargets> {
  const examined = await examineTargets(host, 'ssh', async ({ address, port }, left) => {
    const timeoutMs = Math.min(serverTimeoutMs, left);
    const { seen, ssh } = await examineSsh(host, { address, port }, { timeoutMs });
    return { seen, facts: ssh };
  });
  return {
    targets: examined.map((one): SshTargets['targets'][number] => {
      if (one.asked === null) {
        const { target, origin, address, refused } = one.refused;
        return { target, origin, address, refused, seen: null, ssh: null };
      }
      const { target, origin, address, port, refused } = one.asked;
      return { target, origin, address, port, refused, seen: one.seen, ssh: one.facts };
    }),
  };
}
