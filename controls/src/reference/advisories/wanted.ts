import type { Evidence } from '@tenken/shared';
import { osRelease } from '../../evidence/os-release/index.ts';
import { software } from '../../evidence/software/index.ts';
import { installedPackages } from './installed.ts';
import type { Installed } from './installed.ts';
import { distributionRelease } from './release.ts';

/** Which advisories a judgement of a host may ask for. */
export type Wanted = { release: string; packages: readonly Pick<Installed, 'names' | 'name'>[] };

/** Null: for this host nobody publishes advisories that could be compared. */
export function advisoriesWanted(evidence: ReadonlyMap<string, Evidence>): Wanted | null {
  const system = osRelease.schema.safeParse(dataOf(evidence, osRelease.id));
  const release = system.success ? distributionRelease(system.data) : null;
  if (release === null) return null;
  const list = software.schema.safeParse(dataOf(evidence, software.id));
  return { release, packages: list.success ? installedPackages(list.data).packages : [] };
}

function dataOf(evidence: ReadonlyMap<string, Evidence>, kind: string): unknown {
  const result = evidence.get(kind)?.body.result;
  return result?.status === 'read' ? result.data : null;
}
