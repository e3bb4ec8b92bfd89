import { checklists, controls, evidenceKinds, judgeWithEnd, requirements } from '@tenken/controls';
import type { EndingFinding } from '@tenken/controls';
import { collect } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { canonicalJson, ReplayHost, sha256 } from '@tenken/shared';
import type { Evidence, Platform } from '@tenken/shared';
import { seededRandom } from './random.ts';

/** A machine as many hosts of a fleet are: real recordings, judged by the product itself. */
export type FleetTemplate = {
  platform: Platform;
  osName: string;
  osVersion: string;
  /** Of a hundred hosts so many are like this. */
  weight: number;
  evidence: Evidence[];
  findings: (EndingFinding & { variant: string })[];
};

const dayMs = 24 * 60 * 60 * 1000;

export const fleetSystems: readonly (Pick<FleetTemplate, 'osName' | 'osVersion' | 'weight'> & {
  platform: 'linux' | 'windows' | 'macos';
})[] = [
  { platform: 'windows', osName: 'Windows 11 Pro', osVersion: '10.0.26100.4652', weight: 9 },
  { platform: 'windows', osName: 'Windows 11 Pro', osVersion: '10.0.22631.5189', weight: 6 },
  { platform: 'windows', osName: 'Windows 10 Pro', osVersion: '10.0.19045.5854', weight: 2 },
  { platform: 'windows', osName: 'Windows Server 2022', osVersion: '10.0.20348.3692', weight: 1 },
  { platform: 'linux', osName: 'Debian GNU/Linux', osVersion: '13.2', weight: 3 },
  { platform: 'linux', osName: 'Debian GNU/Linux', osVersion: '12.12', weight: 2 },
  { platform: 'linux', osName: 'Red Hat Enterprise Linux', osVersion: '9.6', weight: 1 },
  { platform: 'macos', osName: 'macOS', osVersion: '15.1', weight: 1 },
];

/** Of each system so many. */
const variety = 3;

/** @param seed the same one gives the same machines */
export async function fleetTemplates(seed: number, now: Date): Promise<FleetTemplate[]> {
  const random = seededRandom(seed);
  const rules = requirements(controls, checklists());
  const templates: FleetTemplate[] = [];
  for (const system of fleetSystems) {
    for (let index = 0; index < variety; index += 1) {
      const evidence = new Map<string, Evidence>();
      for (const kind of evidenceKinds) {
        const names = recordingNames(kind.id).filter((name) => name.startsWith(`${system.platform}-`));
        const name = names[Math.floor(random() * names.length)];
        if (name === undefined) continue;
        const read = await collect(kind, new ReplayHost(loadRecording(kind.id, name)));
        evidence.set(kind.id, {
          ...read,
          sha256: sha256(canonicalJson(read.body)),
          collectedAt: now.toISOString(),
        });
      }
      const circumstances = { platform: system.platform, now, staleAfterMs: 400 * dayMs };
      const findings = rules.map(({ control, parameters, variant }) => ({
        ...judgeWithEnd(control, evidence, parameters, circumstances),
        variant,
      }));
      templates.push({ ...system, evidence: [...evidence.values()], findings });
    }
  }
  return templates;
}
