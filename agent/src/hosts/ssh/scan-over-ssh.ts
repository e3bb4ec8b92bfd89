import { kindsFor } from '@tenken/controls/evidence';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import type { Host, Scan } from '@tenken/shared';
import { scan } from '../../scan.ts';
import { unreadEvidence } from '../../unread-evidence.ts';
import type { ScanOptions } from '../../scan.ts';
import { rehearse } from './rehearsal.ts';
import type { SshHost } from './ssh-host.ts';

/**
 * Reads every kind of evidence once, all side by side: they wait for the network together, and programs on the other
 * side run a few at a time anyway.
 *
 * @param through the host that probes ask, when somebody stands between, such as a recorder
 * @throws {TenkenError} `target-unreachable` when the connection ends meanwhile
 */
export async function scanOverSsh(
  host: SshHost,
  options: ScanOptions = {},
  through: Host = host,
): Promise<Scan> {
  const kinds: readonly AnyEvidenceKind[] = options.kinds ?? kindsFor(host.platform);
  await rehearse(
    host,
    kinds.filter((kind) => unreadEvidence(kind, host, options) === null),
  );
  const done = await scan(through, { ...options, concurrentProbes: kinds.length });
  host.assertWhole();
  return done;
}
