import type { Attestation, Waiver } from '../../store/assessments/answer-repository.ts';
import type { Declaration } from '../../store/assessments/system-repository.ts';
import { declarationTitles } from '../declaration-titles.ts';
import { dateAt } from '../moments.ts';
import type { AttestationRecord, HostReference, WaiverRecord } from '../record.ts';

// What people answered, declared and had approved, as the database holds it, in the words of the record.

export function attestationRecord({
  id,
  answer,
  note,
  person,
  account,
  at,
  expiresOn,
  attachments,
}: Attestation): AttestationRecord {
  return { id, answer, note, person, account, at: new Date(at).toISOString(), expiresOn, attachments };
}

export function declarationRecord({ kind, entries, person, at, reviewOn }: Declaration, moment: number) {
  return {
    kind,
    title: declarationTitles[kind],
    entries,
    person,
    at: new Date(at).toISOString(),
    reviewOn,
    overdue: dateAt(moment) > reviewOn,
  };
}

export function waiverRecord(waiver: Waiver, hosts: readonly HostReference[]): WaiverRecord {
  return {
    id: waiver.id,
    control: waiver.control,
    host: hosts.find(({ id }) => id === waiver.hostId) ?? null,
    reasonKind: waiver.reasonKind,
    reason: waiver.reason,
    requestedBy: waiver.requestedBy,
    approvedBy: waiver.decision?.by ?? { name: '', account: '' },
    approvedAt: new Date(waiver.decision?.at ?? 0).toISOString(),
    expiresOn: waiver.expiresOn,
  };
}
