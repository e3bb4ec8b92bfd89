import { text } from '@tenken/shared';
import type { TlsFacts } from '../../evidence/tls/facts.ts';
import type { ProfileJudgement } from '../judgement.ts';
import { disputedRows, levelOf, requirementOf } from '../profile-row.ts';
import type { Verdict } from '../profile-row.ts';
import type { Verification } from '../verification.ts';
import * as certificates from './checks/certificates.ts';
import type { TlsCheck } from './checks/check.ts';
import { speaks } from './checks/facts-read.ts';
import * as features from './checks/features.ts';
import * as keyExchange from './checks/key-exchange.ts';
import { protocolsOff, protocolsOn } from './checks/protocols.ts';
import { securityStrength } from './checks/strength.ts';
import * as suites from './checks/suites.ts';
import type { TlsProfile } from './schema.ts';

export type TlsJudgementContext = {
  now: Date;
  /** What people found who held rows against the issuer's text; none unless told. */
  verified?: readonly Verification[];
  /** How long before its end a certificate is told, in days, in place of what the profile says. */
  certificateWarnDays?: number;
};

/** What one server is like by every level of a profile: a pure function of facts, rows, records and time. */
export function judgeTls(
  facts: TlsFacts,
  profile: TlsProfile,
  { now, verified = [], certificateWarnDays }: TlsJudgementContext,
): ProfileJudgement {
  const disputed = disputedRows(profile.id, verified);
  return {
    profile: profile.id,
    levels: profile.levels.map((level) => {
      const rows = profile.rows.filter((row) => row.level === level.id);
      const requirements = rows.map((row) => {
        const check =
          row.check.type === 'certificate-days-left' && certificateWarnDays !== undefined
            ? { ...row.check, days: certificateWarnDays }
            : row.check;
        return requirementOf(profile.id, row, verdictOf(check, facts, profile, now), verified);
      });
      return levelOf(level, requirements, disputed);
    }),
  };
}

function verdictOf(check: TlsCheck, facts: TlsFacts, profile: TlsProfile, now: Date): Verdict {
  const verdict = judged(check, facts, profile, now);
  if (speaks(facts)) return verdict;
  // Whatever the lists do not hold, nobody knows what such a server does with others.
  const observed = text('どの版でも接続できない', 'no handshake went through with any version');
  return { outcome: 'unknown', observed, expected: verdict.expected };
}

function judged(check: TlsCheck, facts: TlsFacts, profile: TlsProfile, now: Date): Verdict {
  switch (check.type) {
    case 'protocols-off':
      return protocolsOff(check, facts);
    case 'protocols-on':
      return protocolsOn(check, facts);
    case 'suites-forbidden':
      return suites.suitesForbidden(check, facts);
    case 'suites-listed':
      return suites.suitesListed(check, facts, profile);
    case 'suite-order':
      return suites.suiteOrder(check, facts);
    case 'preference':
      return suites.preference(check, facts);
    case 'dh-bits':
      return keyExchange.dhBits(check, facts, now);
    case 'groups-strong':
      return keyExchange.groupsStrong(check, facts);
    case 'groups-listed':
      return keyExchange.groupsListed(check, facts, profile);
    case 'groups-required':
      return keyExchange.groupsRequired(check, facts, profile);
    case 'certificate-key':
      return certificates.certificateKey(check, facts, now);
    case 'certificate-key-type':
      return certificates.certificateKeyType(check, facts);
    case 'certificate-hash':
      return certificates.certificateHash(check, facts);
    case 'certificate-valid':
      return certificates.certificateValid(facts, now);
    case 'certificate-days-left':
      return certificates.certificateDaysLeft(check, facts, now);
    case 'certificate-lifetime':
      return certificates.certificateLifetime(check, facts);
    case 'certificate-name':
      return certificates.certificateName(facts);
    case 'certificate-chain':
      return certificates.certificateChain(facts);
    case 'certificate-issuer':
      return certificates.certificateIssuer(facts);
    case 'security-strength':
      return securityStrength(check, facts);
    case 'compression-off':
      return features.compressionOff(facts);
    case 'secure-renegotiation':
      return features.secureRenegotiation(facts);
    case 'client-renegotiation-off':
      return features.clientRenegotiationOff(facts);
    case 'session-tickets':
      return features.sessionTickets(facts);
    case 'ocsp-stapling':
      return features.ocspStapling(facts);
    case 'hsts':
      return features.hsts(check, facts);
    default:
      return check satisfies never;
  }
}
