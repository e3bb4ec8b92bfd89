import type { Circumstances, Requirement } from '@tenken/controls';
import { platforms } from '@tenken/shared';
import type { Evidence, Platform } from '@tenken/shared';
import type { JudgedFinding } from '../store/findings/finding-rows.ts';
import { judgedBySystems } from './declared-by-host.ts';
import type { DeclaredByHost } from './declared-by-host.ts';

/** Every finding of one host, by what it says and what holds. */
export function judgeHost(
  requirements: readonly Requirement[],
  evidence: ReadonlyMap<string, Evidence>,
  circumstances: Circumstances,
  declared: ReturnType<DeclaredByHost>,
): JudgedFinding[] {
  return requirements.map(({ control, parameters, variant }) => ({
    ...judgedBySystems(control, evidence, parameters, circumstances, declared),
    variant,
  }));
}

/** A host that has not reported yet has no platform; what is judged then is that nothing was reported. */
export function platformOf(name: string): Platform {
  return platforms.find((platform) => platform === name) ?? 'linux';
}
