import type { OsRelease } from '../../evidence/os-release/schema.ts';

/** Their minor releases are steps within one major release, and one set of advisories is for all of them. */
const byMajor = new Set(['almalinux', 'centos', 'debian', 'ol', 'rhel', 'rocky']);

/** `debian:12`, `ubuntu:24.04`, `rhel:9`, `sles:15.6`: what feeds are for. Null: no distribution with releases. */
export function distributionRelease({ id, versionId }: Pick<OsRelease, 'id' | 'versionId'>): string | null {
  if (versionId === null || id === 'windows' || id === 'macos') return null;
  const version = byMajor.has(id) ? (versionId.split('.')[0] ?? '') : versionId;
  return `${id}:${version}`;
}

/** As people write a release in a bundle's description. */
export const releasePattern = /^[a-z][a-z0-9_-]{1,40}:[a-z0-9][a-z0-9._-]{0,20}$/;
