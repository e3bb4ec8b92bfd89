import { packagesOf } from '../../evidence/software/package-list.ts';
import type { Package } from '../../evidence/software/package-list.ts';
import type { Software } from '../../evidence/software/schema.ts';
import { compareDebVersions } from '../../evidence/os-updates/deb-version.ts';
import { compareRpmVersions } from '../../evidence/os-updates/rpm-version.ts';
import type { Advisory, PackageNames } from './advisory.ts';

/** A package of the distribution by the name under which advisories speak of it. */
export type Installed = { names: PackageNames; name: string; version: string; order: 'dpkg' | 'rpm' };

export type InstalledPackages = {
  packages: readonly Installed[];
  /** Some package tells no version. */
  versionMissing: boolean;
  /** Some list does not tell what its packages were built from. */
  sourceMissing: boolean;
};

export function compareVersions(order: Installed['order'], a: string, b: string): number {
  return order === 'dpkg' ? compareDebVersions(a, b) : compareRpmVersions(a, b);
}

/**
 * Packages of the distribution's own package manager, once by each name that an advisory may use. Several kernels are
 * kept beside each other and only one runs, so of kernels the newest counts; whether it runs is asked by `os-patched`.
 */
export function installedPackages(software: Software): InstalledPackages {
  const newest = new Map<string, Installed>();
  let versionMissing = false;
  let sourceMissing = false;
  for (const one of packagesOf(software)) {
    if (one.source !== 'dpkg' && one.source !== 'rpm') continue;
    if (one.version === null) {
      versionMissing = true;
      continue;
    }
    const order = one.source;
    add(newest, { names: 'binary', name: one.name, version: one.version, order });
    const source = order === 'rpm' ? null : sourceOf(one, one.version);
    if (source) add(newest, { names: 'source', ...source, order });
    else sourceMissing = true;
  }
  return { packages: [...newest.values()], versionMissing, sourceMissing };
}

function add(newest: Map<string, Installed>, one: Installed): void {
  const version = isKernel(one) ? '' : one.version;
  const key = `${one.names} ${one.order} ${one.name} ${version}`;
  const other = newest.get(key);
  if (!other || compareVersions(one.order, one.version, other.version) > 0) newest.set(key, one);
}

function isKernel({ names, name, order }: Installed): boolean {
  if (order === 'rpm') return name === 'kernel' || name.startsWith('kernel-');
  return names === 'source' && (name === 'linux' || name.startsWith('linux-'));
}

/** Signed kernels are built from a package of their own, and advisories are about the one that was signed. */
function sourceOf(one: Package, version: string): { name: string; version: string } | null {
  if (one.builtFrom === undefined) return null;
  const { name, version: sourceVersion } = one.builtFrom ?? { name: one.name, version: null };
  const signed = /^(linux)-signed(?:-(?:amd64|arm64|i386)|(-[a-z0-9.-]+))?$/.exec(name);
  if (signed) return { name: `${signed[1]}${signed[2] ?? ''}`, version };
  return { name, version: sourceVersion ?? version };
}

/** Whether a package has the vulnerability of an advisory. */
export function isAffected({ order, version }: Installed, advisory: Advisory): boolean {
  if (compareVersions(order, version, advisory.fixed) >= 0) return false;
  if (advisory.introduced !== undefined && compareVersions(order, version, advisory.introduced) < 0) {
    return false;
  }
  if (!advisory.inModule) return true;
  return version.includes('.module') && majorOf(version) === majorOf(advisory.fixed);
}

const keptVersions = 100;
const known = new WeakMap<readonly Advisory[], Map<string, readonly Advisory[]>>();

/**
 * Those that a package has of all that are known of its name. Hosts have much in common, so what was found for a version
 * is kept as long as the list itself.
 */
export function affecting(installed: Installed, advisories: readonly Advisory[]): readonly Advisory[] {
  const byVersion = known.get(advisories) ?? new Map<string, readonly Advisory[]>();
  known.set(advisories, byVersion);
  const key = `${installed.order} ${installed.version}`;
  let found = byVersion.get(key);
  if (found === undefined) {
    found = advisories.filter((advisory) => isAffected(installed, advisory));
    if (byVersion.size < keptVersions) byVersion.set(key, found);
  }
  return found;
}

function majorOf(version: string): string {
  return /^(?:\d+:)?([^.-]*)/.exec(version)?.[1] ?? version;
}
