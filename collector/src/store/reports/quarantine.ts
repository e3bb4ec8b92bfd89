import type { Statement } from '@tenken/shared';
import type { HostRow } from '../schema.ts';

/**
 * Why a report is kept apart: it seems to come from another machine with the same key, or from the same one with another
 * key; or the pack that its number lies in is damaged, which is no fault of its host.
 */
export type QuarantineReason = 'machine-changed' | 'sequence-fork' | 'key-changed' | 'history-damaged';

/**
 * Tells a cloned identity: a machine with another id than the first, or two reports with one number.
 *
 * After a fork nobody can tell which of the two machines a further report is of, so all are kept apart until a
 * person decides; with two machine ids the first machine's go on.
 *
 * @param numberTaken another report with this number is stored
 * @returns null for a report of the host itself
 */
export function quarantineReason(
  host: Pick<HostRow, 'machine_id_hash' | 'released_sequence' | 'status' | 'status_reason'>,
  statement: Pick<Statement, 'sequence' | 'host'>,
  numberTaken: boolean,
): QuarantineReason | null {
  const { machineIdHash } = statement.host;
  if (host.machine_id_hash !== null && machineIdHash !== null && machineIdHash !== host.machine_id_hash) {
    return 'machine-changed';
  }
  if (numberTaken && statement.sequence > host.released_sequence) return 'sequence-fork';
  return host.status === 'quarantined' && host.status_reason === 'sequence-fork' ? 'sequence-fork' : null;
}
