import { randomUUID } from 'node:crypto';
import { controls, evidenceKinds, judge } from '@tenken/controls';
import { collect } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { canonicalJson, ReplayHost, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody, HostFacts, Statement } from '@tenken/shared';
import { pack, signed } from '../support/sample-report.ts';
import type { Packed, Speaker } from '../support/sample-report.ts';

export type SampleHost = {
  name: string;
  platform: HostFacts['platform'];
  osName: string;
  osVersion: string;
  /** Which of the recordings of real machines it is made of: those that meet most controls, or fewest. */
  state: 'good' | 'middling' | 'bad';
};

/** A name that a browser must never take for markup. */
export const hostileName = '<img src=x onerror=alert(1)>';

export const sampleHosts: readonly SampleHost[] = [
  { name: 'kojin-ap01', platform: 'linux', osName: 'Debian GNU/Linux', osVersion: '13.2', state: 'good' },
  { name: 'lgwan-file02', platform: 'linux', osName: 'Debian GNU/Linux', osVersion: '12.12', state: 'bad' },
  {
    name: '住民課-窓口端末11',
    platform: 'windows',
    osName: 'Windows 11',
    osVersion: '10.0.26100',
    state: 'good',
  },
  {
    name: 'kikan-pc03',
    platform: 'windows',
    osName: 'Windows 11',
    osVersion: '10.0.22631',
    state: 'middling',
  },
  { name: 'koho-mac01', platform: 'macos', osName: 'macOS', osVersion: '15.1', state: 'good' },
  { name: hostileName, platform: 'linux', osName: hostileName, osVersion: '1', state: 'middling' },
];

/**
 * A report made of recordings of real machines, as if each had been read just now.
 *
 * @param changed what a hostile host makes of each body, and of its statement
 */
export async function sampleReport(
  agent: Speaker,
  host: SampleHost,
  now = new Date(),
  changed: { body?: (body: EvidenceBody) => EvidenceBody; statement?: Partial<Statement> } = {},
): Promise<Packed> {
  const evidence: Evidence[] = [];
  for (const kind of evidenceKinds) {
    const candidates: { evidence: Evidence; passing: number }[] = [];
    for (const name of recordingNames(kind.id).filter((name) => name.startsWith(`${host.platform}-`))) {
      const recording = loadRecording(kind.id, name);
      const read = {
        ...(await collect(kind, new ReplayHost(recording))),
        collectedAt: now.toISOString(),
        durationMs: 24,
      };
      candidates.push({ evidence: read, passing: passing(read, host.platform, now) });
    }
    const ranked = candidates.toSorted((a, b) => b.passing - a.passing);
    const place = { good: 0, middling: Math.floor(ranked.length / 2), bad: ranked.length - 1 }[host.state];
    const chosen = ranked[place]?.evidence;
    if (!chosen) continue;
    const body = changed.body?.(chosen.body) ?? chosen.body;
    evidence.push({ ...chosen, body, sha256: sha256(canonicalJson(body)) });
  }
  const statement: Statement = {
    version: 2,
    hostId: agent.hostId,
    reportId: randomUUID(),
    sequence: 1,
    agentVersion: '0.1.0',
    scannedAt: now.toISOString(),
    sentAt: now.toISOString(),
    host: {
      platform: host.platform,
      name: host.name,
      osName: host.osName,
      osVersion: host.osVersion,
      architecture: 'x86_64',
      machineIdHash: sha256(host.name),
    },
    evidence: evidence.map(({ body, ...stated }) => ({ kind: body.kind, ...stated })),
    gap: null,
    ...changed.statement,
  };
  const bodies = evidence.map(({ body }) => body);
  return pack(signed(agent, statement, bodies));
}

/** How many controls that need nothing but this evidence pass by it. */
function passing(evidence: Evidence, platform: HostFacts['platform'], now: Date): number {
  const known = new Map([[evidence.body.kind, evidence]]);
  return controls
    .filter(({ needs }) => Object.values(needs).every(({ id }) => id === evidence.body.kind))
    .filter((control) => judge(control, known, {}, { platform, now }).outcome === 'pass').length;
}
