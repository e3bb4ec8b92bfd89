import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { Unread } from '../unread.ts';
import { readIndexes } from './apt-indexes.ts';
import { aptOutput } from './apt-output.ts';
import { isSecuritySuite, parsePolicy } from './apt-parse.ts';
import type { AptIndex } from './apt-parse.ts';
import { simulateUpgrade } from './apt-simulation.ts';
import { pendingUpdates } from './pending.ts';
import { parseReleaseFile } from './release-file.ts';
import type { ReleaseFile } from './release-file.ts';
import type { OsUpdates } from './schema.ts';

export const listsFolder = '/var/lib/apt/lists';

type Read = Omit<OsUpdates, 'unread' | 'container' | 'reboot' | 'kernel'>;

export async function readApt(host: Host, unread: Unread[]): Promise<Read> {
  const policy = parsePolicy(await aptOutput(host, 'apt-cache', ['policy']));
  // What is pinned follows rules that only apt knows.
  const read = policy.pinned.length > 0 ? null : await readIndexes(host, policy.indexes, listsFolder);
  const { pending, held } = read ?? (await simulateUpgrade(host, policy, unread));
  return {
    manager: 'apt',
    systemVersion: null,
    securitySource: hasSecuritySource(policy.indexes),
    index: await indexDates(host, unread),
    ...pendingUpdates(pending),
    heldBack: held.slice(0, 100).map((name) => name.slice(0, 200)),
    // The moment of the last installation, removal or repair; dpkg.log has local times without a zone.
    lastInstalledAt: await modifiedAt(host, '/var/lib/dpkg/status'),
  };
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
async function indexDates(host: Host, unread: Unread[]): Promise<OsUpdates['index']> {
  const releases: ReleaseFile[] = [];
  const names = (await host.list(listsFolder)).filter((name) => /_(In)?Release$/.test(name));
  if (names.length > 200) unread.push({ what: listsFolder, code: 'output-limit' });
  for (const name of names.slice(0, 200)) {
    const head = await host.readFile(`${listsFolder}/${name}`, { from: 0, maxBytes: 2048 });
    releases.push(parseReleaseFile(new TextDecoder().decode(head)));
  }
  const security = releases.filter(isSecuritySuite);
  // Ubuntu Pro's suites change rarely; they only count where they are all there is.
  const regular = security.filter(({ label }) => !label.startsWith('UbuntuESM'));
  const dates = (regular.length > 0 ? regular : security).map(({ builtAt }) => builtAt);
  const check = await aptOutput(host, 'apt-config', ['dump', 'Acquire::Check-Valid-Until']);
  return {
    builtAt: dates.includes(null) ? null : (dates.filter((date) => date !== null).toSorted()[0] ?? null),
    refreshedAt: await modifiedAt(host, `${listsFolder}/partial`),
    expiryCheckDisabled: /^Acquire::Check-Valid-Until "(no|false|without|off|disable|0)";$/im.test(check),
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
