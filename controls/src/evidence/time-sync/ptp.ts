import { ProbeError } from '@tenken/shared';
import type { ClientState } from './schema.ts';

/**
 * `pmc -u -b 0 'GET TIME_STATUS_NP'` of linuxptp. `gmPresent true`: this clock follows a grandmaster that is not
 * itself. The offset is in nanoseconds; it is the network card's clock, which phc2sys carries into the system's.
 *
 * @see https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/7/html/system_administrators_guide/sec-using_the_ptp_management_client
 */
export function parseTimeStatus(output: string): ClientState {
  const present = /^\s*gmPresent\s+(true|false)\s*$/m.exec(output)?.[1];
  const offset = /^\s*master_offset\s+(-?\d{1,15})\s*$/m.exec(output)?.[1];
  const grandmaster = /^\s*gmIdentity\s+([0-9a-f.]{1,64})\s*$/m.exec(output)?.[1];
  if (present === undefined || offset === undefined) {
    throw new ProbeError('unparsable', 'pmc tells no time status');
  }
  const synchronized = present === 'true';
  return {
    synchronized,
    stratum: null,
    offsetMs: synchronized ? Number(offset) / 1e6 || 0 : null,
    lastSyncAt: null,
    sources:
      synchronized && grandmaster !== undefined
        ? [{ name: grandmaster, type: 'refclock', selected: true, reachable: true, stratum: null }]
        : [],
  };
}
