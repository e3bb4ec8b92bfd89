import type { RequirementJudgement } from '../../profiles/judgement.ts';
import type { TlsProfile, TlsRow } from '../../profiles/tls/schema.ts';

type Failure =
  | 'weak-protocol'
  | 'missing-protocol'
  | 'weak-cipher'
  | 'weak-dh'
  | 'weak-group'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-name'
  | 'weak-key'
  | 'weak-signature'
  | 'compression'
  | 'insecure-renegotiation';

/** What a row that is not met comes to; rows of other checks are recommended ones, which fail nothing. */
const failures: Partial<Record<TlsRow['check']['type'], Failure>> = {
  'protocols-off': 'weak-protocol',
  'protocols-on': 'missing-protocol',
  'suites-forbidden': 'weak-cipher',
  'suites-listed': 'weak-cipher',
  'dh-bits': 'weak-dh',
  'groups-strong': 'weak-group',
  'certificate-key': 'weak-key',
  'certificate-hash': 'weak-signature',
  'certificate-name': 'certificate-name',
  'compression-off': 'compression',
  'secure-renegotiation': 'insecure-renegotiation',
};

/** @throws {Error} for a mandatory row whose check has no reason: a profile has grown and this table has not */
export function failureReason(profile: TlsProfile, failed: RequirementJudgement): Failure {
  const type = checkType(profile, failed);
  // Only a certificate that begins later repairs itself.
  if (type === 'certificate-valid') {
    return failed.validUntil === null ? 'certificate-expired' : 'certificate-not-yet-valid';
  }
  const reason = failures[type];
  if (reason === undefined) throw new Error(`${failed.requirement}: no reason for a failed ${type}`);
  return reason;
}

export function gapReason(
  profile: TlsProfile,
  open: RequirementJudgement,
  disputed: ReadonlySet<string>,
): 'row-disputed' | 'certificate-unread' | 'not-measured' {
  if (disputed.has(open.requirement)) return 'row-disputed';
  return checkType(profile, open).startsWith('certificate-') ? 'certificate-unread' : 'not-measured';
}

export function checkType(
  profile: TlsProfile,
  { requirement }: RequirementJudgement,
): TlsRow['check']['type'] {
  const row = profile.rows.find(({ id }) => id === requirement);
  if (!row) throw new Error(`${profile.id} has no row ${requirement}`);
  return row.check.type;
}
