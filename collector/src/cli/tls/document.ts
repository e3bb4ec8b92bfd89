import type { ProfileJudgement } from '@tenken/controls';
import { targetName } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { TlsDocument } from '../documents.ts';
import type { Measurement } from './measure.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What `tenken tls --json` prints of one address. */
export function tlsDocument(
  measured: Measurement,
  judged: ProfileJudgement | null,
  language: Language,
): TlsDocument {
  const { target, tls } = measured;
  return {
    target: targetName(target),
    address: measured.address,
    port: target.port,
    serverName: target.serverName,
    starttls: target.startTls,
    measuredAt: measured.measuredAt.toISOString(),
    seen: measured.seen,
    problem: measured.problem?.[language] ?? null,
    protocols: tls?.protocols ?? [],
    groups: tls?.groups ?? [],
    signatureSchemes: tls?.signatureSchemes ?? [],
    features: tls?.features ?? null,
    http: tls?.http ?? null,
    certificates: (tls?.chains ?? []).flatMap(({ certificates, issuer, matchesName }, chain) =>
      certificates.map((certificate, position) => ({
        chain,
        position,
        ...certificate,
        chainIssuer: issuer,
        matchesName: position === 0 ? matchesName : null,
        daysLeft: daysLeft(certificate.notAfter, measured.measuredAt),
      })),
    ),
    certificatesUnread: tls?.certificatesUnread ?? null,
    clientCertificateRequested: tls?.clientCertificateRequested ?? null,
    connections: measured.connections,
    elapsedMs: measured.elapsedMs,
    levels: (judged?.levels ?? []).map(({ level, title, outcome, byUnverifiedRows }) => ({
      profile: judged?.profile ?? '',
      level,
      title: title[language],
      outcome,
      byUnverifiedRows,
    })),
    judgement: (judged?.levels ?? []).flatMap(({ level, requirements }) =>
      requirements.map(({ title, observed, expected, ...rest }) => ({
        profile: judged?.profile ?? '',
        level,
        ...rest,
        title: title[language],
        observed: observed[language],
        expected: expected[language],
      })),
    ),
  };
}

/** Whole days until then; negative = so long ago. */
export function daysLeft(notAfter: string, now: Date): number {
  return Math.floor((Date.parse(notAfter) - now.getTime()) / dayMs);
}
