import { judge } from '@tenken/controls';
import { platforms } from '@tenken/shared';
import type { Finding, Platform } from '@tenken/shared';
import { declaredForHost } from '../../evaluate/declared-for-host.ts';
import { ReferenceReader } from '../../feeds/reference-reader.ts';
import type { Waiver } from '../../store/assessments/answer-repository.ts';
import type { Scope } from '../coverage.ts';
import { evidenceAt } from '../evidence-at.ts';
import type { EvidenceAt } from '../evidence-at.ts';
import type { JudgedFindings } from '../judged-findings.ts';
import { pause } from '../pause.ts';
import type { DeclarationRecord, FindingRecord, HostReference } from '../record.ts';
import type { AssembleOptions } from './options.ts';
import { isInForce } from './waiver-in-force.ts';

type Judging = {
  scope: Scope;
  waivers: readonly Waiver[];
  moment: number;
  findings: JudgedFindings;
  declarations: readonly DeclarationRecord[];
};

/** Judges every host in scope, by what was known of it at the moment. @returns the agents' versions */
export async function judgeScope(
  { scope, waivers, moment, findings, declarations }: Judging,
  { repositories, requirements, staleAfterMs, onProgress, signal }: AssembleOptions,
): Promise<{ version: string; hosts: number }[]> {
  const versions = new Map<string, number>();
  // What was carried in later says nothing of what could be known at that moment.
  const inForce = await new ReferenceReader(repositories.feeds).at(moment);
  const declaredFor = declaredForHost(declarations);
  const enrolledAt = await repositories.hosts.byId(scope.hosts.slice(0, 900).map(({ id }) => id));
  for (const [place, host] of scope.hosts.entries()) {
    const held = await repositories.reports.statementAt(host.id, moment);
    const enrolled = enrolledAt.get(host.id) ?? (await repositories.hosts.find(host.id));
    const evidence = held
      ? await evidenceAt(held, Date.parse(enrolled?.enrolledAt ?? ''), (hash) =>
          repositories.reports.evidenceBody(hash),
        )
      : new Map();
    if (held) versions.set(held.statement.agentVersion, (versions.get(held.statement.agentVersion) ?? 0) + 1);
    const platform = platformOf(host.platform);
    const circumstances = {
      platform,
      now: new Date(moment),
      staleAfterMs,
      declarations: declaredFor({ ...host, label: enrolled?.label ?? '' }),
      reference: await inForce.forHost(evidence),
    };
    const report = held && { reportId: held.reportId, receivedAt: new Date(held.receivedAt).toISOString() };
    findings.add(
      place,
      requirements.map(({ control, parameters, variant }) => {
        const finding = judge(control, evidence, parameters, circumstances);
        return findingRecord(finding, variant, host, evidence, report, waivers, moment);
      }),
    );
    onProgress?.(place + 1, scope.hosts.length);
    await pause(signal);
  }
  return [...versions]
    .map(([version, hosts]) => ({ version, hosts }))
    .toSorted((a, b) => (a.version < b.version ? -1 : 1));
}

function findingRecord(
  finding: Finding,
  variant: string,
  host: HostReference,
  evidence: EvidenceAt,
  report: { reportId: string; receivedAt: string } | null,
  waivers: readonly Waiver[],
  moment: number,
): FindingRecord {
  return {
    ...finding,
    variant,
    host,
    since: null,
    evidence: finding.evidence.map(({ kind, sha256: hash }) => ({
      kind,
      sha256: hash,
      collectedAt: evidence.get(kind)?.collectedAt ?? new Date(moment).toISOString(),
      reportId: report?.reportId ?? null,
      receivedAt: report?.receivedAt ?? null,
    })),
    waivers:
      finding.outcome === 'fail'
        ? waivers
            .filter((waiver) => covers(waiver, finding.control, host.id) && isInForce(waiver, moment))
            .map(({ id }) => id)
        : [],
  };
}

function covers(waiver: Waiver, control: string, hostId: string): boolean {
  return waiver.control === control && (waiver.hostId === null || waiver.hostId === hostId);
}

/** A host that has not reported yet has no platform; what is judged then is that nothing was reported. */
function platformOf(name: string): Platform {
  return platforms.find((platform) => platform === name) ?? 'linux';
}
