import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { readIndexes } from './apt-indexes.ts';
import { aptOutput } from './apt-output.ts';
import { isSecuritySuite, parsePolicy } from './apt-parse.ts';
import type { AptIndex } from './apt-parse.ts';
import { simulateUpgrade } from './apt-simulation.ts';
import { pendingUpdates } from './pending.ts';
import { readReleases } from './apt-releases.ts';
import type { ReleaseFile } from './release-file.ts';
import { readSources } from './apt-sources.ts';
import type { OsUpdates, PendingUpdate } from './schema.ts';

export const listsFolder = '/var/lib/apt/lists';

type Read = Omit<OsUpdates, 'unread' | 'container' | 'reboot' | 'kernel'>;

export async function readApt(host: Host, unread: Unread[]): Promise<Read> {
  const config = await aptOutput(host, 'apt-config', ['dump'], { isShared: true });
  const names = await host.list(listsFolder);
  const releases = await readReleases(host, listsFolder, names, unread);
  const { indexes, pending, held } =
    (await readFiles(host, config, names, releases)) ?? (await askApt(host, names, unread));
  return {
    manager: 'apt',
    systemVersion: null,
    securitySource: hasSecuritySource(indexes),
    index: {
      ...indexDate([...releases.values()]),
      refreshedAt: await modifiedAt(host, `${listsFolder}/partial`),
      expiryCheckDisabled: /^Acquire::Check-Valid-Until "(no|false|without|off|disable|0)";$/im.test(config),
    },
    ...pendingUpdates(pending),
    heldBack: held.slice(0, 100).map((name) => name.slice(0, 200)),
    // The moment of the last installation, removal or repair; dpkg.log has local times without a zone.
    lastInstalledAt: await modifiedAt(host, '/var/lib/dpkg/status'),
  };
}

type Plan = { indexes: AptIndex[]; pending: PendingUpdate[]; held: string[] };

async function readFiles(
  host: Host,
  config: string,
  names: readonly string[],
  releases: ReadonlyMap<string, ReleaseFile>,
): Promise<Plan | null> {
  const sources = await readSources(host, config, names, releases);
  const read = sources && (await readIndexes(host, { ...sources, folder: listsFolder, names }));
  return sources && read && { indexes: sources.indexes, ...read };
}

async function askApt(host: Host, names: readonly string[], unread: Unread[]): Promise<Plan> {
  const policy = parsePolicy(await aptOutput(host, 'apt-cache', ['policy']));
  const read = await readIndexes(host, { ...policy, folder: listsFolder, names });
  return { indexes: policy.indexes, ...(read ?? (await simulateUpgrade(host, policy, unread))) };
}

/**
 * Configured, and preferred over the other suites of the same distribution: `APT::Default-Release "bookworm"`
 * lifts the main suite to 990 and with that silently switches security updates off.
 */
function hasSecuritySource(indexes: AptIndex[]): boolean | null {
  if (indexes.length === 0) return null;
  return indexes
    .filter(isSecuritySuite)
    .some(
      (security) =>
        security.priority >= 100 &&
        indexes.every(({ origin, priority }) => origin !== security.origin || priority <= security.priority),
    );
}

/** The main suite of a stable release changes at point releases only: the security suite's date is what tells. */
function indexDate(releases: readonly ReleaseFile[]): { builtAt: string | null } {
  const security = releases.filter(isSecuritySuite);
  // Ubuntu Pro's suites change rarely; they only count where they are all there is.
  const regular = security.filter(({ label }) => !label.startsWith('UbuntuESM'));
  const dates = (regular.length > 0 ? regular : security).map(({ builtAt }) => builtAt);
  return {
    builtAt: dates.includes(null) ? null : (dates.filter((date) => date !== null).toSorted()[0] ?? null),
  };
}

async function modifiedAt(host: Host, path: string): Promise<string | null> {
  try {
    return (await host.stat(path)).modifiedAt;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
