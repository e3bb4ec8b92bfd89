import { evidenceKinds } from '@tenken/controls';
import { collect } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { canonicalJson, ReplayHost, sha256 } from '@tenken/shared';
import type { EvidenceBody, Platform } from '@tenken/shared';

export type PooledBody = { body: EvidenceBody; sha256: string };

/** What a platform's machines may say of one kind: each from a recording of a real machine. */
export type PooledKind = { kind: string; isPersonal: boolean; bodies: readonly PooledBody[] };

export type EvidencePool = Record<'linux' | 'windows' | 'macos', readonly PooledKind[]>;

/** Of each kind and platform at most so many: a run begins within seconds. */
const variety = 8;

/** Probed from recordings once; hosts keep places in it, so that very many of them fit into memory. */
export async function evidencePool(): Promise<EvidencePool> {
  return {
    linux: await ofPlatform('linux'),
    windows: await ofPlatform('windows'),
    macos: await ofPlatform('macos'),
  };
}

async function ofPlatform(platform: Platform): Promise<PooledKind[]> {
  const kinds: PooledKind[] = [];
  for (const kind of evidenceKinds) {
    const names = recordingNames(kind.id).filter((name) => name.startsWith(`${platform}-`));
    const bodies: PooledBody[] = [];
    for (const name of names.slice(0, variety)) {
      const { body } = await collect(kind, new ReplayHost(loadRecording(kind.id, name)));
      bodies.push({ body, sha256: sha256(canonicalJson(body)) });
    }
    // Half of the kinds hold something of the machine alone; the others are the same on many, as settings are.
    if (bodies.length > 0) kinds.push({ kind: kind.id, isPersonal: kinds.length % 2 === 0, bodies });
  }
  return kinds;
}
